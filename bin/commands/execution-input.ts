import type { JsonValue } from "../../lib/language/json.ts";
import { readSource } from "../../lib/language/source.ts";
import { readTextFile } from "./input-files.ts";
import { UsageError } from "./usage-error.ts";

export interface ExecutionInputOptions {
  /** JSON text. */
  readonly input?: string;
  readonly inputFile?: string;
}

/** An execution's input from the options; `{}` if they say nothing of it. */
export function readExecutionInput({ input, inputFile }: ExecutionInputOptions): JsonValue {
  if (input === undefined && inputFile === undefined) return {};
  const { value, problems } = readSource(
    input ?? readTextFile(inputFile ?? ""),
    /\.ya?ml$/.test(inputFile ?? "") ? { format: "yaml" } : { format: "json" },
  );
  if (value !== undefined) return value;
  const [problem] = problems;
  const place = `${inputFile ?? "--input"}:${problem?.line}:${problem?.column}`;
  throw new UsageError(`${place}: ${problem?.message}`);
}
