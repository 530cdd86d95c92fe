import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetExecutionHistoryCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Execution } from "../../lib/hosts/execution.ts";
import type { Mocks } from "../../lib/testing/mocks.ts";
import type { Places } from "./machines.ts";

/** An execution that is run in this process and on the deployed runtime, and compared. */
export interface Scenario {
  readonly title: string;
  /** What the simulation calls the same, where it has it. */
  readonly golden?: string;
  readonly machine: string;
  readonly input: object;
  /** What stands for services, in this process only. */
  readonly mocks?: Mocks;
  /** Answers its Tasks in this process … */
  readonly here?: (execution: Execution) => Promise<void>;
  /** … and on the deployed runtime. */
  readonly there?: (there: There) => Promise<void>;
  /** It fails, and is redriven once. */
  readonly isRedriven?: boolean;
  /** There was an execution of the same name before, which has expired. */
  readonly isNameUsedAgain?: boolean;
  /** Of an Express execution: by StartExecution, which does not wait for it. */
  readonly isOnlyStarted?: boolean;
}

/** An execution on the deployed runtime, and what is around it. */
export interface There {
  readonly clients: Clients;
  readonly places: Places;
  readonly executionArn: string;
}

export interface Clients {
  readonly stepFunctions: SFNClient;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly logs: CloudWatchLogsClient;
}

/** The token in the next message of the queue, which is deleted. */
export async function takeToken({ clients, places }: There): Promise<string> {
  const QueueUrl = places.approvals;
  const { ReceiptHandle, Body = "{}" } = await eventually("a message", async () => {
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
    const { Messages = [] } = await clients.sqs.send(receive);
    return Messages[0];
  });
  await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return JSON.parse(Body).token as string;
}

/** Waits until there is such an event in the execution's history. */
export async function reaches({ clients, executionArn }: There, type: string): Promise<void> {
  await eventually(type, async () => {
    const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1_000 });
    const { events = [] } = await clients.stepFunctions.send(command);
    return events.find((event) => event.type === type);
  });
}

/** Asks until there is an answer. @throws when it takes minutes */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  millisecondsMax = 240_000,
): Promise<T> {
  const until = Date.now() + millisecondsMax;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
