import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { Duration, RemovalPolicy, Stack, Tags } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { CfnManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Queue } from "aws-cdk-lib/aws-sqs";
import {
  LambdaInvoke,
  SqsSendMessage,
  StepFunctionsStartExecution as StartNested,
  StepFunctionsInvokeActivity,
} from "aws-cdk-lib/aws-stepfunctions-tasks";
import { afterAll, describe, expect, it, vi } from "vitest";
import * as sfn from "../../lib/constructs/index.ts";
import type { JsonObject } from "../../lib/language/json.ts";
import { quickApp } from "./quick-app.ts";
import { readable } from "./readable.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

const folder = mkdtempSync(join(tmpdir(), "stepwright-definitions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const app = quickApp();
const runtimeStack = new Stack(app, "Runtime");
const runtime = new sfn.Stepwright(runtimeStack, "Stepwright");
const stack = new Stack(app, "Shop");
const code = Code.fromInline("exports.handler = async () => {};");
const ship = new LambdaFunction(stack, "Ship", {
  code,
  handler: "index.handler",
  runtime: Runtime.NODEJS_24_X,
});
const queue = new Queue(stack, "Queue");
const pass = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
const fromJson = (value: JsonObject): sfn.DefinitionBody =>
  sfn.DefinitionBody.fromString(JSON.stringify(value));
const machine = (id: string, props: sfn.StateMachineProps): sfn.StateMachine =>
  new sfn.StateMachine(stack, id, props);

const file = written(
  "ship.asl.json",
  '{ "StartAt": "Ship", "States": { "Ship": {\n  "Type": "Task", "Resource": "${ShipArn}", "End": true } } }',
);
const yaml = written(
  "pass.asl.yaml",
  "StartAt: A\nStates:\n  A: { Type: Pass, Result: 1.0, End: true }\n",
);

const plain = machine("Plain", { definitionBody: fromJson(pass) });
const fromFile = machine("FromFile", {
  definitionBody: sfn.DefinitionBody.fromFile(file),
  definitionSubstitutions: { ShipArn: ship.functionArn },
  comment: "ships",
  timeout: Duration.hours(1),
  queryLanguage: sfn.QueryLanguage.JSON_PATH,
});
const fromYaml = machine("FromYaml", { definitionBody: sfn.DefinitionBody.fromFile(yaml) });
const large = machine("Large", {
  definitionBody: sfn.DefinitionBody.fromString(
    JSON.stringify({
      Comment: "x".repeat(20_000),
      StartAt: "A",
      States: { A: { Type: "Task", Resource: ship.functionArn, End: true } },
    }),
  ),
});
const activity = new sfn.Activity(stack, "Read", { activityName: "read" });
const chain = machine("Chain", {
  definitionBody: sfn.DefinitionBody.fromChainable(
    new LambdaInvoke(stack, "Invoke", { lambdaFunction: ship })
      .next(
        new SqsSendMessage(stack, "Send", {
          queue,
          messageBody: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
          integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
        }),
      )
      .next(new StepFunctionsInvokeActivity(stack, "Read meter", { activity }))
      .next(
        new StartNested(stack, "Nested", {
          stateMachine: plain,
          integrationPattern: sfn.IntegrationPattern.RUN_JOB,
        }),
      )
      .next(new sfn.Wait(stack, "Wait", { time: sfn.WaitTime.duration(Duration.days(1)) })),
  ),
  timeout: Duration.days(30),
  comment: "a chain",
});
const old = machine("Old", { definition: new sfn.Succeed(stack, "Done") });
const logGroup = new LogGroup(stack, "Logs");
const express = machine("Express", {
  stateMachineName: "resize",
  stateMachineType: sfn.StateMachineType.EXPRESS,
  definitionBody: fromJson(pass),
  logs: { destination: logGroup, level: sfn.LogLevel.ALL, includeExecutionData: true },
  tracingEnabled: false,
  removalPolicy: RemovalPolicy.RETAIN,
  encryptionConfiguration: new sfn.AwsOwnedEncryptionConfiguration(),
  runtime,
});
Tags.of(express).add("team", "shop");
const ownRole = new Role(stack, "OwnRole", {
  assumedBy: new ServicePrincipal("states.amazonaws.com"),
});
const withRole = machine("WithRole", {
  definitionBody: fromJson({
    StartAt: "A",
    States: { A: { Type: "Task", Resource: ship.functionArn, End: true } },
  }),
  role: ownRole,
});
const atRunTime = machine("AtRunTime", {
  definitionBody: fromJson({
    StartAt: "A",
    States: {
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { "FunctionName.$": "$.function" },
        End: true,
      },
    },
  }),
});
ship.grantInvoke(atRunTime);
const parent = machine("Parent", {
  definitionBody: fromJson({
    StartAt: "A",
    States: {
      A: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution",
        Parameters: { "StateMachineArn.$": "$.child" },
        End: true,
      },
    },
  }),
});
plain.grantStartExecution(parent);

const template = Template.fromStack(stack);

describe("the definition of a state machine", () => {
  it("from a text goes to the deployer as it is", () => {
    expect(deployed(plain)).toMatchObject({
      definition: JSON.stringify(pass),
      type: "STANDARD",
      stateMachineName: expect.stringMatching(/^ShopPlain[0-9A-F]{8}$/),
      permissions: [],
    });
  });

  it("from a file has its substitutions, and what the props say besides", () => {
    expect(textOf(fromFile)).toBe(
      '{"Comment": "ships", "QueryLanguage": "JSONPath", "TimeoutSeconds": 3600,  "StartAt": ' +
        '"Ship", "States": { "Ship": {\n  "Type": "Task", "Resource": "<Ship.Arn>", "End": true } } }',
    );
  });

  it("from YAML becomes JSON, its numbers as they were spelled", () => {
    expect(textOf(fromYaml)).toBe(
      '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":1.0,"End":true}}}',
    );
  });

  it("of CDK's states has their tokens, timeout and comment", () => {
    const { States, ...fields } = JSON.parse(textOf(chain));
    expect(fields).toEqual({ StartAt: "Invoke", TimeoutSeconds: 2_592_000, Comment: "a chain" });
    expect(States.Invoke.Parameters.FunctionName).toBe("<Ship.Arn>");
    expect(States.Send.Parameters.QueueUrl).toBe("<Queue>");
    expect(States["Read meter"].Resource).toBe("<ReadActivity>");
    expect(States.Nested.Parameters.StateMachineArn).toBe("<PlainStateMachine>");
    expect(JSON.parse(textOf(old)).States).toEqual({ Done: { Type: "Succeed" } });
  });

  it("is deflated if it is long, and its tokens go beside it", () => {
    const { definition, definitionDeflated, definitionSubstitutions } = deployed(large);
    expect(definition).toBeUndefined();
    const text = inflateRawSync(Buffer.from(definitionDeflated, "base64")).toString();
    const { Resource } = JSON.parse(text).States.A;
    expect(Object.keys(definitionSubstitutions)).toEqual([Resource.slice(2, -1)]);
    expect(Object.values(definitionSubstitutions)).toEqual([
      { "Fn::GetAtt": [expect.stringMatching(/^Ship/), "Arn"] },
    ]);
  });
});

describe("each prop of a state machine has its effect", () => {
  it("stateMachineName, stateMachineType, logs, tags and encryptionConfiguration", () => {
    expect(deployed(express)).toMatchObject({
      stateMachineName: "resize",
      type: "EXPRESS",
      logging: {
        level: "ALL",
        includeExecutionData: "true",
        logGroupArn: { "Fn::GetAtt": [expect.stringMatching(/^Logs/), "Arn"] },
      },
      tags: { team: "shop" },
    });
    expect(granted(express)).toEqual([["logs:CreateLogStream", "logs:PutLogEvents"]]);
  });

  it("removalPolicy", () => {
    const resources = template.findResources("Custom::StepwrightStateMachine");
    expect(resources[idOf(express)]).toMatchObject({ DeletionPolicy: "Retain" });
    expect(resources[idOf(plain)]).toMatchObject({ DeletionPolicy: "Delete" });
  });

  it("role: it is trusted with the runtime's functions, and gets the permissions", () => {
    template.hasResourceProperties("AWS::IAM::Role", {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({ Principal: { Service: "states.amazonaws.com" } }),
          Match.objectLike({
            Principal: { AWS: Match.anyValue() },
            Condition: { StringEquals: { "sts:ExternalId": Match.anyValue() } },
          }),
        ],
      },
    });
    expect(deployed(withRole)).toMatchObject({
      roleArn: { "Fn::GetAtt": [stack.getLogicalId(elementOf(ownRole)), "Arn"] },
      permissions: [],
    });
    template.hasResourceProperties("AWS::IAM::Policy", {
      Roles: [{ Ref: Match.stringLikeRegexp("^OwnRole") }],
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: ["lambda:InvokeFunction", "lambda:GetFunctionConfiguration"],
          }),
        ],
      },
    });
  });
});

describe("the permissions of a state machine", () => {
  it("of CDK's states are derived from the definition, without their wildcards", () => {
    expect(policiesOf(chain)).toEqual([
      {
        Action: ["lambda:GetFunctionConfiguration", "lambda:InvokeFunction"],
        Effect: "Allow",
        Resource: { "Fn::GetAtt": [expect.stringMatching(/^Ship/), "Arn"] },
      },
      {
        Action: "sqs:SendMessage",
        Effect: "Allow",
        Resource: { "Fn::GetAtt": [expect.stringMatching(/^Queue/), "Arn"] },
      },
    ]);
  });

  it("can be granted where only the input names the target", () => {
    expect(granted(atRunTime)).toEqual([["lambda:InvokeFunction"]]);
    expect(granted(parent)).toEqual([["states:StartExecution"]]);
  });

  it("stay on the role when a deploy changes them, and somebody cleans up behind them", () => {
    const [[id, policy] = []] = Object.entries(managedPolicies(chain));
    expect(policy).toMatchObject({
      DeletionPolicy: "RetainExceptOnCreate",
      UpdateReplacePolicy: "Retain",
      Properties: { Path: runtime.iamPath },
    });
    expect(deployed(chain).permissions).toEqual([{ Ref: id }]);
    const cleaning = template.findResources("Custom::StepwrightPermissions", {
      Properties: { policyArns: [{ Ref: id }], policyPath: runtime.iamPath },
    });
    expect(Object.keys(cleaning)).toHaveLength(1);
    expect(Object.keys(cleaning)[0]?.slice(-8)).toBe(id?.slice(-8));
  });

  it("make another policy exactly if they are others", () => {
    const idWith = (resource: string, comment: string): string => {
      const other = new Stack(quickApp(), "Shop");
      new sfn.Stepwright(other, "Stepwright");
      new sfn.StateMachine(other, "M", {
        definitionBody: fromJson({
          Comment: comment,
          StartAt: "A",
          States: { A: { Type: "Task", Resource: resource, End: true } },
        }),
      });
      const policy = other.node.findAll().find((each) => each instanceof CfnManagedPolicy);
      return other.resolve(policy?.logicalId);
    };
    const arn = "arn:aws:lambda:us-east-1:111122223333:function:";
    expect(idWith(`${arn}A`, "one")).toBe(idWith(`${arn}A`, "two"));
    expect(idWith(`${arn}A`, "one")).not.toBe(idWith(`${arn}B`, "one"));
  });
});

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function elementOf({ node }: { readonly node: Role["node"] }) {
  return node.defaultChild as Parameters<Stack["getLogicalId"]>[0];
}

function idOf(machine: sfn.StateMachine): string {
  return stack.getLogicalId(elementOf(machine));
}

function deployed(machine: sfn.StateMachine) {
  return template.findResources("Custom::StepwrightStateMachine")[idOf(machine)]?.Properties;
}

function textOf(machine: sfn.StateMachine): string {
  return readable(deployed(machine).definition);
}

function managedPolicies(machine: sfn.StateMachine) {
  const role = stack.getLogicalId(elementOf(machine.role));
  return template.findResources("AWS::IAM::ManagedPolicy", {
    Properties: { Roles: [{ Ref: role }] },
  });
}

function policiesOf(machine: sfn.StateMachine): readonly JsonObject[] {
  return Object.values(managedPolicies(machine)).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
}

/** The actions of each statement. */
function granted(machine: sfn.StateMachine): readonly unknown[] {
  return policiesOf(machine).map(({ Action }) => [Action].flat());
}
