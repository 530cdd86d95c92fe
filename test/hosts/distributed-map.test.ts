import { describe, expect, it } from "vitest";
import { MemoryBlobs } from "../../lib/adapters/memory/blobs.ts";
import type { RunOptions } from "../../lib/hosts/harness-options.ts";
import { StateMachine } from "../../lib/hosts/state-machine.ts";

type Fields = { readonly [field: string]: unknown };

const pass = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };

/** A machine whose only state is a distributed Map; `processor` is StartAt and States. */
function mapMachine(fields: Fields, processor: Fields = pass, executionType = "STANDARD") {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: executionType };
  const ItemProcessor = { ProcessorConfig, ...processor };
  const state = { Type: "Map", ItemProcessor, End: true, ...fields };
  return new StateMachine({ StartAt: "Map", States: { Map: state } }, { name: "Orders" });
}

/** Fails for items below zero. */
const picky = {
  StartAt: "Check",
  States: {
    Check: {
      Type: "Choice",
      Choices: [{ Variable: "$", NumericLessThan: 0, Next: "Bad" }],
      Default: "Good",
    },
    Bad: { Type: "Fail", Error: "Negative", Cause: "below zero" },
    Good: { Type: "Succeed" },
  },
};

describe("child executions of a distributed Map", () => {
  it("have names, histories and contexts of their own", async () => {
    const machine = mapMachine(
      { Label: "Each", ItemSelector: { "v.$": "$$.Map.Item.Value", "s.$": "$$.Map.Item.Source" } },
      {
        StartAt: "Show",
        States: { Show: { Type: "Pass", Parameters: { "c.$": "$$" }, End: true } },
      },
    );
    const execution = await machine.run(["a", "b"]);
    const [run] = execution.mapRuns;
    const prefix = "arn:aws:states:us-east-1:123456789012";
    expect(run?.mapRunArn).toMatch(new RegExp(`^${prefix}:mapRun:Orders/Each:[0-9a-f-]{36}$`));
    expect(run?.executions.map(({ input }) => input)).toEqual([
      { v: "a", s: "STATE_DATA" },
      { v: "b", s: "STATE_DATA" },
    ]);
    const [child] = run?.executions ?? [];
    expect(child?.executionArn).toBe(`${prefix}:execution:Orders/Each:${child?.name}`);
    expect(child?.history.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
    expect(child?.output).toMatchObject({
      c: {
        Execution: { Id: child?.executionArn, Input: { v: "a", s: "STATE_DATA" } },
        StateMachine: { Id: `${prefix}:stateMachine:Orders/Each`, Name: "Orders/Each" },
      },
    });
  });

  it("of type EXPRESS have Express ARNs", async () => {
    const execution = await mapMachine({ Label: "L" }, pass, "EXPRESS").run([1]);
    const [child] = execution.mapRuns[0]?.executions ?? [];
    expect(child?.executionArn).toMatch(/:express:Orders\/L:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
    expect(execution.output).toEqual([1]);
  });

  it("get their Tasks from the parent's handlers, and wait in skipped time", async () => {
    const processor = {
      StartAt: "Wait",
      States: {
        Wait: { Type: "Wait", Seconds: 3_600, Next: "Work" },
        Work: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:1:function:work", End: true },
      },
    };
    const execution = await mapMachine({ MaxConcurrency: 1 }, processor).run([1, 2, 3], {
      tasks: { Work: (n: number) => n * 10 },
      at: 0,
    });
    expect(execution.output).toEqual([10, 20, 30]);
    expect(execution.stopDate).toEqual(new Date(3 * 3_600_000));
  });

  it("of a Map in a Map have Map Runs of their own", async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      ...pass,
    };
    const inner = { Type: "Map", Label: "Inner", ItemProcessor, End: true };
    const machine = mapMachine({ Label: "Outer" }, { StartAt: "I", States: { I: inner } });
    const execution = await machine.run([[1, 2], [3]]);
    expect(execution.output).toEqual([[1, 2], [3]]);
    const [child] = execution.mapRuns[0]?.executions ?? [];
    expect(child?.mapRuns[0]?.mapRunArn).toContain(":mapRun:Orders/Outer/Inner:");
  });

  it("are the same, byte for byte, with the same seed, and with snapshots as texts", async () => {
    const machine = mapMachine({ ItemSelector: { "id.$": "States.UUID()" } });
    const texts: string[] = [];
    for (const asText of [false, false, true]) {
      const { output, mapRuns, history } = await machine.run([1, 2, 3], { seed: 5, asText });
      const children = mapRuns[0]?.executions.map(({ name, history: events }) => [name, events]);
      texts.push(JSON.stringify({ output, history, children }));
    }
    expect(texts[1]).toBe(texts[0]);
    expect(texts[2]).toBe(texts[0]);
  });
});

describe("a distributed Map that fails", () => {
  it("does so at the first failure, by default", async () => {
    const execution = await mapMachine({ MaxConcurrency: 1 }, picky).run([1, -1, 2, 3]);
    expect(execution).toMatchObject({
      status: "FAILED",
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
    expect(execution.history.map(({ type }) => type)).toEqual([
      "ExecutionStarted",
      "MapStateEntered",
      "MapStateStarted",
      "MapRunStarted",
      "MapRunFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(execution.mapRuns[0]).toMatchObject({
      status: "FAILED",
      executionCounts: { succeeded: 1, failed: 1, pending: 2, total: 4 },
    });
  });

  it("can be caught, and retried by another Map Run", async () => {
    const machine = new StateMachine({
      StartAt: "Map",
      States: {
        Map: {
          Type: "Map",
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            ...picky,
          },
          Retry: [{ ErrorEquals: ["States.ExceedToleratedFailureThreshold"], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
          End: true,
        },
        Caught: { Type: "Pass", End: true },
      },
    });
    const execution = await machine.run([-1]);
    expect(execution.path).toEqual(["Map", "Caught"]);
    expect(new Set(execution.mapRuns.map(({ mapRunArn }) => mapRunArn)).size).toBe(2);
  });

  it("stops children that are under way", async () => {
    const processor = {
      StartAt: "Check",
      States: { ...picky.States, Good: { Type: "Wait", Seconds: 60, Next: "Done" } },
    };
    Object.assign(processor.States, { Done: { Type: "Succeed" } });
    const execution = await mapMachine({}, processor).run([1, -1, 2]);
    const [run] = execution.mapRuns;
    expect(run?.executions.map(({ status }) => status)).toEqual(["ABORTED", "FAILED", "ABORTED"]);
    expect(execution.error).toBe("States.ExceedToleratedFailureThreshold");
  });

  it("says where an ItemSelector fails", async () => {
    const execution = await mapMachine({ ItemSelector: { "x.$": "$.none" } }).run([1]);
    expect(execution.error).toBe("States.Runtime");
    expect(execution.cause).toMatch(
      /^An error occurred while executing the state 'Map' \(entered at the event id #2\)\. The JSONPath '\$\.none' specified for the field 'x\.\$' could not be found in the input/,
    );
  });

  it("is stopped with its execution, and redriven when it has stopped", async () => {
    const processor = {
      StartAt: "W",
      States: { W: { Type: "Wait", Seconds: 60, End: true } },
    };
    const execution = await mapMachine({}, processor).start([1, 2]);
    await execution.runUntilWaiting();
    expect(execution.mapRuns[0]?.executionCounts).toMatchObject({ running: 2 });
    await execution.stop();
    await execution.redrive();
    await execution.finish();
    expect(execution.output).toEqual([1, 2]);
    const [run] = execution.mapRuns;
    expect(run).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
    const types = run?.executions[0]?.history.map(({ type }) => type);
    expect(types).toContain("ExecutionAborted");
    expect(types).toContain("ExecutionRedriven");
  });

  it("redrives only what did not succeed", async () => {
    let broken = true;
    const processor = {
      StartAt: "Work",
      States: {
        Work: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:1:function:work", End: true },
      },
    };
    const calls: number[] = [];
    const work = (n: number): number => {
      calls.push(n);
      if (broken && n === 2) throw new Error("broken");
      return n;
    };
    for (const executionType of ["STANDARD", "EXPRESS"]) {
      broken = true;
      calls.length = 0;
      const machine = mapMachine({ MaxConcurrency: 1 }, processor, executionType);
      const execution = await machine.start([1, 2, 3], { tasks: { Work: work } });
      await execution.finish();
      expect(execution.status).toBe("FAILED");
      broken = false;
      await execution.redrive();
      await execution.finish();
      expect(execution.output).toEqual([1, 2, 3]);
      expect(calls).toEqual([1, 2, 2, 3]);
      expect(execution.mapRuns).toHaveLength(1);
      expect(execution.mapRuns[0]).toMatchObject({ status: "SUCCEEDED", redriveCount: 1 });
      expect(execution.history.map(({ type }) => type)).toContain("MapRunRedriven");
    }
  });
});

describe("ResultWriter", () => {
  const ResultWriter = {
    Resource: "arn:aws:states:::s3:putObject",
    Parameters: { Bucket: "out", Prefix: "jobs" },
  };

  it("exports results, failures and what was not started", async () => {
    const blobs = new MemoryBlobs(() => 0);
    const machine = mapMachine({ ResultWriter, Label: "L", MaxConcurrency: 1 }, picky);
    const execution = await machine.run([1, -1, 2], { s3: blobs });
    const [run] = execution.mapRuns;
    const [first, second] = run?.executions ?? [];
    const folder = `jobs/${run?.mapRunArn.split(":").at(-1)}/`;
    expect(execution.error).toBe("States.ExceedToleratedFailureThreshold");
    expect(await json(blobs, `${folder}SUCCEEDED_0.json`)).toEqual([
      {
        ExecutionArn: first?.executionArn,
        Input: "1",
        InputDetails: { Included: true },
        Name: first?.name,
        Output: "1",
        OutputDetails: { Included: true },
        RedriveCount: 0,
        RedriveStatus: "NOT_REDRIVABLE",
        RedriveStatusReason: "Execution is SUCCEEDED and cannot be redriven",
        StartDate: "2026-01-01T00:00:00.000Z",
        StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:Orders/L",
        Status: "SUCCEEDED",
        StopDate: "2026-01-01T00:00:00.000Z",
      },
    ]);
    expect(await json(blobs, `${folder}FAILED_0.json`)).toEqual([
      {
        Cause: "below zero",
        Error: "Negative",
        ExecutionArn: second?.executionArn,
        Input: "-1",
        InputDetails: { Included: true },
        Name: second?.name,
        OutputDetails: { Included: true },
        RedriveCount: 0,
        RedriveStatus: "REDRIVABLE_BY_MAP_RUN",
        StartDate: "2026-01-01T00:00:00.000Z",
        StateMachineArn: "arn:aws:states:us-east-1:123456789012:stateMachine:Orders/L",
        Status: "FAILED",
        StopDate: "2026-01-01T00:00:00.000Z",
      },
    ]);
    expect(await json(blobs, `${folder}PENDING_0.json`)).toEqual([
      { Input: "2", InputDetails: { Included: true }, Status: "PENDING" },
    ]);
    expect(await json(blobs, `${folder}manifest.json`)).toEqual({
      DestinationBucket: "out",
      MapRunArn: run?.mapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}FAILED_0.json`, Size: expect.any(Number) }],
        PENDING: [{ Key: `${folder}PENDING_0.json`, Size: expect.any(Number) }],
        SUCCEEDED: [
          {
            Key: `${folder}SUCCEEDED_0.json`,
            Size: (await text(blobs, `${folder}SUCCEEDED_0.json`)).length,
          },
        ],
      },
    });
  });

  it("answers where the manifest is; a redrive writes beside the first results", async () => {
    const blobs = new MemoryBlobs(() => 0);
    let broken = true;
    const processor = {
      StartAt: "Work",
      States: { Work: { Type: "Task", Resource: "arn:aws:lambda:::function:work", End: true } },
    };
    const work = (n: number): number => {
      if (broken && n === 2) throw new Error("broken");
      return n;
    };
    const machine = mapMachine({ ResultWriter, MaxConcurrency: 1 }, processor);
    const execution = await machine.start([1, 2], { s3: blobs, tasks: { Work: work } });
    await execution.finish();
    broken = false;
    await execution.redrive();
    await execution.finish();
    const mapRunArn = execution.mapRuns[0]?.mapRunArn ?? "";
    const folder = `jobs/${mapRunArn.split(":").at(-1)}/`;
    expect(execution.output).toEqual({
      MapRunArn: mapRunArn,
      ResultWriterDetails: { Bucket: "out", Key: `${folder}Redrive-1/manifest.json` },
    });
    expect(await json(blobs, `${folder}Redrive-1/manifest.json`)).toMatchObject({
      ResultFiles: {
        FAILED: [],
        SUCCEEDED: [
          { Key: `${folder}SUCCEEDED_0.json` },
          { Key: `${folder}Redrive-1/SUCCEEDED_0.json` },
        ],
      },
    });
    expect(await json(blobs, `${folder}Redrive-1/SUCCEEDED_0.json`)).toMatchObject([
      { Output: "2", RedriveCount: 1 },
    ]);
  });

  const shapes: readonly [Fields, string, string][] = [
    [{ Transformation: "COMPACT", OutputType: "JSON" }, "json", "[[1,2],[3]]"],
    [{ Transformation: "FLATTEN", OutputType: "JSON" }, "json", "[1,2,3]"],
    [{ Transformation: "COMPACT", OutputType: "JSONL" }, "jsonl", "[1,2]\n[3]\n"],
    [{ Transformation: "FLATTEN", OutputType: "JSONL" }, "jsonl", "1\n2\n3\n"],
  ];
  for (const [WriterConfig, fileType, expected] of shapes) {
    it(`writes ${WriterConfig.Transformation} ${WriterConfig.OutputType}`, async () => {
      const blobs = new MemoryBlobs(() => 0);
      const machine = mapMachine({ ResultWriter: { ...ResultWriter, WriterConfig } });
      const execution = await machine.run([[1, 2], [3]], { s3: blobs });
      const id = execution.mapRuns[0]?.mapRunArn.split(":").at(-1);
      expect(await text(blobs, `jobs/${id}/SUCCEEDED_0.${fileType}`)).toBe(expected);
    });
  }

  it("without a bucket shapes what the state answers", async () => {
    const WriterConfig = { Transformation: "FLATTEN", OutputType: "JSON" };
    const execution = await mapMachine({ ResultWriter: { WriterConfig } }).run([[1, 2], [3]]);
    expect(execution.output).toEqual([1, 2, 3]);
  });

  it("fails the Map by the store's words", async () => {
    class Refusing extends MemoryBlobs {
      override async write(): Promise<never> {
        return this.head({ bucket: "none", key: "k" }) as Promise<never>;
      }
    }
    const options: RunOptions = { s3: new Refusing(() => 0) };
    const execution = await mapMachine({ ResultWriter }).run([1], options);
    expect(execution).toMatchObject({
      error: "States.ResultWriterFailed",
      cause: "The specified bucket does not exist",
    });
  });
});

async function text(blobs: MemoryBlobs, key: string): Promise<string> {
  return Buffer.from(await blobs.read({ bucket: "out", key }, 0, 1e9)).toString();
}

async function json(blobs: MemoryBlobs, key: string): Promise<unknown> {
  return JSON.parse(await text(blobs, key));
}
