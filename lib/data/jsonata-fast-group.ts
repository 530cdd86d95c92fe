import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import { defineKey, type JsonValue, type MutableJsonObject } from "../language/json.ts";
import { Unfit } from "./jsonata-fast-operators.ts";
import type { CompileNode, FastRun, Place, Read } from "./jsonata-fast-run.ts";
import { isJoined } from "./jsonata-sequence.ts";

interface Pair {
  readonly key: Read;
  readonly value: Read;
}

/** Items with the same key, and the pair whose key it is. */
interface Group {
  readonly pair: Pair;
  readonly items: unknown[];
}

/** Compiles `path{ key: value }`. Undefined: the engine must do it. */
export function compileFastGroup(
  { group, ...node }: JsonataNode,
  place: Place,
  compile: CompileNode,
): Read | undefined {
  if (node.type !== "path" || node.predicate !== undefined) return undefined;
  const { lhs } = group as { readonly lhs: readonly (readonly [JsonataNode, JsonataNode])[] };
  const inside = { ...place, hasContext: true };
  const pairs: Pair[] = [];
  for (const [keyNode, valueNode] of lhs) {
    const key = compile(keyNode, inside);
    const value = compile(valueNode, inside);
    if (key === undefined || value === undefined) return undefined;
    pairs.push({ key, value });
  }
  const items = compile(node as JsonataNode, place);
  if (items === undefined) return undefined;
  place.program.isIntricate = true;
  return (run) => grouped(run, items(run), pairs);
}

function grouped(run: FastRun, found: unknown, pairs: readonly Pair[]): unknown {
  const outer = run.context;
  const groups = new Map<string, Group>();
  for (const item of itemsOf(found)) {
    for (const pair of pairs) join(run, groups, pair, item);
  }
  const object: MutableJsonObject = {};
  for (const [key, { pair, items }] of groups) {
    run.budget.charge(1);
    run.context = items.length === 1 ? items[0] : items;
    const value = pair.value(run);
    if (value !== undefined) defineKey(object, key, value as JsonValue);
  }
  run.context = outer;
  return object;
}

/** The engine has its own ways with nothing, and with arrays among the items. */
function itemsOf(found: unknown): readonly unknown[] {
  const items = isJoined(found) ? found : [found];
  if (items.length === 0 || items.some(isOdd)) throw new Unfit();
  return items;
}

function isOdd(item: unknown): boolean {
  return item === undefined || Array.isArray(item);
}

function join(run: FastRun, groups: Map<string, Group>, pair: Pair, item: unknown): void {
  run.budget.charge(1);
  run.context = item;
  const key = pair.key(run);
  if (key === undefined) return;
  // The engine reports keys that are no text, and those of two pairs; some names confuse it.
  if (typeof key !== "string" || key in Object.prototype) throw new Unfit();
  const there = groups.get(key);
  if (there === undefined) groups.set(key, { pair, items: [item] });
  else if (there.pair === pair) there.items.push(item);
  else throw new Unfit();
}
