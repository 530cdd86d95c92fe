import type { Operation } from "./api-context.ts";
import { type DescribedExecution, describe } from "./describe-execution.ts";
import type { IncludedData } from "./described-revision.ts";
import { begin, type StartExecutionRequest } from "./start-execution.ts";

interface Request extends StartExecutionRequest {
  readonly includedData?: IncludedData;
}

interface Response extends DescribedExecution {
  readonly billingDetails: {
    readonly billedMemoryUsedInMB: number;
    readonly billedDurationInMilliseconds: number;
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartSyncExecution.html */
export const startSyncExecution: Operation<Request, Response> = async (context, request) => {
  const meta = await begin(context, request, { type: "EXPRESS", synchronous: true });
  const { executionArn } = meta.info;
  await context.ended(executionArn);
  const snapshot = (await context.engine.head(executionArn))?.snapshot;
  const durationMs = (snapshot?.stoppedMs ?? meta.startedMs) - meta.startedMs;
  return {
    ...describe({ meta, snapshot }, request.includedData),
    billingDetails: {
      billedMemoryUsedInMB: billedMegabytes,
      billedDurationInMilliseconds:
        Math.max(1, Math.ceil(durationMs / billedStepMs)) * billedStepMs,
    },
  };
};

/** As AWS bills a workflow that uses little. https://aws.amazon.com/step-functions/pricing */
const billedMegabytes = 64;
const billedStepMs = 100;
