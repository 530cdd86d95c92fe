import { describe, expect, it } from "vitest";
import { LambdaTelemetry } from "../../../lib/hosts/lambda/lambda-telemetry.ts";
import { MetricLines } from "../../../lib/hosts/lambda/metric-lines.ts";
import type { StatusEvent } from "../../../lib/hosts/lambda/status-event.ts";
import { statusEvent } from "../../../lib/hosts/lambda/status-event.ts";
import { RuntimeRig } from "./runtime-rig.ts";

const machine = "arn:aws:states:eu-west-1:123456789012:stateMachine:m";

describe("metrics", () => {
  it("are one line for each state machine and flush, in CloudWatch's embedded format", () => {
    const lines: string[] = [];
    const metrics = new MetricLines((line) => lines.push(line));
    metrics.count("ExecutionsStarted", machine);
    metrics.count("ExecutionsStarted", machine);
    metrics.duration("ExecutionTime", 12, machine);
    metrics.duration("ExecutionTime", 30, machine);
    metrics.count("ExecutionsOverdue");
    metrics.flush(1_000);
    metrics.flush(2_000);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        _aws: {
          Timestamp: 1_000,
          CloudWatchMetrics: [
            {
              Namespace: "Stepwright",
              Dimensions: [["StateMachineArn"]],
              Metrics: [
                { Name: "ExecutionsStarted", Unit: "Count" },
                { Name: "ExecutionTime", Unit: "Milliseconds" },
              ],
            },
          ],
        },
        StateMachineArn: machine,
        ExecutionsStarted: 2,
        ExecutionTime: [12, 30],
      },
      {
        _aws: {
          Timestamp: 1_000,
          CloudWatchMetrics: [
            {
              Namespace: "Stepwright",
              Dimensions: [[]],
              Metrics: [{ Name: "ExecutionsOverdue", Unit: "Count" }],
            },
          ],
        },
        ExecutionsOverdue: 1,
      },
    ]);
  });

  it("count an end that is as before, of an execution that was redriven", async () => {
    const lines: string[] = [];
    const metrics = new MetricLines((line) => lines.push(line));
    const parts = { metrics, log: undefined as never, now: () => 9, putLogs: async () => {} };
    const telemetry = new LambdaTelemetry(parts);
    const meta = { info: { stateMachineArn: machine, type: "STANDARD" }, startedMs: 1 };
    const end = (before: number, now: number) => ({
      number: 5,
      before: { status: "FAILED", redriveCount: before },
      snapshot: { status: "FAILED", redriveCount: now, nowMs: 8, stoppedMs: 8 },
      events: [],
    });
    telemetry.recorded(meta.info as never, end(0, 0) as never, meta as never);
    telemetry.recorded(meta.info as never, end(0, 1) as never, meta as never);
    await telemetry.flush();
    expect(lines.map((line) => JSON.parse(line).ExecutionsFailed)).toEqual([1]);
  });

  it("go on in further lines where a line is full", () => {
    const lines: string[] = [];
    const metrics = new MetricLines((line) => lines.push(line));
    for (let time = 0; time < 250; time++) metrics.duration("ExecutionTime", time, machine);
    metrics.flush(1);
    const values = lines.map((line) => JSON.parse(line).ExecutionTime.length);
    expect(values).toEqual([100, 100, 50]);
  });
});

describe("status events", () => {
  it("tell of the start and the end of an execution, in the shape of Step Functions' own", async () => {
    const definition = {
      StartAt: "Wait",
      States: { Wait: { Type: "Wait", Seconds: 5, End: true } },
    };
    const rig = new RuntimeRig({ machines: { m: definition } });
    const api = await rig.deployed();
    const startDate = rig.clock.now();
    const events: (StatusEvent | undefined)[] = [];
    rig.recorded = (record, meta) => events.push(statusEvent(meta, record));
    const executionArn = await api.start("m", { n: 1 }, "one");
    await rig.settle();
    rig.clock.waitUntil(startDate + 5_000);
    await rig.settle();
    const common = {
      executionArn,
      stateMachineArn: machine,
      name: "one",
      startDate,
      input: '{"n":1}',
      inputDetails: { included: true },
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      error: null,
      cause: null,
    };
    const running = { status: "RUNNING", stopDate: null, output: null, outputDetails: null };
    const stopDate = startDate + 5_000;
    const output = { output: '{"n":1}', outputDetails: { included: true } };
    expect(events.map((event) => event && JSON.parse(event.Detail))).toEqual([
      { ...common, ...running },
      { ...common, status: "SUCCEEDED", stopDate, ...output },
    ]);
    expect(events[0]).toMatchObject({
      Source: "stepwright.states",
      DetailType: "Step Functions Execution Status Change",
      Resources: [executionArn],
    });
  });
});
