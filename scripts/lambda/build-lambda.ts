import { rmSync } from "node:fs";
import { join } from "node:path";
import { functions } from "../../lib/hosts/environment/functions.ts";
import { buildClients } from "./build-clients.ts";
import { buildFunction } from "./build-function.ts";

/**
 * Bundles the functions as the constructs deploy them: a folder for each, with the clients of the
 * SDK that its Tasks may call. Nothing in it imports anything from outside but Node's own modules.
 */
export async function buildLambda(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const name of Object.keys(functions)) {
    const target = join(folder, name);
    const { staticBytes } = await buildFunction(join(root, "lambda", `${name}.ts`), target);
    if (performers.has(name)) await buildClients(target);
    console.log(`lambda/${name}: ${Math.ceil(staticBytes / 1_000)} KB are loaded at the start`);
  }
}

/** Those that perform Tasks, or send status events. */
const performers: ReadonlySet<string> = new Set([
  "api",
  "dead-letters",
  "interpreter",
  "task-runner",
]);
