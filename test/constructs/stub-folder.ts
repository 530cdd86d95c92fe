import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that stands for the code of every function, so that a synth needs no build. */
export function stubFolder(): string {
  folder ??= makeFolder();
  return folder;
}

let folder: string | undefined;

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "stepwright-stub-"));
  writeFileSync(join(made, "index.mjs"), "export const handler = async () => {};\n");
  return made;
}
