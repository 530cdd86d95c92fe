import { executionCounts, itemCounts, type MapRunCounts } from "../core/map-run/map-run-counts.ts";
import type { MapRunStatus } from "../core/map-run/map-run-snapshot.ts";
import type { Operation } from "./api-context.ts";
import { findMapRun } from "./find-map-run.ts";
import { seconds } from "./state-machine-record.ts";

interface Response {
  readonly mapRunArn: string;
  readonly executionArn: string;
  readonly status: MapRunStatus;
  readonly startDate: number;
  readonly stopDate?: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly itemCounts: MapRunCounts;
  readonly executionCounts: MapRunCounts;
  readonly redriveCount: number;
  readonly redriveDate?: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html */
export const describeMapRun: Operation<{ readonly mapRunArn: string }, Response> = async (
  context,
  { mapRunArn },
) => {
  const mapRun = await findMapRun(context, mapRunArn);
  const { info, status, settings, startedMs, stoppedMs, redriveCount, redrivenMs } = mapRun;
  return {
    mapRunArn,
    executionArn: info.executionArn,
    status,
    startDate: seconds(startedMs ?? mapRun.nowMs),
    ...(stoppedMs !== undefined && { stopDate: seconds(stoppedMs) }),
    maxConcurrency: settings.maxConcurrency,
    toleratedFailurePercentage: settings.toleratedFailurePercentage ?? 0,
    toleratedFailureCount: settings.toleratedFailureCount ?? 0,
    itemCounts: itemCounts(mapRun),
    executionCounts: executionCounts(mapRun),
    redriveCount,
    ...(redrivenMs !== undefined && { redriveDate: seconds(redrivenMs) }),
  };
};
