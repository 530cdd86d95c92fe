import { rmSync } from "node:fs";
import { join } from "node:path";
import { functions } from "../../lib/hosts/environment/functions.ts";
import { buildClients } from "./build-clients.ts";
import { buildFunctions } from "./build-functions.ts";

/**
 * Bundles the functions as the constructs deploy them: one folder for all, with a file for each
 * and the clients of the SDK that Tasks may call. Nothing in it imports anything from outside but
 * Node's own modules.
 */
export async function buildLambda(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const names = Object.keys(functions).toSorted((a) => (a === "interpreter" ? -1 : 1));
  const inputs = Object.fromEntries(
    names.map((name) => [name, join(root, "lambda", `${name}.ts`)]),
  );
  const built = await buildFunctions(inputs, folder);
  await buildClients(folder);
  for (const [name, { staticBytes }] of Object.entries(built)) {
    console.log(`lambda/${name}: ${Math.ceil(staticBytes / 1_000)} KB are loaded at the start`);
  }
}
