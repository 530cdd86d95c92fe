import { describe, expect, it } from "vitest";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import type { LoggingConfiguration } from "../../lib/engine/definitions-port.ts";
import { executionLogLines } from "../../lib/engine/execution-log.ts";
import { standardExecution as info } from "../core/standard-execution.ts";

const events = [
  event(1, "ExecutionStarted", { input: { a: 1 }, roleArn: info.roleArn }),
  event(2, "FailStateEntered", { name: "F", input: { a: 1 } }),
  event(3, "ExecutionFailed", { error: "E", cause: "C" }),
];

describe("the log of executions", () => {
  it("has the events of its level", () => {
    const types = (level: LoggingConfiguration["level"]) => lines(level, true).map((l) => l.type);
    expect(types("ALL")).toEqual(["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]);
    expect(types("ERROR")).toEqual(["FailStateEntered", "ExecutionFailed"]);
    expect(types("FATAL")).toEqual(["ExecutionFailed"]);
    expect(types("OFF")).toEqual([]);
  });

  it("has AWS's fields, numbers as texts", () => {
    expect(lines("ALL", true)[0]).toEqual({
      id: "1",
      type: "ExecutionStarted",
      details: { input: '{"a":1}', inputDetails: { truncated: false }, roleArn: info.roleArn },
      redrive_count: "0",
      previous_event_id: "0",
      event_timestamp: "1000",
      execution_arn: info.executionArn,
    });
  });

  it("has input and output only if the state machine says so", () => {
    expect(lines("ALL", false).map(({ details }) => details)).toEqual([
      { roleArn: info.roleArn },
      { name: "F" },
      { error: "E", cause: "C" },
    ]);
  });

  it("has nothing of executions whose state machine is kept nowhere", () => {
    expect(executionLogLines({ info }, { events, snapshot: createSnapshot(info) })).toEqual([]);
  });
});

function lines(level: LoggingConfiguration["level"], includeExecutionData: boolean) {
  const revision = {
    revisionId: "INITIAL",
    definitionHash: "h",
    roleArn: info.roleArn,
    logging: { level, includeExecutionData },
    tracing: { enabled: false },
    updatedMs: 0,
  };
  const record = { events, snapshot: createSnapshot(info) };
  return executionLogLines({ info, revision }, record).map((line) => JSON.parse(line));
}

function event(id: number, type: string, details: object) {
  return { id, previousEventId: id - 1, type, timestampMs: 1_000, details } as never;
}
