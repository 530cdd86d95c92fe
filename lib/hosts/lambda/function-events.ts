/** What an event source mapping hands over from a queue. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: {
    readonly ApproximateReceiveCount?: string;
    /** Ms since the epoch. */
    readonly SentTimestamp?: string;
  };
  /** Of the queue. */
  readonly eventSourceARN?: string;
}

/** The messages that stay in the queue. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** As far as the functions ask for it. */
export interface FunctionContext {
  getRemainingTimeInMillis(): number;
  readonly awsRequestId?: string;
  /** `arn:aws:lambda:<region>:<account>:function:<name>` */
  readonly invokedFunctionArn?: string;
}
