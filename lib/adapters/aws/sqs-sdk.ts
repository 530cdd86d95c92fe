import {
  DeleteMessageBatchCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";
import type { QueueAction, QueueCalls } from "./queue-calls.ts";
import { sdkCalls, sdkDefaults, withoutLineage } from "./sdk-calls.ts";

/** SQS by the AWS SDK: one request per call, since whoever calls repeats it. */
export function sqsSdk(config: SQSClientConfig = {}): QueueCalls {
  const client = withoutLineage(new SQSClient({ ...sdkDefaults, ...config }));
  return sdkCalls(client, commands) as unknown as QueueCalls;
}

const commands = {
  sendMessageBatch: SendMessageBatchCommand,
  deleteMessageBatch: DeleteMessageBatchCommand,
} satisfies { readonly [A in QueueAction]: unknown };
