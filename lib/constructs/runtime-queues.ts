import { Duration } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Queue, QueueEncryption, type QueueProps } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { type FunctionName, functions } from "../hosts/environment/functions.ts";
import { acknowledge } from "./acknowledge.ts";

export interface RuntimeQueuesProps {
  readonly encryptionKey?: IKey | undefined;
}

/** The queues between a runtime's functions. */
export class RuntimeQueues extends Construct {
  /** Wake-ups: "look at this execution". */
  readonly wake: Queue;
  /** What was received twice comes alone. */
  readonly alone: Queue;
  /** Tasks that need more time than an interpreter has. */
  readonly tasks: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { encryptionKey }: RuntimeQueuesProps) {
    super(scope, id);
    const common: QueueProps = {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      ...(encryptionKey === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }),
    };
    this.deadLetters = new Queue(this, "DeadLetters", {
      ...common,
      visibilityTimeout: visibilityFor("dead-letters"),
    });
    const deadLetterQueue = { queue: this.deadLetters, maxReceiveCount: 3 };
    const interpreterVisibility = visibilityFor("interpreter");
    // The interpreter moves what it receives twice to the other queue, so nothing dies in this one.
    this.wake = new Queue(this, "Wake", { ...common, visibilityTimeout: interpreterVisibility });
    acknowledge(this.wake, "SQS3", "What is received twice goes to a queue with dead letters");
    this.alone = new Queue(this, "Alone", {
      ...common,
      visibilityTimeout: interpreterVisibility,
      deadLetterQueue,
    });
    this.tasks = new Queue(this, "Tasks", {
      ...common,
      visibilityTimeout: visibilityFor("task-runner"),
      deadLetterQueue,
    });
  }
}

/** An event source's queue may not hide a message for less than its function's timeout. */
function visibilityFor(name: FunctionName): Duration {
  return Duration.seconds(functions[name].timeoutSeconds + marginSeconds);
}

const marginSeconds = 15;
