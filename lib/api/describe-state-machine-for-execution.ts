import type { Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { definitionOfExecution } from "./definition-of-execution.ts";
import {
  type DescribedRevision,
  describeRevision,
  type IncludedData,
} from "./described-revision.ts";
import { findExecution } from "./find-execution.ts";
import { seconds } from "./state-machine-record.ts";

interface Request {
  readonly executionArn: string;
  readonly includedData?: IncludedData;
}

interface Response extends DescribedRevision {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly updateDate: number;
  /** Of a child of a Map Run: it, and the Label of its Map state. */
  readonly mapRunArn?: string | undefined;
  readonly label?: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachineForExecution.html */
export const describeStateMachineForExecution: Operation<Request, Response> = async (
  context,
  { executionArn, includedData },
) => {
  const { meta } = await findExecution(context, executionArn);
  const { stateMachineArn, stateMachineName, mapRunArn } = meta.info;
  const found = await definitionOfExecution(context, meta);
  if (found === undefined) {
    const message = `Execution Does Not Exist: '${executionArn}'`;
    throw new ApiError("ExecutionDoesNotExist", message);
  }
  const [name = "", label] = stateMachineName.split("/");
  return {
    stateMachineArn,
    name,
    updateDate: seconds(found.revision.updatedMs),
    mapRunArn,
    label,
    ...(await describeRevision(context, found.revision, includedData, found.processor)),
  };
};
