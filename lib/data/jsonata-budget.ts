import type { Limits } from "./limits.ts";

/** An evaluation went past a bound. AWS's text stands after ": ", without a code. */
export class JsonataBoundError extends Error {}

/**
 * What AWS says of its own bounds.
 * Observed on AWS 2026-08 (public measurements): a depth near 100 and about 870,000 numbers.
 */
const stackOverflow =
  "Stack overflow error: Check for non-terminating recursive function. " +
  "Consider rewriting as tail-recursive.";
const timeout = "Expression evaluation timeout: Check for infinite loop";
const memory = "Expression evaluation memory limit exceeded: Check for excessive memory usage";

/** What AWS's bound counts for an array: [1..873782] fits its 10 MiB, [1..873783] does not. */
const bytesPerElement = 12;
const bytesPerArray = 376;

/** One evaluation step is worth this many copied elements, or characters read. */
const elementsPerStep = 128;
const charactersPerStep = 1024;
const copiesPerStep = 128;
/** As many values, visited in a tree without the engine, are worth a step. */
const valuesPerStep = 4;

/** Elements that one evaluation may copy into new arrays altogether. */
const copiedElementsMax = 8_000_000;

/** Counts what one evaluation does. Deterministic: it never looks at a clock. */
export class JsonataBudget {
  readonly elementsMax: number;
  readonly charactersMax: number;
  private stepsLeft: number;
  private copiesLeft = copiedElementsMax;
  private open = 0;
  private readonly openMax: number;
  private groupItems = 0;
  valuesMade = 0;

  /** `siblings`: nodes that may be open beside each other, as constructors evaluate at once. */
  constructor(limits: Limits, siblings: number) {
    this.stepsLeft = limits.jsonataStepsMax;
    this.openMax = limits.jsonataDepthMax * (1 + siblings);
    this.elementsMax = Math.floor((limits.jsonataResultBytesMax - bytesPerArray) / bytesPerElement);
    this.charactersMax = Math.floor(limits.jsonataResultBytesMax / 2);
  }

  /** A node begins. */
  enter(): void {
    this.charge(1);
    this.open += 1;
    if (this.open > this.openMax) this.fail(stackOverflow);
  }

  /** A node ends with a value. */
  exit(result: unknown): void {
    this.open -= 1;
    this.take(result);
  }

  /** Some work that is not nodes. */
  charge(steps: number): void {
    this.stepsLeft -= steps;
    if (this.stepsLeft < 0) this.fail(timeout);
  }

  /** Work that reads or copies this many elements. */
  chargeElements(count: number): void {
    this.charge(count / elementsPerStep);
  }

  /** A value is read or made. */
  take(value: unknown): void {
    if (typeof value === "string") this.takeCharacters(value.length);
    else if (Array.isArray(value)) this.takeElements(value.length);
  }

  takeCharacters(count: number): void {
    if (count > this.charactersMax) this.fail(memory);
    this.charge(count / charactersPerStep);
  }

  takeElements(count: number): void {
    if (count > this.elementsMax) this.fail(memory);
    this.chargeElements(count);
  }

  /** Values become part of the result: what is shared counts as often as it would be written. */
  makeValues(count: number): void {
    this.valuesMade += count;
    if (this.valuesMade > this.elementsMax) this.fail(memory);
  }

  /** Elements go into a new array. */
  copyElements(count: number): void {
    this.copiesLeft -= count;
    if (this.copiesLeft < 0) this.fail(memory);
  }

  /** Visits a value of a tree, without the engine. */
  visit(): void {
    this.charge(1 / valuesPerStep);
  }

  /** An item joins a group, whose earlier items the engine copies. */
  enterGroup(): void {
    this.groupItems += 1;
    this.charge(this.groupItems / copiesPerStep);
  }

  /** A group is complete. */
  leaveGroup(): void {
    this.groupItems = 0;
  }

  /** The evaluation is over: whatever of it still runs beside ends at its next step. */
  close(): void {
    this.stepsLeft = -1;
  }

  private fail(message: string): never {
    this.stepsLeft = -1;
    throw new JsonataBoundError(message);
  }
}

/** The engine's own stack or a string outgrew what JavaScript allows. */
export function boundErrorOf(error: RangeError): JsonataBoundError {
  return new JsonataBoundError(error.message.includes("stack") ? stackOverflow : memory);
}
