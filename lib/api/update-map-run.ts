import type { Nothing, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { findMapRun } from "./find-map-run.ts";

interface Request {
  readonly mapRunArn: string;
  /** 0: as many as the limits allow. */
  readonly maxConcurrency?: number;
  readonly toleratedFailurePercentage?: number;
  readonly toleratedFailureCount?: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UpdateMapRun.html */
export const updateMapRun: Operation<Request, Nothing> = async (
  context,
  { mapRunArn, maxConcurrency, toleratedFailurePercentage, toleratedFailureCount },
) => {
  await findMapRun(context, mapRunArn);
  const changes = {
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(toleratedFailurePercentage !== undefined && { toleratedFailurePercentage }),
    ...(toleratedFailureCount !== undefined && { toleratedFailureCount }),
  };
  if (Object.keys(changes).length === 0) {
    throw new ApiError(
      "ValidationException",
      "At least one of maxConcurrency, toleratedFailurePercentage and toleratedFailureCount must be specified",
      { reason: "MISSING_REQUIRED_PARAMETER" },
    );
  }
  if (!(await context.engine.mapRuns.update(mapRunArn, changes))) {
    throw new ApiError("ValidationException", `Map Run has completed: '${mapRunArn}'`, {
      reason: "CANNOT_UPDATE_COMPLETED_MAP_RUN",
    });
  }
  await context.told();
  return {};
};
