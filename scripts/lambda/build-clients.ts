import { join } from "node:path";
import { rolldown } from "rolldown";
import {
  bundledClients,
  bundledClientsFolder,
} from "../../lib/hosts/environment/bundled-clients.ts";
import { resolve } from "./build-functions.ts";

/** Bundles the SDK's clients that a function loads when a Task calls their services. */
export async function buildClients(folder: string): Promise<void> {
  const bundle = await rolldown({
    input: Object.fromEntries(bundledClients.map((client) => [client, `${prefix}${client}`])),
    platform: "node",
    tsconfig: false,
    resolve,
    plugins: [
      {
        name: "clients",
        resolveId: (id) => (id.startsWith(prefix) ? id : undefined),
        load: (id) => (id.startsWith(prefix) ? clientModule(id.slice(prefix.length)) : undefined),
      },
    ],
  });
  await bundle.write({
    dir: join(folder, bundledClientsFolder),
    format: "esm",
    minify: true,
    entryFileNames: "[name].mjs",
    chunkFileNames: "shared/[name]-[hash].mjs",
  });
  await bundle.close();
}

const prefix = "\0client:";

/** What `SdkChunk` says. */
function clientModule(client: string): string {
  return [
    `export * as client from "@aws-sdk/client-${client}";`,
    'export { NormalizedSchema } from "@smithy/core/schema";',
  ].join("\n");
}
