import { describe, expect, it } from "vitest";
import type { Snapshot } from "../../lib/core/snapshot.ts";
import { answerTask, openTasks, takeActivityTask } from "../../lib/engine/task-answers.ts";
import { DurableRig, type DurableRigOptions, type Fault } from "./durable-rig.ts";

const lambda = "arn:aws:lambda:us-east-1:123456789012:function:Work";
const callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";
const activity = "arn:aws:states:us-east-1:123456789012:activity:Pack";
const child = "arn:aws:states:us-east-1:123456789012:stateMachine:Child";

const retried = { Retry: [{ ErrorEquals: ["States.TaskFailed", "Lambda.SdkClientException"] }] };
const work = (next: object) => ({ Type: "Task", Resource: lambda, ...next });
const oneTask = { StartAt: "Work", States: { Work: work({ End: true }) } };

/** Machines that come to the same end whatever happens, since interrupted attempts are retried. */
const golden: { readonly [name: string]: object } = {
  Row: {
    StartAt: "A",
    States: {
      A: work({ ...retried, ResultPath: "$.a", Next: "B" }),
      B: { Type: "Pass", Next: "C" },
      C: work({ ...retried, ResultPath: "$.c", Next: "W" }),
      W: { Type: "Wait", Seconds: 5, End: true },
    },
  },
  Branches: {
    StartAt: "P",
    States: {
      P: {
        Type: "Parallel",
        Branches: [
          { StartAt: "X", States: { X: work({ ...retried, End: true }) } },
          { StartAt: "Y", States: { Y: { Type: "Wait", Seconds: 2, End: true } } },
        ],
        End: true,
      },
    },
  },
  Items: {
    StartAt: "M",
    QueryLanguage: "JSONata",
    States: {
      M: {
        Type: "Map",
        Items: [1, 2, 3],
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: "Z",
          States: {
            Z: {
              Type: "Task",
              Resource: lambda,
              Arguments: "{% $states.input %}",
              Retry: [{ ErrorEquals: ["States.ALL"] }],
              End: true,
            },
          },
        },
        End: true,
      },
    },
  },
  Callback: {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: callback,
        Parameters: { "Token.$": "$$.Task.Token" },
        TimeoutSeconds: 100,
        Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1 }],
        End: true,
      },
    },
  },
  Activity: {
    StartAt: "Pack",
    States: {
      Pack: {
        Type: "Task",
        Resource: activity,
        TimeoutSeconds: 1,
        Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 1 }],
        End: true,
      },
    },
  },
  Nested: {
    StartAt: "N",
    States: {
      N: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Parameters: { StateMachineArn: child, Input: { n: 1 } },
        OutputPath: "$.Output",
        End: true,
      },
    },
  },
  Distributed: {
    StartAt: "D",
    States: {
      D: {
        Type: "Map",
        MaxConcurrency: 2,
        Label: "L",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "E",
          States: { E: work({ ...retried, End: true }) },
        },
        End: true,
      },
    },
  },
};

const machines = {
  ...golden,
  Child: {
    StartAt: "K",
    States: { K: { Type: "Wait", Seconds: 1, Next: "L" }, L: work({ ...retried, End: true }) },
  },
};

const inputs: { readonly [name: string]: object } = { Distributed: [1, 2, 3] };

const options = (more: Partial<DurableRigOptions> = {}): DurableRigOptions => ({
  machines,
  invoke: ({ task }) =>
    task.resource === callback
      ? { type: "submitted", output: {} }
      : { type: "succeeded", output: { did: task.parameters } as never },
  ...more,
});

/** Runs a golden machine to its end, with clients that try until they are answered. */
async function run(name: string, rig: DurableRig): Promise<Snapshot> {
  const executionArn = await rig.start(name, inputs[name]);
  if (name === "Callback") await answerCallback(rig, executionArn);
  if (name === "Activity") await workOnActivity(rig);
  return rig.finish(executionArn);
}

async function answerCallback(rig: DurableRig, executionArn: string): Promise<void> {
  await rig.persist(async ({ engine }) => {
    const snapshot = rig.snapshot(executionArn);
    if (snapshot !== undefined && snapshot.status !== "RUNNING") return true;
    const [open] = snapshot === undefined ? [] : openTasks(snapshot);
    if (open === undefined) return false;
    const refusal = await answerTask(engine, open.taskToken, { type: "succeeded", output: "yes" });
    return refusal === undefined;
  });
}

function isOver(rig: DurableRig, name: string): boolean {
  return (rig.snapshot(rig.arnOf(name))?.status ?? "RUNNING") !== "RUNNING";
}

async function workOnActivity(rig: DurableRig): Promise<void> {
  const held: { token?: string | undefined } = {};
  await rig.persist(async ({ engine }) => {
    held.token ??= (await takeActivityTask(engine, activity))?.taskToken;
    if (held.token === undefined) return isOver(rig, "Activity");
    const outcome = { type: "succeeded", output: "packed" } as const;
    const refusal = await answerTask(engine, held.token, outcome);
    if (refusal !== undefined) held.token = undefined;
    return refusal === undefined;
  });
}

const faults: readonly Fault[] = ["before", "refused", "lied", "after"];
/** An invoker replies, and who takes a task from the queue has it. */
const neverFail: ReadonlySet<string> = new Set(["invoke", "activityQueue.take"]);
const heard: ReadonlySet<Fault> = new Set(["refused", "lied"]);

describe("whatever call goes wrong", () => {
  for (const name of Object.keys(golden)) {
    it(`${name} comes to the same end, and makes no attempt twice`, async () => {
      const clean = new DurableRig(options());
      const expected = await run(name, clean);
      expect(expected.status).toBe("SUCCEEDED");
      expect(clean.troubles).toEqual([]);
      for (let faultAt = 1; faultAt <= clean.calls.length; faultAt++) {
        for (const fault of faults) {
          if (heard.has(fault) && neverFail.has(clean.calls[faultAt - 1] ?? "")) continue;
          const rig = new DurableRig(options({ faultAt, fault }));
          const where = `${fault} ${rig.options.faultAt}: ${clean.calls[faultAt - 1]}`;
          const snapshot = await run(name, rig).catch((error) => `${where}: ${error}`);
          expect(snapshot, where).toMatchObject({ status: "SUCCEEDED", output: expected.output });
          expect(Math.max(0, ...rig.made.values()), where).toBeLessThanOrEqual(1);
          expectSound(rig, name);
        }
      }
    });

    it(`${name} comes to the same end where attempts may be made again`, async () => {
      const clean = new DurableRig(options());
      const expected = await run(name, clean);
      const types = clean.types(clean.arnOf(name));
      for (let faultAt = 1; faultAt <= clean.calls.length; faultAt++) {
        for (const fault of ["before", "after"] as const) {
          const rig = new DurableRig(options({ faultAt, fault, atLeastOnce: true }));
          const where = `${fault} ${faultAt}: ${clean.calls[faultAt - 1]}`;
          const snapshot = await run(name, rig).catch((error) => `${where}: ${error}`);
          expect(snapshot, where).toMatchObject({ status: "SUCCEEDED", output: expected.output });
          // A worker that did not hear of its task has let it time out.
          if (name === "Activity") continue;
          expect(rig.types(rig.arnOf(name)).toSorted(), where).toEqual(types.toSorted());
        }
      }
    });
  }
});

/** Ids without gaps, one terminal event, nothing due when all has ended. */
function expectSound(rig: DurableRig, name: string): void {
  const events = rig.journal.events(rig.arnOf(name));
  expect(events.map(({ id }) => id)).toEqual(events.map((_, place) => place + 1));
  const terminal = /^Execution(Succeeded|Failed|Aborted|TimedOut)$/;
  expect(events.filter(({ type }) => terminal.test(type))).toHaveLength(1);
  expect(events.at(-1)?.type).toMatch(terminal);
}

describe("an interrupted attempt", () => {
  it("fails, named so that the usual Retriers take it, by a cause that says why", async () => {
    const rig = new DurableRig({
      machines: { M: oneTask },
      invoke: () => new Promise(() => {}),
    });
    const arn = await rig.start("M");
    rig.restart();
    const { status, error, cause } = await rig.finish(arn);
    expect(status).toBe("FAILED");
    expect(error).toBe("Lambda.SdkClientException");
    expect(cause).toMatch(/^Stepwright\.TaskInterrupted: /);
    expect([...rig.made.values()]).toEqual([1]);
  });
});
