import type { JsonObject } from "../language/json.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { checkRequest } from "./check-request.ts";
import { createActivity } from "./create-activity.ts";
import { createStateMachine } from "./create-state-machine.ts";
import { createStateMachineAlias } from "./create-state-machine-alias.ts";
import { deleteActivity } from "./delete-activity.ts";
import { deleteStateMachine } from "./delete-state-machine.ts";
import { deleteStateMachineAlias } from "./delete-state-machine-alias.ts";
import { deleteStateMachineVersion } from "./delete-state-machine-version.ts";
import { describeActivity } from "./describe-activity.ts";
import { describeExecution } from "./describe-execution.ts";
import { describeMapRun } from "./describe-map-run.ts";
import { describeStateMachine } from "./describe-state-machine.ts";
import { describeStateMachineAlias } from "./describe-state-machine-alias.ts";
import { describeStateMachineForExecution } from "./describe-state-machine-for-execution.ts";
import { orKmsError } from "./encryption-configuration.ts";
import { getActivityTask } from "./get-activity-task.ts";
import { getExecutionHistory } from "./get-execution-history.ts";
import { listActivities } from "./list-activities.ts";
import { listExecutions } from "./list-executions.ts";
import { listMapRuns } from "./list-map-runs.ts";
import { listStateMachineAliases } from "./list-state-machine-aliases.ts";
import { listStateMachineVersions } from "./list-state-machine-versions.ts";
import { listStateMachines } from "./list-state-machines.ts";
import { listTagsForResource } from "./list-tags-for-resource.ts";
import { publishStateMachineVersion } from "./publish-state-machine-version.ts";
import { redriveExecution } from "./redrive-execution.ts";
import { type OperationName, requestShapes } from "./request-shapes.ts";
import { sendTaskFailure } from "./send-task-failure.ts";
import { sendTaskHeartbeat } from "./send-task-heartbeat.ts";
import { sendTaskSuccess } from "./send-task-success.ts";
import { startExecution } from "./start-execution.ts";
import { startSyncExecution } from "./start-sync-execution.ts";
import { stopExecution } from "./stop-execution.ts";
import { tagResource } from "./tag-resource.ts";
import { invokeTask } from "./test-state/invoke-task.ts";
import type { TestStateOptions, TestStateRequest } from "./test-state.ts";
import { untagResource } from "./untag-resource.ts";
import { updateMapRun } from "./update-map-run.ts";
import { updateStateMachine } from "./update-state-machine.ts";
import { updateStateMachineAlias } from "./update-state-machine-alias.ts";
import { validateStateMachineDefinition } from "./validate-state-machine-definition.ts";

/**
 * Calls an operation by its name; answers the response's JSON text. Throws ApiError.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
 */
export async function callOperation(
  context: ApiContext,
  operation: string,
  request: JsonObject,
): Promise<string> {
  if (!isOperation(operation)) {
    throw new ApiError("UnknownOperationException", `there is no operation ${operation} here`);
  }
  checkRequest(operation, request);
  try {
    // What has passed the check fits the operation's type.
    return JSON.stringify(await operations[operation](context, withoutNulls(request) as never));
  } catch (error) {
    throw orKmsError(error);
  }
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(requestShapes, name);
}

/** A field that is null counts as absent. */
function withoutNulls(request: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
}

const operations: { readonly [Name in OperationName]: Operation<never> } = {
  CreateActivity: createActivity,
  CreateStateMachine: createStateMachine,
  CreateStateMachineAlias: createStateMachineAlias,
  DeleteActivity: deleteActivity,
  DeleteStateMachine: deleteStateMachine,
  DeleteStateMachineAlias: deleteStateMachineAlias,
  DeleteStateMachineVersion: deleteStateMachineVersion,
  DescribeActivity: describeActivity,
  DescribeExecution: describeExecution,
  DescribeMapRun: describeMapRun,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineAlias: describeStateMachineAlias,
  DescribeStateMachineForExecution: describeStateMachineForExecution,
  GetActivityTask: getActivityTask,
  GetExecutionHistory: getExecutionHistory,
  ListActivities: listActivities,
  ListExecutions: listExecutions,
  ListMapRuns: listMapRuns,
  ListStateMachineAliases: listStateMachineAliases,
  ListStateMachineVersions: listStateMachineVersions,
  ListStateMachines: listStateMachines,
  ListTagsForResource: listTagsForResource,
  PublishStateMachineVersion: publishStateMachineVersion,
  RedriveExecution: redriveExecution,
  SendTaskFailure: sendTaskFailure,
  SendTaskHeartbeat: sendTaskHeartbeat,
  SendTaskSuccess: sendTaskSuccess,
  StartExecution: startExecution,
  StartSyncExecution: startSyncExecution,
  StopExecution: stopExecution,
  TagResource: tagResource,
  TestState: async ({ engine: { ports }, region, accountId }, request: TestStateRequest) => {
    const { clock } = ports;
    // Whoever only runs executions does without.
    const { responseBody, testState } = await import("./test-state.ts");
    const options: TestStateOptions = {
      at: clock.now(),
      seed: clock.seed(),
      region,
      accountId,
      runTask: (task, execution, traced) => invokeTask(ports, task, execution, traced),
    };
    return responseBody(await testState(request, options));
  },
  UntagResource: untagResource,
  UpdateMapRun: updateMapRun,
  UpdateStateMachine: updateStateMachine,
  UpdateStateMachineAlias: updateStateMachineAlias,
  ValidateStateMachineDefinition: validateStateMachineDefinition,
};
