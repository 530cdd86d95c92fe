import { ArnFormat, Resource, Stack } from "aws-cdk-lib";
import { Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import {
  type Grant,
  type IGrantable,
  type IPrincipal,
  UnknownPrincipal,
} from "aws-cdk-lib/aws-iam";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import {
  executionMetrics,
  metricsNamespace,
  stateMachineDimension,
} from "../hosts/environment/metrics.ts";
import { type IStepwright, runtimeOf } from "./runtime.ts";
import { StateMachineGrants } from "./state-machine-grants.ts";

/** What a state machine of this app and one of another have in common. */
export abstract class StateMachineBase extends Resource implements IStateMachine {
  /** A state machine that another app deploys to the runtime of this app. */
  static fromStateMachineArn(scope: Construct, id: string, stateMachineArn: string): IStateMachine {
    return new ImportedStateMachine(scope, id, stateMachineArn);
  }

  /** A state machine of this account and region. */
  static fromStateMachineName(
    scope: Construct,
    id: string,
    stateMachineName: string,
  ): IStateMachine {
    const arn = Stack.of(scope).formatArn({
      service: "states",
      resource: "stateMachine",
      resourceName: stateMachineName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return StateMachineBase.fromStateMachineArn(scope, id, arn);
  }

  abstract readonly stateMachineArn: string;
  /** The principal whose rights its Tasks have. */
  abstract readonly grantPrincipal: IPrincipal;
  abstract readonly runtime: IStepwright;
  readonly grants = new StateMachineGrants(this);

  get stateMachineRef(): { readonly stateMachineArn: string } {
    return { stateMachineArn: this.stateMachineArn };
  }

  grantStartExecution(identity: IGrantable): Grant {
    return this.grants.startExecution(identity);
  }

  grantStartSyncExecution(identity: IGrantable): Grant {
    return this.grants.startSyncExecution(identity);
  }

  grantRead(identity: IGrantable): Grant {
    return this.grants.read(identity);
  }

  grantTaskResponse(identity: IGrantable): Grant {
    return this.grants.taskResponse(identity);
  }

  grantExecution(identity: IGrantable, ...actions: string[]): Grant {
    return this.grants.execution(identity, ...actions);
  }

  grantRedriveExecution(identity: IGrantable): Grant {
    return this.grants.redriveExecution(identity);
  }

  grant(identity: IGrantable, ...actions: string[]): Grant {
    return this.grants.actions(identity, ...actions);
  }

  /** By the name that Step Functions has for it. @default - sum over 5 minutes */
  metric(metricName: string, props?: MetricOptions): Metric {
    return new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { [stateMachineDimension]: this.stateMachineArn },
      statistic: "Sum",
      ...props,
    }).attachTo(this);
  }

  /** Executions that failed. @default - sum over 5 minutes */
  metricFailed(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.failed, props);
  }

  /** Starts that were refused. @default - sum over 5 minutes */
  metricThrottled(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.throttled, props);
  }

  /** Executions that were stopped. @default - sum over 5 minutes */
  metricAborted(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.aborted, props);
  }

  /** Executions that succeeded. @default - sum over 5 minutes */
  metricSucceeded(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.succeeded, props);
  }

  /** Executions whose time was up. @default - sum over 5 minutes */
  metricTimedOut(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.timedOut, props);
  }

  /** Executions that were started. @default - sum over 5 minutes */
  metricStarted(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.started, props);
  }

  /** Milliseconds from the start to the end. @default - average over 5 minutes */
  metricTime(props?: MetricOptions): Metric {
    return this.metric(executionMetrics.time, { statistic: "Average", ...props });
  }
}

class ImportedStateMachine extends StateMachineBase {
  readonly stateMachineArn: string;
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, stateMachineArn: string) {
    super(scope, id, { environmentFromArn: stateMachineArn });
    this.stateMachineArn = stateMachineArn;
    this.grantPrincipal = new UnknownPrincipal({ resource: this });
  }

  get runtime(): IStepwright {
    return runtimeOf(this);
  }
}
