import type { Diagnostic } from "../language/diagnostic.ts";
import type { Positions } from "../language/source.ts";
import { validateSource } from "../language/validate.ts";
import type { DefinitionSource } from "./definition-file.ts";

/** Thrown for a definition with errors; `diagnostics` has all that is to say about it. */
export class InvalidDefinition extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], file?: string) {
    const errors = diagnostics.filter(isError).sort(inOrderOfPlace);
    const lines = errors.map((diagnostic) => `\n  ${describe(diagnostic, file)}`);
    const count = `${errors.length} ${errors.length === 1 ? "error" : "errors"}`;
    super(`the definition has ${count}${lines.join("")}`);
    this.name = "InvalidDefinition";
    this.diagnostics = diagnostics;
  }
}

/** Throws InvalidDefinition if the definition cannot be read, or is invalid. */
export function checkDefinition(source: DefinitionSource): void {
  const { value, positions = nowhere, problems = [], type, file } = source;
  const diagnostics = validateSource({ value, positions, problems }, { type });
  if (diagnostics.some(isError)) throw new InvalidDefinition(diagnostics, file);
}

/** Of a definition that was no text. */
const nowhere: Positions = { at: () => undefined };

function isError({ severity }: Diagnostic): boolean {
  return severity === "ERROR";
}

function inOrderOfPlace(left: Diagnostic, right: Diagnostic): number {
  const lines = (left.line ?? 0) - (right.line ?? 0);
  return lines === 0 ? (left.column ?? 0) - (right.column ?? 0) : lines;
}

function describe({ pointer, message, line, column, code }: Diagnostic, file?: string): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const where = pointer === "" ? "/" : pointer;
  return `${place === "" ? "" : `${place} `}${where} ${message} (${code})`;
}
