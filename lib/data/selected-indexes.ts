import type { PathStep } from "../language/grammar/path-syntax.ts";

/** The indexes that a step selects in an array of a length; some may lie outside of it. */
export function selectedIndexes(step: PathStep, length: number): readonly number[] {
  if (step.type === "index") return [step.index < 0 ? length + step.index : step.index];
  if (step.type === "fromEnd") return [length - step.distance];
  if (step.type === "indexes") return step.indexes;
  if (step.type !== "slice") return [];
  const { from = 0, to = length } = step;
  // As in Jayway, a negative end counts from the end only where it stands alone.
  const start = step.to === undefined && from < 0 ? Math.max(0, length + from) : from;
  const end = step.from === undefined && to < 0 ? length + to : Math.min(length, to);
  const indexes: number[] = [];
  for (let index = Math.max(0, start); index < end; index++) indexes.push(index);
  return indexes;
}
