import type { JsonObject, JsonValue } from "../lib/language/json.ts";

/** A definition with the input that it is run with. */
export interface Case {
  readonly definition: JsonObject;
  readonly input: JsonValue;
  /** States entered by one run. */
  readonly states: number;
}

/** States in a row, each with the same fields. */
export function chain(length: number, fields: JsonObject, input: JsonValue): Case {
  const states = Array.from({ length }, (_, index) => [
    `P${index + 1}`,
    { ...fields, ...(index + 1 < length ? { Next: `P${index + 2}` } : { End: true }) },
  ]);
  return {
    definition: { StartAt: "P1", States: Object.fromEntries(states) },
    input,
    states: length,
  };
}

/** Counts up in `$.count.n` by a Pass with an intrinsic, and leaves by a Choice. */
export function loop(rounds: number, payload: JsonObject = {}): Case {
  const definition = {
    StartAt: "Count",
    States: {
      Count: {
        Type: "Pass",
        Parameters: { "n.$": "States.MathAdd($.count.n, 1)" },
        ResultPath: "$.count",
        Next: "Enough",
      },
      Enough: {
        Type: "Choice",
        Choices: [{ Variable: "$.count.n", NumericLessThan: rounds, Next: "Count" }],
        Default: "Done",
      },
      Done: { Type: "Succeed" },
    },
  };
  return { definition, input: { ...payload, count: { n: 0 } }, states: 2 * rounds + 1 };
}

/** An inline Map over `length` items with one Pass in it. */
export function map(length: number): Case {
  const definition = {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Item",
          States: { Item: { Type: "Pass", End: true } },
        },
        End: true,
      },
    },
  };
  const items = Array.from({ length }, (_, index) => index);
  return { definition, input: { items }, states: length + 1 };
}

/** An object of about `kilobytes` KB as JSON: records of a name and a number. */
export function payload(kilobytes: number): JsonObject {
  const records = Array.from({ length: kilobytes * 10 }, (_, id) => ({
    id,
    name: "x".repeat(80),
  }));
  return { records };
}
