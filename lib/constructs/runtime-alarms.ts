import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { metricsNamespace, runtimeMetrics } from "../hosts/environment/metrics.ts";
import type { RuntimeFunctions } from "./runtime-functions.ts";
import type { RuntimeQueues } from "./runtime-queues.ts";
import type { RuntimeStorage } from "./runtime-storage.ts";

export interface RuntimeAlarmsProps {
  readonly storage: RuntimeStorage;
  readonly queues: RuntimeQueues;
  readonly functions: RuntimeFunctions;
  readonly actions: readonly IAlarmAction[];
}

/** Alarms for what somebody must look at. The runbook says what to do about each. */
export class RuntimeAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, { actions, ...parts }: RuntimeAlarmsProps) {
    super(scope, id);
    this.alarms = Object.entries(watched(parts)).map(
      ([name, { metric, threshold, description }]) => {
        const alarm = new Alarm(this, name, {
          metric,
          threshold,
          alarmDescription: description,
          evaluationPeriods: 1,
          comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        });
        alarm.addAlarmAction(...actions);
        return alarm;
      },
    );
  }
}

interface Watched {
  readonly metric: Metric;
  readonly threshold: number;
  readonly description: string;
}

const period = Duration.minutes(5);

type Parts = Omit<RuntimeAlarmsProps, "actions">;
type WatchedByName = { readonly [name: string]: Watched };

function watched(parts: Parts): WatchedByName {
  return { ...watchedExecutions(parts), ...watchedResources(parts) };
}

/** What becomes of executions. */
function watchedExecutions({ queues }: Parts): WatchedByName {
  return {
    Poisoned: {
      metric: runtimeMetric(runtimeMetrics.poisoned),
      threshold: 1,
      description: "An execution was ended because no function could carry it on",
    },
    DeadLetters: {
      metric: queues.deadLetters.metricApproximateAgeOfOldestMessage({ period }),
      threshold: 3_600,
      description: "A dead letter has not been dealt with for an hour",
    },
    WakeUpsWait: {
      metric: queues.wake.metricApproximateAgeOfOldestMessage({ period }),
      threshold: 300,
      description: "Executions have waited for an interpreter for five minutes",
    },
    Overdue: {
      metric: runtimeMetric(runtimeMetrics.overdue),
      threshold: 100,
      description: "Many executions were found overdue: wake-ups are lost or late",
    },
  };
}

/** What becomes of the functions and the table. */
function watchedResources({ storage, functions }: Parts): WatchedByName {
  const { interpreter, taskRunner, sweeper } = functions;
  return {
    InterpreterErrors: {
      metric: interpreter.function.metricErrors({ period }),
      threshold: 5,
      description: "Interpreters end by a defect or a timeout",
    },
    InterpreterThrottles: {
      metric: interpreter.function.metricThrottles({ period }),
      threshold: 10,
      description: "Interpreters cannot start: the account's concurrency is used up",
    },
    TaskRunnerErrors: {
      metric: taskRunner.function.metricErrors({ period }),
      threshold: 5,
      description: "Task runners end by a defect or a timeout",
    },
    SweeperErrors: {
      metric: sweeper.function.metricErrors({ period }),
      threshold: 3,
      description: "The sweeper fails: timers of more than 15 minutes may be late",
    },
    TableThrottles: {
      metric: new Metric({
        namespace: "AWS/DynamoDB",
        metricName: "ThrottledRequests",
        dimensionsMap: { Operation: "PutItem", TableName: storage.table.tableName },
        statistic: "Sum",
        period,
      }),
      threshold: 10,
      description: "The table is throttled: executions are late",
    },
  };
}

function runtimeMetric(metricName: string): Metric {
  return new Metric({ namespace: metricsNamespace, metricName, statistic: "Sum", period });
}
