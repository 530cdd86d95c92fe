import type { ExecutionInfo } from "../../core/snapshot.ts";
import { formatTimestamp } from "../../language/grammar/timestamp.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";
import type { StateType } from "../../language/state-machine.ts";
import { hasTaskToken } from "./context-object.ts";
import { testedStateName } from "./one-state-machine.ts";
import type { TestedState } from "./tested-state.ts";

/** Types of state that AWS tells how often they have been retried. */
const retried: ReadonlySet<StateType> = new Set(["Task", "Parallel", "Map"]);

/**
 * The Context Object of a test that brings none. A state inside a Map is in its first iteration,
 * with the input as its item.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html#testing-map-parallel-states
 */
export function defaultContext(
  { state, enclosing }: TestedState,
  execution: ExecutionInfo,
  input: JsonValue,
  at: number,
): JsonObject {
  const now = formatTimestamp(at);
  return {
    Execution: {
      Id: execution.executionArn,
      Input: input,
      Name: execution.name,
      RoleArn: execution.roleArn === "" ? null : execution.roleArn,
      StartTime: now,
    },
    StateMachine: { Id: execution.stateMachineArn, Name: execution.stateMachineName },
    State: {
      Name: testedStateName,
      EnteredTime: now,
      ...(retried.has(state.Type) && { RetryCount: 0 }),
    },
    ...(hasTaskToken(state) && { Task: { Token: "TestState" } }),
    ...(enclosing.some(({ state }) => state.Type === "Map") && {
      Map: { Item: { Index: 0, Value: input } },
    }),
  };
}
