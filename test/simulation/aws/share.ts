import type { AwsFailure } from "./aws-campaign.ts";

/** What a worker is told. */
export interface AwsShare {
  readonly schedules: number;
  readonly seed: number;
}

/** What a worker tells, after each some thousand schedules and at its end. */
export interface AwsReport {
  readonly schedules: number;
  readonly cuts: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly failures: readonly AwsFailure[];
  readonly failed: number;
}
