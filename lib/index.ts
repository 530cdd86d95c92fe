export { FolderBlobs } from "./adapters/folder/blobs.ts";
export { MemoryBlobs } from "./adapters/memory/blobs.ts";
export { ApiError } from "./api/api-error.ts";
export {
  type TestStateOptions,
  type TestStateRequest,
  type TestStateResponse,
  testState,
} from "./api/test-state.ts";
export { awsLimits, extendedLimits, type Limits } from "./data/limits.ts";
export type { Blobs } from "./engine/blobs-port.ts";
export type { Telemetry } from "./engine/ports.ts";
export { Execution, type OpenTask } from "./hosts/execution.ts";
export type { RunOptions, StateMachineOptions, TaskOptions } from "./hosts/harness-options.ts";
export { InProcessApi, type InProcessApiOptions } from "./hosts/in-process-api.ts";
export { InvalidDefinition } from "./hosts/invalid-definition.ts";
export { StateMachine } from "./hosts/state-machine.ts";
export type {
  StateInspection,
  StateMock,
  StateTestOptions,
  StateTestResult,
} from "./hosts/state-test.ts";
export { TaskContext, type TaskFailureReport } from "./integrations/task-context.ts";
export { type LambdaCallback, TaskError, type TaskHandler } from "./integrations/task-handler.ts";
export type { Diagnostic } from "./language/diagnostic.ts";
export { ExactNumber, type JsonObject, type JsonValue } from "./language/json.ts";
export type { StateMachineDefinition } from "./language/state-machine.ts";
export {
  type TextValidationOptions,
  type ValidationOptions,
  validate,
  validateText,
} from "./language/validate.ts";
export { variableReferences } from "./language/variable-references.ts";
export type { Duration } from "./testing/duration.ts";
export type { ExecutionHistoryEvent, ExecutionView } from "./testing/execution-view.ts";
export { type ExecutionExpectation, expectExecution } from "./testing/expect-execution.ts";
export type { Mock, Mocks, StateMocks } from "./testing/mocks.ts";
export type { Tasks } from "./testing/task-table.ts";
