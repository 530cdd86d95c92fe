import type { StateMachineFile } from "../../lib/hosts/state-machine-files.ts";
import { type Diagnostic, hasErrors } from "../../lib/language/diagnostic.ts";
import { scopesOf, stateGraph } from "../../lib/language/graph.ts";
import type { StateMachineType } from "../../lib/language/state-machine.ts";
import { validateSource } from "../../lib/language/validate.ts";
import { painterFor } from "../terminal/colours.ts";
import { Progress } from "../terminal/progress.ts";
import { diagnosticText } from "./diagnostic-text.ts";
import { expandFolders, inputFrom, stateMachinesOf } from "./input-files.ts";
import type { InputOptions } from "./options.ts";

/** Validates files and folders, and prints what is to say about them. */
export function validateFiles(paths: readonly string[], options: ValidateOptions): void {
  const progress = new Progress();
  const input = inputFrom(options);
  const validated: Validated[] = [];
  for (const path of expandFolders(paths)) {
    progress.say(() => `${validated.length} validated, ${path}`);
    for (const machine of stateMachinesOf(path, input)) {
      const type = options.type ?? machine.type;
      const diagnostics = validateSource(machine, { type, strict: options.strict });
      validated.push({ machine, diagnostics });
    }
  }
  progress.end();
  reports[options.format](validated);
  if (validated.some(({ diagnostics }) => hasErrors(diagnostics))) process.exitCode = 1;
}

export interface ValidateOptions extends InputOptions {
  readonly type?: StateMachineType;
  readonly format: "pretty" | "json";
  readonly strict?: boolean;
}

interface Validated {
  readonly machine: StateMachineFile;
  readonly diagnostics: readonly Diagnostic[];
}

const reports: { readonly [F in ValidateOptions["format"]]: (all: readonly Validated[]) => void } =
  {
    json: (all) => console.log(JSON.stringify(all.map(toJson), null, 2)),
    pretty(all) {
      const paint = painterFor(process.stdout);
      for (const { machine, diagnostics } of all) {
        for (const diagnostic of diagnostics.toSorted(byPlace)) {
          console.log(`${diagnosticText(diagnostic, machine, paint)}\n`);
        }
        if (!hasErrors(diagnostics)) {
          console.log(`${paint("green", "valid")}  ${titleOf(machine)}, ${countStates(machine)}`);
        }
      }
      const errors = count(all, "ERROR");
      const warnings = count(all, "WARNING");
      if (all.length === 1 && errors + warnings === 0) return;
      const invalid = all.filter(({ diagnostics }) => hasErrors(diagnostics)).length;
      const summary = `${all.length - invalid} valid, ${invalid} invalid: ${plural(errors, "error")}, ${plural(warnings, "warning")}`;
      console.log(paint(errors > 0 ? "red" : "green", summary));
    },
  };

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function toJson({ machine, diagnostics }: Validated): object {
  const { file, logicalId } = machine;
  return { file, ...(logicalId && { logicalId }), valid: !hasErrors(diagnostics), diagnostics };
}

function titleOf({ file, logicalId }: StateMachineFile): string {
  return logicalId === undefined ? file : `${logicalId} in ${file}`;
}

function countStates({ value }: StateMachineFile): string {
  let states = 0;
  for (const { nodes } of scopesOf(stateGraph(value ?? null))) states += nodes.length;
  return plural(states, "state");
}

function count(all: readonly Validated[], wanted: Diagnostic["severity"]): number {
  return all.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === wanted)
    .length;
}

function plural(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
