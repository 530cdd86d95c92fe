/**
 * What the adapters ask of an SQS client: actions by their names in the API, in the forms of the
 * AWS SDK for JavaScript 3. Fails with the SDK's errors.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html
 */
export type QueueCalls = <A extends QueueAction>(
  action: A,
  input: QueueInputs[A],
) => Promise<QueueAnswers[A]>;

export type QueueAction = keyof QueueInputs;

export interface QueueEntry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds?: number | undefined;
}

/** By action. */
export interface QueueInputs {
  readonly sendMessageBatch: {
    readonly QueueUrl: string;
    readonly Entries: readonly QueueEntry[];
  };
  readonly deleteMessageBatch: {
    readonly QueueUrl: string;
    readonly Entries: readonly { readonly Id: string; readonly ReceiptHandle: string }[];
  };
}

/** By action. */
export interface QueueAnswers {
  readonly sendMessageBatch: {
    readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
    readonly Failed?:
      | readonly {
          readonly Id?: string | undefined;
          readonly Code?: string | undefined;
          readonly Message?: string | undefined;
          readonly SenderFault?: boolean | undefined;
        }[]
      | undefined;
  };
  readonly deleteMessageBatch: object;
}
