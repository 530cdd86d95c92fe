/** What the commands use of the Step Functions API: requests and responses, instants in seconds. */
export interface Operations {
  readonly CreateStateMachine: Operation<
    {
      readonly name: string;
      readonly type: StateMachineType;
      readonly definition: string;
      readonly roleArn: string;
    },
    { readonly stateMachineArn: string }
  >;
  readonly DescribeExecution: Operation<ExecutionRequest, ExecutionDescription>;
  readonly DescribeStateMachine: Operation<
    { readonly stateMachineArn: string },
    { readonly type: StateMachineType }
  >;
  readonly GetExecutionHistory: Operation<
    Page &
      ExecutionRequest & { readonly reverseOrder: boolean; readonly includeExecutionData: boolean },
    NextPage & { readonly events: readonly ApiEvent[] }
  >;
  readonly ListExecutions: Operation<
    Page & { readonly stateMachineArn: string; readonly statusFilter?: string | undefined },
    NextPage & { readonly executions: readonly ListedExecution[] }
  >;
  readonly ListStateMachines: Operation<
    Page,
    NextPage & { readonly stateMachines: readonly ListedStateMachine[] }
  >;
  readonly RedriveExecution: Operation<
    ExecutionRequest & { readonly clientToken: string },
    { readonly redriveDate: number }
  >;
  readonly StartExecution: Operation<
    StartRequest,
    { readonly executionArn: string; readonly startDate: number }
  >;
  readonly StartSyncExecution: Operation<StartRequest, ExecutionDescription>;
  readonly StopExecution: Operation<
    ExecutionRequest & { readonly error?: string | undefined; readonly cause?: string | undefined },
    { readonly stopDate: number }
  >;
  readonly UpdateStateMachine: Operation<
    {
      readonly stateMachineArn: string;
      readonly definition: string;
      readonly roleArn: string | undefined;
    },
    { readonly updateDate: number }
  >;
}

interface Operation<Request, Response> {
  readonly request: Request;
  readonly response: Response;
}

export type StateMachineType = "STANDARD" | "EXPRESS";

interface Page {
  readonly maxResults: number;
  readonly nextToken?: string | undefined;
}

interface NextPage {
  readonly nextToken?: string | undefined;
}

interface ExecutionRequest {
  readonly executionArn: string;
}

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
export interface ExecutionDescription {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number;
  /** JSON texts. */
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount?: number;
  readonly redriveDate?: number;
}

export interface ListedExecution {
  readonly name: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate?: number;
}

export interface ListedStateMachine {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly type: StateMachineType;
  readonly creationDate: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export interface ApiEvent {
  readonly timestamp: number;
  readonly type: string;
  readonly id: number;
  readonly previousEventId?: number;
  readonly [details: `${string}EventDetails`]: { readonly [field: string]: unknown };
}
