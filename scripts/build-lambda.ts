import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { functions } from "../lib/hosts/environment/functions.ts";
import { buildClients } from "./lambda/build-clients.ts";
import { buildFunction } from "./lambda/build-function.ts";

// dist/lambda/ as the constructs deploy it: a folder for each function, with the clients of the SDK
// that its Tasks may call. Nothing in it imports anything from outside but Node's own modules.
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "dist/lambda");

rmSync(folder, { recursive: true, force: true });
/** Those that perform Tasks. */
const performers: ReadonlySet<string> = new Set(["api", "interpreter", "task-runner"]);
for (const name of Object.keys(functions)) {
  const target = join(folder, name);
  const { staticBytes } = await buildFunction(join(root, "lambda", `${name}.ts`), target);
  if (performers.has(name)) await buildClients(target);
  console.log(`dist/lambda/${name}: ${Math.ceil(staticBytes / 1_000)} KB loaded at the start`);
}
