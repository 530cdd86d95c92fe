/**
 * The CloudWatch metrics that the functions write: Step Functions' own names, with its dimension
 * and its meaning. Namespaces that begin with `AWS/` are AWS's.
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
export const metricsNamespace = "Stepwright";

/** Of each state machine. The value is the state machine's ARN, without version or alias. */
export const stateMachineDimension = "StateMachineArn";

export const executionMetrics = {
  started: "ExecutionsStarted",
  succeeded: "ExecutionsSucceeded",
  failed: "ExecutionsFailed",
  aborted: "ExecutionsAborted",
  timedOut: "ExecutionsTimedOut",
  /** Starts that were refused because the table was throttled. */
  throttled: "ExecutionThrottled",
  /** Milliseconds from the start to the end. */
  time: "ExecutionTime",
} as const;

/** Of the runtime itself: these have no dimension. */
export const runtimeMetrics = {
  /** Executions that were ended because no function could carry them on. */
  poisoned: "ExecutionsPoisoned",
  /** Executions that the sweeper found overdue: a wake-up was lost or late. */
  overdue: "ExecutionsOverdue",
  /** Wake-ups that met an infrastructure error and were sent again. */
  retried: "WakeUpsRetried",
} as const;
