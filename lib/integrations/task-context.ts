import type { TaskRequest } from "../engine/ports.ts";

/** What a handler may do besides answering. */
export interface TaskServices {
  /** Waits in the execution's time: skipped time costs nothing. */
  sleep(milliseconds: number): Promise<void>;
  sendTaskSuccess(taskToken: string, output: unknown): void;
  sendTaskFailure(taskToken: string, failure: TaskFailureReport): void;
  sendTaskHeartbeat(taskToken: string): void;
}

export interface TaskFailureReport {
  readonly error?: string;
  readonly cause?: string;
}

/**
 * The second argument of a handler: the execution's place, and what Lambda's context object has.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export class TaskContext {
  callbackWaitsForEmptyEventLoop = true;
  readonly functionName: string;
  readonly functionVersion = "$LATEST";
  readonly memoryLimitInMB = "128";
  /** What the Task's ClientContext says. */
  readonly clientContext: unknown;
  private readonly request: TaskRequest;
  private readonly services: TaskServices;

  constructor(
    request: TaskRequest,
    functionArn: string,
    services: TaskServices,
    clientContext?: unknown,
  ) {
    this.request = request;
    this.services = services;
    this.clientContext = clientContext;
    this.functionName = functionArn.split(":")[6] ?? functionArn;
    this.invokedFunctionArn = functionArn;
  }

  readonly invokedFunctionArn: string;

  get stateName(): string {
    return this.request.task.stateName;
  }

  get executionArn(): string {
    return this.request.execution.executionArn;
  }

  /** How often this state has been retried since it was entered: 0 at first. */
  get retryCount(): number {
    return this.request.task.retryCount;
  }

  /** Names the attempt in the execution: the id of its Scheduled event. */
  get attempt(): number {
    return this.request.task.attempt;
  }

  /** Of a callback Task: what SendTaskSuccess needs. */
  get taskToken(): string | undefined {
    return this.request.task.taskToken;
  }

  get awsRequestId(): string {
    return requestId(this.request);
  }

  get logGroupName(): string {
    return `/aws/lambda/${this.functionName}`;
  }

  get logStreamName(): string {
    return `${new Date(this.request.at).toISOString().slice(0, 10)}/[$LATEST]${this.attempt}`;
  }

  /** What TimeoutSeconds allows, or Lambda's own 15 minutes. */
  getRemainingTimeInMillis(): number {
    return 1_000 * (this.request.task.timeoutSeconds ?? 900);
  }

  /** Waits in the execution's time: while time is skipped, a day takes no time at all. */
  sleep(milliseconds: number): Promise<void> {
    return this.services.sleep(milliseconds);
  }

  /** Answers the callback that this Task waits for. */
  sendTaskSuccess(output: unknown, taskToken = this.taskToken): void {
    this.services.sendTaskSuccess(taskToken ?? "", output);
  }

  sendTaskFailure(failure: TaskFailureReport, taskToken = this.taskToken): void {
    this.services.sendTaskFailure(taskToken ?? "", failure);
  }

  sendTaskHeartbeat(taskToken = this.taskToken): void {
    this.services.sendTaskHeartbeat(taskToken ?? "");
  }
}

/** A request id as AWS has them, the same for the same attempt. */
export function requestId({ execution, task, at }: TaskRequest): string {
  const hex = (value: number, length: number): string =>
    (value >>> 0).toString(16).padStart(8, "0").slice(-length).padStart(length, "0");
  let hash = task.attempt;
  for (let index = 0; index < execution.name.length; index++) {
    hash = Math.imul(hash ^ execution.name.charCodeAt(index), 0x01000193);
  }
  const seconds = Math.floor(at / 1_000);
  return `${hex(hash, 8)}-${hex(hash >>> 7, 4)}-4${hex(hash >>> 11, 3)}-8${hex(seconds >>> 16, 3)}-${hex(seconds, 8)}${hex(task.attempt, 4)}`;
}
