import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FunctionName } from "../hosts/environment/functions.ts";

/**
 * The folder with a function's code, as this package ships it: nothing is bundled at synth. The
 * functions share it; each has a file of its own, `<name>.mjs`.
 * @throws if the package was not built
 */
export function functionFolder(name: FunctionName): string {
  const folder = join(packageFolder(), "dist", "lambda");
  if (!existsSync(join(folder, `${name}.mjs`))) {
    throw new Error(`there is no code of the function "${name}" in ${folder}: run npm run build`);
  }
  return folder;
}

/** This file is in the package's sources or in one of its builds. */
function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isPackage(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the folder of the package stepwright cannot be found");
    folder = parent;
  }
  return folder;
}

function isPackage(manifest: string): boolean {
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "stepwright";
}
