/**
 * Every limit of Step Functions, as a setting. `awsLimits` is the default; `extendedLimits` goes
 * past what hurts. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export interface Limits {
  /** Input, output, result and each variable, in bytes of UTF-8 JSON. */
  readonly payloadBytesMax: number;
  /** All variables of an execution together. */
  readonly variablesBytesMax: number;
  /** Events in the history of a Standard execution, the last one included. */
  readonly historyEventsMax: number;
  /** Iterations of an inline Map that run at once when MaxConcurrency is 0 or above it. */
  readonly inlineConcurrencyMax: number;
  /** Child executions of a distributed Map that run at once. */
  readonly distributedConcurrencyMax: number;
  /** Bytes of `error` and `cause`. */
  readonly errorBytesMax: number;
  readonly causeBytesMax: number;
  /** Seconds that an Express execution may run. */
  readonly expressSecondsMax: number;
  /** Seconds that a Standard execution may run. */
  readonly standardSecondsMax: number;
  /** JSONata: nodes evaluated. Ours: AWS's clock is not known, and we do not look at one. */
  readonly jsonataStepsMax: number;
  /** JSONata: nodes nested in each other while they are evaluated. */
  readonly jsonataDepthMax: number;
  /** JSONata: bytes of one value, counting 12 for each element and 2 for each character. */
  readonly jsonataResultBytesMax: number;
}

export const awsLimits: Limits = {
  payloadBytesMax: 262_144,
  variablesBytesMax: 10_485_760,
  historyEventsMax: 25_000,
  inlineConcurrencyMax: 40,
  distributedConcurrencyMax: 10_000,
  errorBytesMax: 256,
  causeBytesMax: 32_768,
  expressSecondsMax: 300,
  standardSecondsMax: 31_536_000,
  jsonataStepsMax: 500_000,
  // Observed on AWS 2026-08 (public measurements): nesting near 100 fails, and so does [1..873783].
  jsonataDepthMax: 100,
  jsonataResultBytesMax: 10_485_760,
};

export const extendedLimits: Limits = {
  ...awsLimits,
  payloadBytesMax: 64 * 1_048_576,
  variablesBytesMax: 256 * 1_048_576,
  historyEventsMax: Number.MAX_SAFE_INTEGER,
  inlineConcurrencyMax: 10_000,
  causeBytesMax: 1_048_576,
  expressSecondsMax: Number.MAX_SAFE_INTEGER,
  standardSecondsMax: Number.MAX_SAFE_INTEGER,
  jsonataStepsMax: 10_000_000,
  jsonataDepthMax: 1_000,
  jsonataResultBytesMax: 64 * 1_048_576,
};
