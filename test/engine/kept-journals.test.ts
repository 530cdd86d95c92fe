import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { executionFormat, readEvents, type WrittenRecord } from "../../lib/engine/record-format.ts";
import { answerTask, openTasks } from "../../lib/engine/task-answers.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { DurableRig, type DurableRigOptions } from "./durable-rig.ts";
import { submitted, within } from "./rules-rig.ts";

/** An execution that a release has run, as its journal kept it. */
interface Kept {
  readonly name: string;
  readonly definition: object;
  readonly meta: string;
  readonly values: { readonly [hash: string]: string };
  readonly records: readonly Omit<WrittenRecord, "values">[];
  readonly status: string;
  readonly output: JsonValue;
}

const folder = new URL("./kept-journals/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const keptIn = (file: string): readonly Kept[] =>
  JSON.parse(readFileSync(new URL(file, folder), "utf8"));

const sharing = { settings: { intents: { inHandUntilMs: () => 1e9 } } };

/** A rig whose journal has the execution's first records, in the texts that were kept. */
function resumed(kept: Kept, count: number, more: Partial<DurableRigOptions>): DurableRig {
  const rig = new DurableRig({
    machines: { M: kept.definition },
    atLeastOnce: true,
    invoke: ({ task }) => {
      if (task.resource.endsWith("waitForTaskToken")) return submitted;
      return { type: "succeeded", output: { of: task.stateName, given: task.parameters } };
    },
    ...more,
  });
  const meta = executionFormat.readMeta(kept.meta);
  const { executionArn } = meta.info;
  const { journal } = rig;
  const textOf = (hash: string) => kept.values[hash];
  journal.create(executionArn, meta);
  for (const [index, record] of kept.records.slice(0, count).entries()) {
    const states = kept.records.slice(0, index + 1);
    const from = states.findLastIndex(({ isCheckpoint }) => isCheckpoint);
    const head = executionFormat.readHead(meta, states.slice(from), textOf);
    journal.append(executionArn, {
      incarnation: meta.incarnation,
      number: index + 1,
      nonce: index,
      before: head.snapshot,
      ...head,
      events: readEvents(record, textOf),
      consumed: [],
      dueMs: 0,
      expiresMs: undefined,
    });
  }
  // What is read is what was kept, not what is written of it now.
  const texts = kept.records.slice(0, count).map((record) => ({ ...record, values: [] }));
  journal.written.set(executionArn, texts);
  Object.assign(journal, { values: new Map(Object.entries(kept.values)) });
  rig.restart();
  return rig;
}

/** What the execution comes to, where whoever holds a token answers. */
async function outcomeOf(rig: DurableRig) {
  const arn = rig.arnOf("M");
  for (let rounds = 0; rounds < 200; rounds++) {
    await rig.settle();
    const snapshot = rig.snapshot(arn);
    if (snapshot !== undefined && snapshot.status !== "RUNNING") {
      return { status: snapshot.status, output: snapshot.output };
    }
    const [open] = snapshot === undefined ? [] : openTasks(snapshot);
    if (open !== undefined) {
      const answer = { type: "succeeded", output: "answered" } as const;
      await within(rig, answerTask(rig.process.engine, open.taskToken, answer));
    } else {
      rig.clock.waitUntil(rig.process.queue.nextAlarm() ?? 0);
    }
  }
  throw new Error("it does not end");
}

describe.each(files)("executions of %s", (file) => {
  for (const kept of keptIn(file)) {
    const { name, status, output, records } = kept;
    it(`go on from every record: ${name}`, async () => {
      for (let count = 0; count <= records.length; count++) {
        expect(await outcomeOf(resumed(kept, count, {})), `${count}`).toEqual({ status, output });
        const shared = await outcomeOf(resumed(kept, count, sharing));
        expect(shared, `${count}, shared`).toEqual({ status, output });
      }
    });
  }
});
