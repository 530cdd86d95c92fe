import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OperationName } from "../../lib/api/request-shapes.ts";
import { awsFunctionStores, memoryStores, sqliteStores } from "./differential/kept-stores.ts";
import { Oracle } from "./differential/oracle.ts";
import { agrees, withMapRun } from "./differential/play-script.ts";
import { resolveReferences, type ScriptCall, scripts } from "./differential/script.ts";
import { type KeptStores, StoredApi } from "./differential/stored-api.ts";
import type { Fields } from "./play-calls.ts";

/** A call and what came of it. */
interface Made {
  readonly op: OperationName;
  readonly request: Fields;
  readonly answer: Fields;
}

/** An order in which calls may have been carried out, and what the oracle then knows. */
class Order {
  private readonly made: Made[] = [];
  private readonly oracle = new Oracle();

  /** The calls come next. Answers whether they were answered so; if not, this order is none. */
  take(calls: readonly Made[]): boolean {
    this.made.push(...calls);
    return calls.every(({ op, request, answer }) =>
      agrees(request, answer, this.oracle.call(op, request, answer)),
    );
  }

  copy(): Order {
    const order = new Order();
    for (const { op, request, answer } of this.made) order.oracle.call(op, request, answer);
    order.made.push(...this.made);
    return order;
  }
}

/** It is stopped bit by bit, so whoever comes in between may be too late to be stopped. */
const alone: ReadonlySet<string> = new Set(["$restart", "DeleteStateMachine"]);

/**
 * Plays the script, some of its calls at the same time, or the same one twice; each in a process of
 * its own. Answers how many calls came together with another one.
 */
async function play(stores: KeptStores, script: readonly ScriptCall[]): Promise<number> {
  const api = new StoredApi(stores, { separate: true });
  const answers: Fields[] = [];
  let orders: readonly Order[] = [new Order()];
  let pairs = 0;
  for (let at = 0; at < script.length; at++) {
    const calls = together(script, at);
    pairs += calls.length - 1;
    const made = await Promise.all(
      calls.map(async ({ op, args }) => {
        const request = resolveReferences(args, answers) as Fields;
        const answer = op === "$restart" ? {} : withMapRun(await api.call(op, request));
        return { op, request, answer } as Made;
      }),
    );
    answers.push(...made.map(({ answer }) => answer));
    if (calls[0]?.op === "$restart") continue;
    // Whoever changes what another one changes is told so, and tries again.
    if (made.some(({ answer }) => String(answer.message).startsWith("Another request"))) break;
    const next = made.length > 1 ? orders.flatMap((order) => both(order, made)) : orders;
    orders = next.filter((order) => made.length > 1 || order.take(made)).slice(0, ordersMax);
    if (orders.length === 0) throw new Error(`in no order: ${JSON.stringify(made, null, 1)}`);
  }
  return pairs;
}

/** The call, and what is sent together with it: the next one, itself again, or nothing. */
function together(script: readonly ScriptCall[], at: number): readonly ScriptCall[] {
  const [call, next] = script.slice(at, at + 2);
  const calls = [call, [undefined, next, call][at % 3]].filter((one) => one !== undefined);
  return calls.some(({ op }) => alone.has(op)) ? calls.slice(0, 1) : calls;
}

/** The same again, before what it caused has been seen, is answered as the first time. */
const idempotent: ReadonlySet<string> = new Set([
  "StartExecution",
  "SendTaskSuccess",
  "SendTaskFailure",
]);

/** The orders in which two calls may come next. */
function both(order: Order, made: readonly Made[]): readonly Order[] {
  const [first, second] = made;
  const isOne = JSON.stringify(first) === JSON.stringify(second);
  const possible = [made, made.toReversed()];
  if (isOne && idempotent.has(first?.op ?? "")) possible.push(made.slice(0, 1));
  return possible.flatMap((calls) => {
    const copy = order.copy();
    return copy.take(calls) ? [copy] : [];
  });
}

const ordersMax = 32;

describe("two requests at the same time", () => {
  const all: readonly (readonly [string, () => KeptStores, number])[] = [
    ["memory", memoryStores, 15],
    ["SQLite", sqliteStores, 15],
    ["simulated tables of AWS", awsFunctionStores, 30],
  ];

  it.each(all)(
    "are answered on %s as if one had come after the other",
    async (_name, stores, numRuns) => {
      let pairs = 0;
      const property = fc.asyncProperty(scripts, async (script) => {
        pairs += await play(stores(), script);
      });
      await fc.assert(property, { numRuns, seed: 3, endOnFailure: true });
      expect(pairs).toBeGreaterThan(10 * numRuns);
    },
    300_000,
  );
});
