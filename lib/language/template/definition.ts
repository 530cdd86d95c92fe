import { inflateRawSync } from "node:zlib";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../json.ts";
import { fillPlaceholders, type Substitutions } from "../placeholder.ts";
import { pointerTo } from "../source/places.ts";
import type { SourceProblem } from "../source/problem.ts";
import { type Positions, readSource } from "../source.ts";
import { positionsOfText } from "./embedded-text.ts";
import { mapValues, type TemplateReferences } from "./references.ts";

/** A state machine resource in its template. */
interface Declared {
  readonly properties: JsonObject;
  /** To the properties. */
  readonly pointer: string;
  readonly text: string;
  readonly positions: Positions;
}

interface ReadDefinition {
  readonly definition: JsonValue | undefined;
  readonly file?: string;
  readonly text: string;
  readonly positions: Positions;
  readonly problems: readonly SourceProblem[];
}

type Files = (path: string) => string | undefined;

/** The definition of a state machine resource, from whichever property has it. */
export function readDefinition(
  declared: Declared,
  references: TemplateReferences,
  substitutions: Substitutions,
  files?: Files,
): ReadDefinition {
  for (const name of Object.keys(readers)) {
    const value = ownValue(declared.properties, name);
    const read = readers[name];
    if (value === undefined || read === undefined) continue;
    return read({ declared, name, value, references, substitutions, files });
  }
  const names = Object.keys(readers).join(", ");
  return failed(declared, "", `the state machine has no definition: give it one of ${names}`);
}

interface Property {
  readonly declared: Declared;
  readonly name: string;
  readonly value: JsonValue;
  readonly references: TemplateReferences;
  readonly substitutions: Substitutions;
  readonly files: Files | undefined;
}

/** By the property of SAM's or CloudFormation's resource, or of Stepwright's own. */
const readers: { readonly [property: string]: (property: Property) => ReadDefinition } = {
  Definition: readObject,
  DefinitionString: readText,
  DefinitionUri: readFile,
  DefinitionS3Location: readFile,
  definition: readText,
  definitionDeflated: readDeflated,
};

function readObject({
  declared,
  name,
  value,
  references,
  substitutions,
}: Property): ReadDefinition {
  const resolved = references.resolve(value);
  const base = declared.pointer + pointerTo([name]);
  return {
    definition: mapValues(resolved, (text) => fillPlaceholders(text, substitutions)),
    text: declared.text,
    positions: { at: (pointer) => declared.positions.at(base + pointer) },
    problems: [],
  };
}

function readText(property: Property): ReadDefinition {
  const { declared, name, value, references, substitutions } = property;
  const resolved = references.resolve(value);
  // A YAML template may have the object where CloudFormation wants its text.
  if (isJsonObject(resolved)) return readObject(property);
  if (typeof resolved !== "string") {
    return failed(declared, pointerTo([name]), `${name} is no text: CloudFormation refuses it`);
  }
  const { value: definition, positions, problems } = readSource(resolved, { substitutions });
  const start = declared.positions.at(declared.pointer + pointerTo([name]));
  const place = positionsOfText(resolved, declared.text, start);
  return {
    definition,
    text: declared.text,
    positions: { at: (pointer) => place(positions.at(pointer)) },
    problems: problems.map((problem) => ({ ...problem, ...place(problem) })),
  };
}

/** A long text, as Stepwright's constructs hand it to their deployer. */
function readDeflated({ declared, name, value, substitutions }: Property): ReadDefinition {
  let text: string;
  try {
    text = inflateRawSync(Buffer.from(String(value), "base64")).toString();
  } catch {
    return failed(declared, pointerTo([name]), `${name} is no deflated text`);
  }
  const { value: definition, positions, problems } = readSource(text, { substitutions });
  return { definition, text, positions, problems };
}

/** DefinitionUri as a path, or the asset of a CDK app, whose key in S3 is its file's name. */
function readFile({ declared, name, value, references, ...rest }: Property): ReadDefinition {
  const resolved = references.resolve(value);
  const key = isJsonObject(resolved) ? ownValue(resolved, "Key") : resolved;
  const path = typeof key === "string" ? key : "";
  const candidates = isJsonObject(resolved) ? [`asset.${path}`, path] : [path];
  for (const file of candidates) {
    const text = rest.files?.(file);
    if (text === undefined) continue;
    const {
      value: definition,
      positions,
      problems,
    } = readSource(text, {
      ...(/\.ya?ml$/.test(file) && { format: "yaml" }),
      substitutions: rest.substitutions,
    });
    return { definition, file, text, positions, problems };
  }
  const message = `${name} names the file "${path}", which cannot be read`;
  return failed(declared, pointerTo([name]), message);
}

function failed(declared: Declared, pointer: string, message: string): ReadDefinition {
  const at = declared.positions.at(declared.pointer + pointer) ?? { line: 1, column: 1 };
  const problems: SourceProblem[] = [{ message, severity: "ERROR", ...at }];
  return { definition: undefined, text: declared.text, positions: declared.positions, problems };
}
