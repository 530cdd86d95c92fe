import type { JsonValue } from "./json.ts";
import type { Substitutions } from "./placeholder.ts";
import { jsonPlaces, readJson } from "./source/json-reader.ts";
import { type Position, positionsIn } from "./source/places.ts";
import type { SourceProblem } from "./source/problem.ts";
import { readYaml } from "./source/yaml-reader.ts";

/** A definition's text as a value, with the way back from the value to the text. */
export interface Source {
  /** Undefined when the text has an error. */
  readonly value: JsonValue | undefined;
  readonly positions: Positions;
  /** Errors, and warnings such as a key that occurs twice. */
  readonly problems: readonly SourceProblem[];
}

export interface Positions {
  /**
   * Where the value that a JSON pointer names is written: a scalar or an array item itself, an
   * object or array member by its key. A pointer to what is not there gets the nearest ancestor
   * that is. Undefined only if there is no value at all. Worked out when first asked.
   */
  at(pointer: string): Position | undefined;
}

export interface SourceOptions {
  /** By default JSON for a text that begins as JSON does, with a brace or bracket; else YAML. */
  readonly format?: "json" | "yaml" | undefined;
  /** Fills in `${Name}` placeholders; those not listed stay in the value as they are. */
  readonly substitutions?: Substitutions | undefined;
  /** Take JSON to the letter: a placeholder that stands without quotes is a fault. */
  readonly strict?: boolean | undefined;
}

/**
 * Reads a definition or template. YAML is 1.2 (core schema) with anchors, merge keys and
 * CloudFormation's short tags (`!Sub` is read as `{"Fn::Sub": …}`). Numbers keep their spelling.
 * Never throws: whatever is wrong with the text is a problem.
 */
export function readSource(text: string, options: SourceOptions = {}): Source {
  const source = text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
  const looksLikeJson = /^\s*[[{]/.test(source);
  if (options.format === "json" || (options.format === undefined && looksLikeJson)) {
    return readAsJson(source, options);
  }
  if (looksLikeJson) {
    const json = readAsJson(source, options);
    if (json.value !== undefined) return json;
  }
  const { value, problems, places } = readYaml(source, options.substitutions);
  return { value, positions: positionsIn(source, () => places), problems };
}

const byteOrderMark = 0xfeff;

function readAsJson(text: string, options: SourceOptions): Source {
  const { value, problems } = readJson(text, options);
  const positions = positionsIn(text, () => jsonPlaces(text, options));
  return { value, positions, problems };
}
