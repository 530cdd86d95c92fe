/** One family of figures. `smoke` runs everything once, to show that it runs. */
export type Benchmark = (mode: BenchmarkMode) => Promise<readonly BenchmarkResult[]>;

export type BenchmarkMode = "full" | "smoke";

/** A figure and its goal. */
export interface BenchmarkResult {
  readonly name: string;
  /** What the figure was made of: `0.41 ms against 9.20 ms`. */
  readonly detail: string;
  readonly figure: number;
  readonly unit: "x" | "KB" | "MB" | "s";
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
}

export function isMet({ figure, goal }: BenchmarkResult): boolean {
  return "atLeast" in goal ? figure >= goal.atLeast : figure <= goal.atMost;
}
