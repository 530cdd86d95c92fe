import { type EngineFocus, evaluationOf } from "../jsonata-evaluation.ts";
import { chargeTree } from "./budgeted.ts";
import {
  type EngineFunction,
  engineFunction,
  makeFunction,
  withImplementation,
} from "./engine-functions.ts";

/** JSONata's functions on texts and times, where they may make or read more than they are given. */
export const textFunctions = (): { readonly [name: string]: EngineFunction } => ({
  string: checked("string", (focus, value: unknown) => {
    if (typeof value === "object") chargeTree(value, evaluationOf(focus).budget);
  }),
  clone: checked("clone", (focus, value: unknown) => {
    chargeTree(value, evaluationOf(focus).budget);
  }),
  pad: checked("pad", (focus, text: string | undefined, width: number, char?: string) => {
    const { budget } = evaluationOf(focus);
    if (text !== undefined) budget.takeCharacters(Math.abs(width) * Math.max(char?.length ?? 1, 1));
  }),
  join: checked("join", (focus, texts?: readonly string[], separator?: string) => {
    const { budget } = evaluationOf(focus);
    const separators = (separator?.length ?? 0) * (texts?.length ?? 0);
    const length = texts?.reduce((total, text) => total + text.length, separators) ?? 0;
    budget.takeCharacters(length);
  }),
  toMillis: adapted("toMillis", (focus, text: string | undefined, picture?: string) => {
    if (text === undefined) return [text];
    if (picture === undefined) return [isWithoutZone(text) ? `${text}Z` : text];
    evaluationOf(focus).budget.charge(waysToSplit(text, picture) / 64);
    return [text, picture];
  }),
  now: makeFunction("<s?s?:s>", function (this: EngineFocus, picture?: string, zone?: string) {
    return engineFunction("fromMillis").implementation.call(
      this,
      ...([nowMs(this), picture, zone] as never[]),
    );
  }),
  millis: makeFunction("<:n>", function (this: EngineFocus) {
    return nowMs(this);
  }),
});

function nowMs(focus: EngineFocus): number {
  return evaluationOf(focus).scope.nowMs;
}

/** A time of day without a zone means UTC everywhere, not the zone of the machine. */
function isWithoutZone(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(text);
}

/** In how many ways the engine may try to give a text to parts of a picture that touch. */
function waysToSplit(text: string, picture: string): number {
  const runs = picture.split(/\][^[]+\[/).map((run) => run.split("][").length - 1);
  const cuts = Math.max(0, ...runs);
  let ways = 1;
  for (let cut = 1; cut <= cuts; cut += 1) ways *= (text.length + 1 - cut) / cut;
  return Math.max(1, ways);
}

type Check<A extends unknown[]> = (focus: EngineFocus, ...args: A) => void;
type Adapt<A extends unknown[]> = (focus: EngineFocus, ...args: A) => unknown[];

/** The engine's function, after a check of its arguments. */
function checked<A extends unknown[]>(name: string, check: Check<A>): EngineFunction {
  return adapted(name, (focus, ...args: A) => {
    check(focus, ...args);
    return args;
  });
}

/** The engine's function, given other arguments. */
function adapted<A extends unknown[]>(name: string, adapt: Adapt<A>): EngineFunction {
  const definition = engineFunction(name);
  return withImplementation(definition, (focus, args) => {
    const adapted = adapt(focus, ...(args as unknown as A));
    return definition.implementation.apply(focus, adapted as never[]);
  });
}
