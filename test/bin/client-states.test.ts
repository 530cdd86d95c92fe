import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { ApiEvent } from "../../bin/client/operations.ts";
import { stateTree } from "../../bin/client/state-tree.ts";
import { StateVisits } from "../../bin/client/state-visits.ts";
import { runningIn } from "../../bin/client/visit.ts";
import { LiveLines } from "../../bin/terminal/live-lines.ts";
import type { Execution } from "../../lib/hosts/execution.ts";
import { StateMachine } from "../../lib/hosts/state-machine.ts";
import { TaskError } from "../../lib/integrations/task-handler.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const histories = globSync("*/*.history.json", { cwd: examples });

describe("the states of an execution", () => {
  it.each(histories)("have all ended at the end of %s", (path) => {
    const visits = visitsOf(recorded(path));
    expect(visits.root.visits.length).toBeGreaterThan(0);
    expect(runningIn(visits.root)).toEqual([]);
  });

  it.each(histories)("run from the moment when they are entered in %s", (path) => {
    const visits = new StateVisits();
    for (const event of recorded(path)) {
      visits.add(event);
      if (!event.type.endsWith("StateEntered")) continue;
      const running = runningIn(visits.root).map(({ name }) => name);
      expect(running).toContain(event.stateEnteredEventDetails?.name);
    }
  });

  it("are a tree, those of a branch below their Parallel", async () => {
    expect(drawn(visitsOf(await historyOf({ broken: false })))).toMatchInlineSnapshot(`
      "  ✓ Pay               2 s  attempt 2
        ✓ Both        1 min 30 s
        ✓   Notify    1 min 30 s
        ✓   Pack all        0 s  3 of 3 items"
    `);
  });

  it("say who failed, and who was aborted for it", async () => {
    expect(drawn(visitsOf(await historyOf({ broken: true })))).toMatchInlineSnapshot(`
      "  ✓ Pay                 2 s  attempt 2
        ! Both                0 s  caught Broken
        ✗   Notify            0 s  aborted
        ✗   Pack all          0 s  1 of 3 items, Broken
        ✗     [1] Pack        0 s  Broken
        ✗ Give up             0 s  GivenUp"
    `);
  });

  it("are shown where they are while they run", async () => {
    const history = await historyOf({ broken: false });
    const until = history.findIndex(({ type }) => type === "MapIterationSucceeded");
    expect(drawn(visitsOf(history.slice(0, until + 1)))).toMatchInlineSnapshot(`
      "  ✓ Pay                 2 s  attempt 2
        ⠋ Both               58 s
        ⠋   Notify           58 s
        ⠋   Pack all         58 s  1 of 3 items
        ⠋     [1] Pack       58 s
        ⠋     [2] Pack       58 s"
    `);
    expect(drawn(visitsOf(history.slice(0, until + 1)), { rows: 3 })).toMatchInlineSnapshot(`
      "  … 4 more before
        ⠋     [1] Pack       58 s
        ⠋     [2] Pack       58 s"
    `);
    const waiting = history.findIndex(({ type }) => type === "LambdaFunctionFailed");
    expect(drawn(visitsOf(history.slice(0, waiting + 1)))).toMatchInlineSnapshot(
      `"  ⠋ Pay      1 min  after Down"`,
    );
  });

  it("begin again below a Map or Parallel that is retried", async () => {
    let calls = 0;
    const flaky = (): number => {
      if (calls++ % 2 === 0) throw new TaskError("Down", "later");
      return calls;
    };
    const options = { tasks: { Item: flaky, Branch: flaky } };
    const history = eventsOf(await retriedMachine.run([1], options));
    expect(drawn(visitsOf(history))).toMatchInlineSnapshot(`
      "  ✓ Items           1 s  1 of 1 items, attempt 2
        ✓ Branches        1 s  attempt 2
        ✓   Branch        0 s"
    `);
    const again = history.findLastIndex(({ type }) => type === "ParallelStateStarted");
    expect(drawn(visitsOf(history.slice(0, again)))).toMatchInlineSnapshot(`
      "  ✓ Items           1 s  1 of 1 items, attempt 2
        ⠋ Branches       59 s
        ⠋   Branch       59 s  after Down"
    `);
    expect(drawn(visitsOf(history.slice(0, again + 2)))).toMatchInlineSnapshot(`
      "  ✓ Items           1 s  1 of 1 items, attempt 2
        ⠋ Branches       59 s  attempt 2
        ⠋   Branch       58 s"
    `);
  });

  it("fail from the inside out, a Map Run's Map alone", () => {
    const entered = (id: number, type: string, name: string): ApiEvent => ({
      ...follows(id, `${type}StateEntered`),
      stateEnteredEventDetails: { name },
    });
    const history: readonly ApiEvent[] = [
      entered(2, "Parallel", "Outer"),
      follows(3, "ParallelStateStarted"),
      entered(4, "Map", "Import"),
      { ...follows(5, "MapStateStarted"), mapStateStartedEventDetails: { length: 0 } },
      follows(6, "MapRunStarted"),
      { ...follows(7, "MapRunFailed"), mapRunFailedEventDetails: { error: "States.Boom" } },
      follows(8, "MapStateFailed"),
      follows(9, "ParallelStateFailed"),
      { ...follows(10, "ExecutionFailed"), executionFailedEventDetails: { error: "States.Boom" } },
    ];
    expect(drawn(visitsOf(history.slice(0, 5)))).toMatchInlineSnapshot(`
      "  ⠋ Outer         1 min
        ⠋   Import      1 min  waits for its Map Run"
    `);
    expect(drawn(visitsOf(history))).toMatchInlineSnapshot(`
      "  ✗ Outer           0 s  States.Boom
        ✗   Import        0 s  States.Boom"
    `);
  });

  it("go on after a redrive where they had failed", () => {
    const history = recorded("redrive/publish-report.history.json");
    const redriven = history.findIndex(({ type }) => type === "ExecutionRedriven");
    expect(drawn(visitsOf(history.slice(0, redriven)))).toMatchInlineSnapshot(`
      "  ✓ Write          0 s
        ✗ Publish        0 s  SiteDown"
    `);
    expect(drawn(visitsOf(history.slice(0, redriven + 2)))).toMatchInlineSnapshot(`
      "  ✓ Write          0 s
        ⠋ Publish      1 min  attempt 2"
    `);
    expect(drawn(visitsOf(history))).toMatchInlineSnapshot(`
      "  ✓ Write          0 s
        ✓ Publish        0 s  attempt 2"
    `);
  });

  it("are found by name where events do not say what they follow", () => {
    const history = recorded("inline-map/price-basket.history.json");
    const flat = history.map((event) => ({ ...event, previousEventId: 0 }));
    expect(runningIn(visitsOf(flat).root)).toEqual([]);
  });

  it("fit a narrow terminal", async () => {
    const lines = drawn(visitsOf(await historyOf({ broken: true })), { columns: 40 }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
  });
});

describe("lines that are drawn again", () => {
  it("take the place of those before, and leave the cursor visible", () => {
    let written = "";
    const lines = new LiveLines({
      write: (text: unknown) => {
        written += String(text);
        return true;
      },
    });
    lines.draw(["a", "b"]);
    lines.draw(["c"]);
    lines.end();
    lines.end();
    const esc = "\u001b[";
    expect(written).toBe(
      `${esc}?25la${esc}K\nb${esc}K\n${esc}J` + `\r${esc}2A${esc}?25lc${esc}K\n${esc}J${esc}?25h`,
    );
  });
});

const machine = new StateMachine({
  StartAt: "Pay",
  States: {
    Pay: {
      Type: "Task",
      Resource: "arn:aws:lambda:us-east-1:123456789012:function:Pay",
      Retry: [{ ErrorEquals: ["Down"], IntervalSeconds: 2 }],
      ResultPath: null,
      Next: "Both",
    },
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Notify",
          States: { Notify: { Type: "Wait", Seconds: 90, End: true } },
        },
        {
          StartAt: "Pack all",
          States: {
            "Pack all": {
              Type: "Map",
              ItemsPath: "$.items",
              ItemProcessor: {
                StartAt: "Pack",
                States: {
                  Pack: {
                    Type: "Task",
                    Resource: "arn:aws:lambda:us-east-1:123456789012:function:Pack",
                    End: true,
                  },
                },
              },
              End: true,
            },
          },
        },
      ],
      Catch: [{ ErrorEquals: ["Broken"], Next: "Give up" }],
      End: true,
    },
    "Give up": { Type: "Fail", Error: "GivenUp" },
  },
});

const retriedMachine = new StateMachine({
  StartAt: "Items",
  States: {
    Items: {
      Type: "Map",
      Retry: [{ ErrorEquals: ["Down"] }],
      ItemProcessor: { StartAt: "Item", States: { Item: lambdaTask("Item") } },
      Next: "Branches",
    },
    Branches: {
      Type: "Parallel",
      Retry: [{ ErrorEquals: ["Down"] }],
      Branches: [{ StartAt: "Branch", States: { Branch: lambdaTask("Branch") } }],
      End: true,
    },
  },
});

function lambdaTask(name: string): object {
  const Resource = `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
  return { Type: "Task", Resource, End: true };
}

/** An event that follows the one with the number before. */
function follows(id: number, type: string): ApiEvent {
  return { id, previousEventId: id - 1, type, timestamp: Date.UTC(2026, 0, 1) / 1_000 };
}

async function historyOf({ broken }: { readonly broken: boolean }): Promise<readonly ApiEvent[]> {
  let calls = 0;
  const Pay = (): null => {
    if (calls++ === 0) throw new TaskError("Down", "later");
    return null;
  };
  const Pack = (item: unknown): unknown => {
    if (broken && item === 2) throw new TaskError("Broken", "in two");
    return item;
  };
  return eventsOf(await machine.run({ items: [1, 2, 3] }, { tasks: { Pay, Pack } }));
}

function eventsOf({ history }: Execution): readonly ApiEvent[] {
  return history.map((event) => ({ ...event, timestamp: event.timestamp.getTime() / 1_000 }));
}

function recorded(path: string): readonly ApiEvent[] {
  const events = JSON.parse(readFileSync(`${examples}/${path}`, "utf8"));
  return events.map((event: ApiEvent & { readonly timestamp: string }) => ({
    ...event,
    timestamp: Date.parse(event.timestamp) / 1_000,
  }));
}

function visitsOf(history: readonly ApiEvent[]): StateVisits {
  const visits = new StateVisits();
  for (const event of history) visits.add(event);
  return visits;
}

function drawn({ root }: StateVisits, { rows = 30, columns = 80 } = {}): string {
  const nowMs = Date.UTC(2026, 0, 1, 0, 1);
  const lines = stateTree(root, { nowMs, tick: 0, columns, rows, paint: (_format, text) => text });
  return lines.map((line) => line.trimEnd()).join("\n");
}
