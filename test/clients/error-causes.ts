import type { Quotas } from "../../lib/api/account-quotas.ts";
import type { ApiErrorDetails, ServiceErrorType } from "../../lib/api/api-error.ts";
import type { FakeKms } from "../hosts/server/fake-kms.ts";
import type { Parsed } from "../hosts/server/http-client.ts";
import { type CommandName, definition, pass, roleArn, type SdkCalls } from "./sdk-client.ts";

/** A request that is refused, and what must be there before it. */
export interface ErrorCause {
  readonly command: CommandName;
  /** Of the server that refuses. */
  readonly quotas?: Partial<Quotas>;
  /** It is refused only while another request is worked on: if it comes too late, once more. */
  readonly races?: true;
  /** Of the server: time is skipped. */
  readonly time?: "skip";
  readonly input: (calls: SdkCalls, kms: FakeKms) => object | Promise<object>;
  /** What the exception tells besides its message. */
  readonly details?: object;
}

const arn = "arn:aws:states:us-east-1:123456789012";
const wait = definition({ Type: "Wait", Seconds: 3_600, End: true });
const key = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key-1" } as const;
let names = 0;

/** A name that no other request has. */
function name(): string {
  names++;
  return `error-${names}`;
}

async function machine(calls: SdkCalls, text = pass, type?: "EXPRESS"): Promise<string> {
  return calls.create(name(), text, type);
}

async function started(calls: SdkCalls, text = pass): Promise<Parsed> {
  const stateMachineArn = await machine(calls, text);
  const request = { stateMachineArn, name: "one", input: "1" };
  return { ...(await calls.call("StartExecutionCommand", request)), stateMachineArn };
}

/** A worker's task, as GetActivityTask gives it. */
async function task(calls: SdkCalls): Promise<Parsed> {
  const { activityArn } = await calls.call("CreateActivityCommand", { name: name() });
  const { executionArn } = await started(
    calls,
    definition({ Type: "Task", Resource: activityArn, End: true }),
  );
  const { taskToken } = await calls.call("GetActivityTaskCommand", { activityArn });
  return { activityArn, executionArn, taskToken };
}

async function repeat(count: number, make: () => Promise<unknown>): Promise<void> {
  for (let made = 0; made < count; made++) await make();
}

function create(more: object): ErrorCause {
  return {
    command: "CreateStateMachineCommand",
    input: () => ({ name: name(), definition: pass, roleArn, ...more }),
  };
}

/** KMS refuses to make a data key. */
function refusedKey(error: string): ErrorCause {
  const { command, input } = create({ encryptionConfiguration: key });
  return {
    command,
    input: (calls, kms) => {
      kms.failures.set("GenerateDataKey", error);
      return input(calls, kms);
    },
  };
}

/** By what request over HTTP each of the API's 33 errors is caused. */
export const errorCauses: { readonly [T in ServiceErrorType]: ErrorCause } = {
  ActivityAlreadyExists: {
    command: "CreateActivityCommand",
    input: async (calls) => {
      const request = { name: name() };
      await calls.call("CreateActivityCommand", request);
      return { ...request, encryptionConfiguration: key };
    },
  },
  ActivityDoesNotExist: {
    command: "DescribeActivityCommand",
    input: () => ({ activityArn: `${arn}:activity:no` }),
  },
  ActivityLimitExceeded: {
    command: "CreateActivityCommand",
    quotas: { activities: 2 },
    input: async (calls) => {
      await repeat(2, () => calls.call("CreateActivityCommand", { name: name() }));
      return { name: name() };
    },
  },
  ActivityWorkerLimitExceeded: {
    command: "GetActivityTaskCommand",
    quotas: { activityPollers: 1 },
    // One of two that come at once waits, for as long as the server lets it.
    races: true,
    input: async (calls) => {
      const { activityArn } = await calls.call("CreateActivityCommand", { name: name() });
      void calls.call("GetActivityTaskCommand", { activityArn }).catch(() => {});
      return { activityArn };
    },
  },
  ConflictException: {
    command: "PublishStateMachineVersionCommand",
    input: async (calls) => ({ stateMachineArn: await machine(calls), revisionId: "other" }),
  },
  ExecutionAlreadyExists: {
    command: "StartExecutionCommand",
    input: async (calls) => {
      const { stateMachineArn } = await started(calls);
      return { stateMachineArn, name: "one", input: "2" };
    },
  },
  ExecutionDoesNotExist: {
    command: "DescribeExecutionCommand",
    input: () => ({ executionArn: `${arn}:execution:no:no` }),
  },
  ExecutionLimitExceeded: {
    command: "StartExecutionCommand",
    quotas: { openExecutions: 2 },
    input: async (calls) => {
      const stateMachineArn = await machine(calls, wait);
      await repeat(2, () => calls.call("StartExecutionCommand", { stateMachineArn }));
      return { stateMachineArn };
    },
  },
  ExecutionNotRedrivable: {
    command: "RedriveExecutionCommand",
    input: async (calls) => {
      const { executionArn } = await started(calls);
      await calls.ended(executionArn);
      return { executionArn };
    },
  },
  InvalidArn: { command: "DescribeExecutionCommand", input: () => ({ executionArn: "no" }) },
  InvalidDefinition: create({ definition: "{" }),
  InvalidEncryptionConfiguration: create({
    encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY" },
  }),
  InvalidExecutionInput: {
    command: "StartExecutionCommand",
    input: async (calls) => ({ stateMachineArn: await machine(calls), input: "{" }),
  },
  InvalidLoggingConfiguration: create({ loggingConfiguration: { level: "ALL" } }),
  InvalidName: create({ name: "a b" }),
  InvalidOutput: {
    command: "SendTaskSuccessCommand",
    input: () => ({ taskToken: "x", output: "{" }),
  },
  InvalidToken: {
    command: "SendTaskSuccessCommand",
    input: () => ({ taskToken: "x", output: "{}" }),
  },
  InvalidTracingConfiguration: create({ tracingConfiguration: {} }),
  KmsAccessDeniedException: refusedKey("AccessDeniedException"),
  KmsInvalidStateException: {
    command: "StartExecutionCommand",
    time: "skip",
    input: async (calls, kms) => {
      const request = { name: name(), definition: pass, roleArn, encryptionConfiguration: key };
      const { stateMachineArn } = await calls.call("CreateStateMachineCommand", request);
      kms.set("key-1", "Disabled");
      // Until the data key may not be used again.
      const { executionArn } = await started(calls, wait);
      await calls.ended(executionArn);
      return { stateMachineArn };
    },
    details: { kmsKeyState: "DISABLED" },
  },
  KmsThrottlingException: refusedKey("ThrottlingException"),
  MissingRequiredParameter: {
    command: "UpdateStateMachineCommand",
    input: async (calls) => ({ stateMachineArn: await machine(calls) }),
  },
  ResourceNotFound: {
    command: "ListTagsForResourceCommand",
    input: () => ({ resourceArn: `${arn}:stateMachine:no` }),
    details: { resourceName: `${arn}:stateMachine:no` },
  },
  ServiceQuotaExceededException: {
    command: "PublishStateMachineVersionCommand",
    quotas: { versions: 1 },
    input: async (calls) => {
      const stateMachineArn = await machine(calls);
      await calls.call("PublishStateMachineVersionCommand", { stateMachineArn });
      await calls.call("UpdateStateMachineCommand", { stateMachineArn, definition: wait });
      return { stateMachineArn };
    },
  },
  StateMachineAlreadyExists: {
    command: "CreateStateMachineCommand",
    input: async (calls) => {
      const request = { name: name(), roleArn };
      await calls.call("CreateStateMachineCommand", { ...request, definition: pass });
      return { ...request, definition: wait };
    },
  },
  StateMachineDeleting: {
    command: "StartExecutionCommand",
    // Until its executions are stopped, it is DELETING.
    races: true,
    input: async (calls) => {
      const stateMachineArn = await machine(calls, wait);
      await repeat(20, () => calls.call("StartExecutionCommand", { stateMachineArn }));
      void calls.call("DeleteStateMachineCommand", { stateMachineArn }).catch(() => {});
      await calls.call("ListStateMachinesCommand", {});
      return { stateMachineArn };
    },
  },
  StateMachineDoesNotExist: {
    command: "StartExecutionCommand",
    input: () => ({ stateMachineArn: `${arn}:stateMachine:no` }),
  },
  StateMachineLimitExceeded: {
    command: "CreateStateMachineCommand",
    quotas: { stateMachines: 2 },
    input: async (calls) => {
      await repeat(2, () => machine(calls));
      return { name: name(), definition: pass, roleArn };
    },
  },
  StateMachineTypeNotSupported: {
    command: "StartSyncExecutionCommand",
    input: async (calls) => ({ stateMachineArn: await machine(calls) }),
  },
  TaskDoesNotExist: {
    command: "SendTaskSuccessCommand",
    input: async (calls) => {
      const { activityArn, taskToken } = await task(calls);
      await calls.call("DeleteActivityCommand", { activityArn });
      return { taskToken, output: "1" };
    },
  },
  TaskTimedOut: {
    command: "SendTaskSuccessCommand",
    input: async (calls) => {
      const { executionArn, taskToken } = await task(calls);
      await calls.call("StopExecutionCommand", { executionArn });
      return { taskToken, output: "1" };
    },
  },
  TooManyTags: {
    command: "TagResourceCommand",
    input: async (calls) => ({
      resourceArn: await machine(calls),
      tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "v" })),
    }),
  },
  ValidationException: {
    command: "ListStateMachinesCommand",
    input: () => ({ maxResults: 1_001 }),
  },
};

interface ReasonCause {
  readonly command: CommandName;
  readonly input: (calls: SdkCalls) => object | Promise<object>;
}

/** By what request each reason of a ValidationException is caused: all that the model knows. */
export const validationReasons: {
  readonly [R in NonNullable<ApiErrorDetails["reason"]>]: ReasonCause;
} = {
  API_DOES_NOT_SUPPORT_LABELED_ARNS: {
    command: "StartExecutionCommand",
    input: () => ({ stateMachineArn: `${arn}:stateMachine:m/label` }),
  },
  CANNOT_UPDATE_COMPLETED_MAP_RUN: {
    command: "UpdateMapRunCommand",
    input: async (calls) => {
      const processor = {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: { Type: "Pass", End: true } },
      };
      const map = { Type: "Map", Items: [1], ItemProcessor: processor, End: true };
      const text = definition({ ...map, QueryLanguage: "JSONata" });
      const { executionArn } = await started(calls, text);
      await calls.ended(executionArn);
      const { mapRuns } = await calls.call("ListMapRunsCommand", { executionArn });
      return { mapRunArn: mapRuns[0]?.mapRunArn, maxConcurrency: 1 };
    },
  },
  INVALID_ROUTING_CONFIGURATION: {
    command: "CreateStateMachineAliasCommand",
    input: () => ({
      name: "live",
      routingConfiguration: [{ stateMachineVersionArn: `${arn}:stateMachine:m:1`, weight: 99 }],
    }),
  },
  MISSING_REQUIRED_PARAMETER: { command: "ListExecutionsCommand", input: () => ({}) },
};
