import { Resource } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import { type IFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { grantApi } from "./api-grant.ts";
import { type IStepwright, registerRuntime } from "./runtime.ts";

/** What another app must know of a runtime; the stack that deploys it can export each. */
export interface StepwrightAttributes {
  /** `stepwright.apiFunction.functionArn` */
  readonly apiFunctionArn: string;
  /** `stepwright.apiUrl` */
  readonly apiUrl: string;
  /** `stepwright.deployerArn` */
  readonly deployerArn: string;
  /** `stepwright.performerArns` */
  readonly performerArns: readonly string[];
  /** `stepwright.iamPath` */
  readonly iamPath: string;
}

/** A runtime that another app deploys. */
export class ImportedStepwright extends Resource implements IStepwright {
  readonly apiFunction: IFunction;
  readonly apiUrl: string;
  readonly deployerArn: string;
  readonly performerArns: readonly string[];
  readonly iamPath: string;

  constructor(scope: Construct, id: string, attributes: StepwrightAttributes) {
    super(scope, id);
    this.apiFunction = LambdaFunction.fromFunctionAttributes(this, "Api", {
      functionArn: attributes.apiFunctionArn,
      sameEnvironment: true,
    });
    this.apiUrl = attributes.apiUrl;
    this.deployerArn = attributes.deployerArn;
    this.performerArns = attributes.performerArns;
    this.iamPath = attributes.iamPath;
    registerRuntime(this);
  }

  grantApi(grantee: IGrantable): Grant {
    return grantApi(this.apiFunction.functionArn, grantee);
  }
}
