import jsonata from "jsonata";
import type { JsonataExpression } from "../language/grammar/jsonata.ts";
import type { JsonataNode } from "../language/grammar/jsonata-node.ts";
import type { JsonataBudget } from "./jsonata-budget.ts";
import { type Evaluation, evaluationKey } from "./jsonata-evaluation.ts";
import { type EngineFunction, withImplementation } from "./jsonata-functions/engine-functions.ts";
import { jsonataFunction } from "./jsonata-functions/functions.ts";
import { boundPrefix, guarded } from "./jsonata-guard.ts";
import { rootVariable } from "./jsonata-roots.ts";
import { plainValue } from "./jsonata-values.ts";

/** Runs an expression in the JSONata engine. The result is as the engine makes it. */
export type RunInEngine = (evaluation: Evaluation) => Promise<unknown>;

export interface PreparedExpression {
  readonly run: RunInEngine;
  /** What a budget must know of it. */
  readonly siblings: number;
}

const entry = Symbol.for("jsonata.__evaluate_entry");
const exit = Symbol.for("jsonata.__evaluate_exit");
const framePush = Symbol.for("jsonata.__createFrame_push");

/** The engine's environment: a chain of frames. */
interface Frame {
  lookup(name: string | symbol): unknown;
  bind(name: string, value: unknown): void;
}

/** A date as the engine makes it. */
interface Instant {
  setTime(ms: number): void;
}

/**
 * Prepares an expression for the engine. Each evaluation gets a root frame of its own, through
 * the engine's hook for new frames, so that evaluations do not meet, variables are looked up only
 * when they are read, and every node that is evaluated is counted.
 */
export function prepareForEngine({ ast }: JsonataExpression): PreparedExpression {
  const { tree, siblings } = guarded(ast);
  const expression = jsonata("0");
  const root = expression.ast() as unknown as Record<string, unknown>;
  for (const field of Object.keys(root)) delete root[field];
  Object.assign(root, tree);
  let starting: Evaluation | undefined;
  const push = (_outer: Frame, frame: Frame): void => {
    if (starting !== undefined) openRootFrame(frame, starting);
    starting = undefined;
  };
  expression.assign(framePush as unknown as string, push);
  const run: RunInEngine = (evaluation) => {
    starting = evaluation;
    return expression.evaluate(undefined, noBindings);
  };
  return { run, siblings };
}

const noBindings = {};

function openRootFrame(frame: Frame, evaluation: Evaluation): void {
  const { budget, scope, present = plainValue } = evaluation;
  const hooks = hooksOf(budget);
  const bound = new Map<string, unknown>();
  setTimestamp(frame, scope.nowMs);
  frame.bind = (name, value) => {
    bound.set(name, value);
  };
  frame.lookup = (name) => {
    if (typeof name === "symbol") return hooks(name);
    const local = bound.get(name);
    if (local !== undefined || bound.has(name)) return local;
    if (name === evaluationKey) return evaluation;
    const variable = rootVariable(scope, name, present);
    if (variable !== undefined) return variable;
    return name.startsWith(boundPrefix) ? boundFunction(name, frame) : jsonataFunction(name);
  };
}

/** The function with this frame for its environment, wherever it is called. */
function boundFunction(name: string, environment: Frame): EngineFunction | undefined {
  const definition = jsonataFunction(name.slice(boundPrefix.length));
  if (definition === undefined) return undefined;
  return withImplementation(definition, (_focus, args) =>
    definition.implementation.apply({ environment }, args),
  );
}

/** The engine notes the time of day in the frame: it becomes the execution's. */
function setTimestamp(frame: Frame, nowMs: number): void {
  let timestamp: Instant | undefined;
  Object.defineProperty(frame, "timestamp", {
    get: () => timestamp,
    set: (instant: Instant) => {
      instant.setTime(nowMs);
      timestamp = instant;
    },
  });
}

/**
 * What the engine is given when it looks for its hooks. It looks for `entry` before each node, so
 * that the look-up itself counts the node: calling a hook would cost a wait at every node.
 */
function hooksOf(budget: JsonataBudget): (symbol: symbol) => unknown {
  const leave = (node: JsonataNode, _input: unknown, _frame: unknown, result: unknown): void => {
    budget.exit(result);
    const role = node.groupRole;
    if (role === "key") budget.enterGroup();
    else if (role === "value") budget.leaveGroup();
  };
  const push = (_outer: Frame, frame: Frame): void => {
    const inherited = frame.lookup;
    frame.lookup = (name) => (typeof name === "symbol" ? find(name) : inherited(name));
  };
  const find = (symbol: symbol): unknown => {
    if (symbol === entry) {
      budget.enter();
      return undefined;
    }
    if (symbol === exit) return leave;
    return symbol === framePush ? push : undefined;
  };
  return find;
}
