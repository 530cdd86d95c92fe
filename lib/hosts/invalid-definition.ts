import type { Diagnostic } from "../language/diagnostic.ts";
import { error, warning } from "../language/diagnostic-codes.ts";
import { validate } from "../language/validate.ts";
import type { DefinitionSource } from "./definition-file.ts";

/** Thrown for a definition with errors; `diagnostics` has all that is to say about it. */
export class InvalidDefinition extends Error {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], file?: string) {
    const errors = diagnostics.filter(isError);
    const lines = errors.map((diagnostic) => `\n  ${describe(diagnostic, file)}`);
    const count = `${errors.length} ${errors.length === 1 ? "error" : "errors"}`;
    super(`the definition has ${count}${lines.join("")}`);
    this.name = "InvalidDefinition";
    this.diagnostics = diagnostics;
  }
}

/** Throws InvalidDefinition if the definition cannot be read, or is invalid. */
export function checkDefinition(source: DefinitionSource): void {
  const diagnostics = diagnose(source);
  if (diagnostics.some(isError)) throw new InvalidDefinition(diagnostics, source.file);
}

function diagnose({ value, type, positions, problems = [] }: DefinitionSource): Diagnostic[] {
  const diagnostics: Diagnostic[] = problems.map(
    ({ message, severity, pointer = "", line, column }) => {
      const found =
        severity === "ERROR"
          ? error("INVALID_JSON_DESCRIPTION", pointer, message)
          : warning("DUPLICATE_KEY", pointer, message);
      return { ...found, line, column };
    },
  );
  if (value === undefined) return diagnostics;
  for (const found of validate(value, type === undefined ? {} : { type })) {
    diagnostics.push({ ...found, ...positions?.at(found.pointer) });
  }
  return diagnostics;
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "ERROR";
}

function describe({ pointer, message, line, column, code }: Diagnostic, file?: string): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const where = pointer === "" ? "/" : pointer;
  return `${place === "" ? "" : `${place} `}${where} ${message} (${code})`;
}
