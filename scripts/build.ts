import { spawnSync } from "node:child_process";
import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { buildLambda } from "./lambda/build-lambda.ts";

// dist/ as it is published: tsc's JavaScript and types; for `require` a CommonJS bundle with types
// of its own (Jest cannot require an ES module before Node 24.9); the command and the functions as
// bundles.
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const commonJs = join(dist, "cjs");
const withoutWhiteSpace = { compress: false, mangle: false, codegen: { removeWhitespace: true } };

rmSync(dist, { recursive: true, force: true });
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
const project = join(root, "tsconfig.build.json");
const compiled = spawnSync(process.execPath, [tsc, "-p", project], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(1);

await bundle(commonJs, "cjs", {
  index: join(dist, "lib/index.js"),
  constructs: join(dist, "lib/constructs/index.js"),
  client: join(dist, "lib/client.js"),
});
// To find and read hundreds of files takes the command longer than to start a server.
const commands = join(dist, "bin/commands");
const draft = join(dist, "bin/draft");
await bundle(draft, "esm", { main: join(commands, "main.js") });
rmSync(commands, { recursive: true });
renameSync(draft, commands);
// What the bundle holds, and what cdk.json names in a checkout.
for (const path of ["client", "terminal", "cdk", "cdk-app.js", "cdk-app.d.ts"]) {
  rmSync(join(dist, "bin", path), { recursive: true });
}

// What only bundles use: the functions', which are made of the sources, and the command.
const bundled = ["hosts/lambda", "adapters/aws", "hosts/server", "adapters/sqlite", "adapters/kms"];
for (const path of bundled) {
  rmSync(join(dist, "lib", path), { recursive: true });
}
const isDeclaration = (path: string): boolean => !/\.[^.]+$/.test(path) || /\.d\.ts$/.test(path);
cpSync(join(dist, "lib"), join(commonJs, "lib"), { recursive: true, filter: isDeclaration });
writeFileSync(join(commonJs, "package.json"), '{ "type": "commonjs" }\n');

await buildLambda(root, join(dist, "lambda"));

/** Puts our own modules together; packages stay where they are. */
async function bundle(
  dir: string,
  format: "cjs" | "esm",
  input: { readonly [name: string]: string },
): Promise<void> {
  const build = await rolldown({
    input: { ...input },
    platform: "node",
    external: (id) => !id.startsWith(".") && !id.startsWith(root),
  });
  // The package has these modules in dist/lib besides. Node shows the line that throws, so what
  // throws at users has lines; the command prints its errors itself.
  const minify = format === "esm" && withoutWhiteSpace;
  const chunkFileNames = "chunks/[name].js";
  await build.write({ dir, format, chunkFileNames, minify, comments: false });
  await build.close();
}
