import { type Position, positionReader } from "./places.ts";

/** What is wrong with a text, and where. */
export interface SourceProblem extends Position {
  /** What is wrong, what was found, what would be right. */
  readonly message: string;
  readonly severity: "ERROR" | "WARNING";
  /** The value concerned, where there is one. */
  readonly pointer?: string;
}

/** A problem whose place is still an offset in the text. */
export interface Fault extends Omit<SourceProblem, "line" | "column"> {
  readonly offset: number;
}

/** The faults of a text by line and column. */
export function problemsOf(text: string, faults: readonly Fault[]): SourceProblem[] {
  if (faults.length === 0) return [];
  const positionOf = positionReader(text);
  return faults.map(({ offset, ...fault }) => ({ ...fault, ...positionOf(offset) }));
}
