import { spawnSync } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { buildLambda } from "./lambda/build-lambda.ts";

// dist/ as it is published: tsc's JavaScript and types; for `require` a CommonJS bundle with types of
// its own (Jest cannot require an ES module before Node 24.9); and the functions' bundles.
const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const commonJs = join(dist, "cjs");

rmSync(dist, { recursive: true, force: true });
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
const project = join(root, "tsconfig.build.json");
const compiled = spawnSync(process.execPath, [tsc, "-p", project], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(1);

const bundle = await rolldown({
  input: {
    index: join(dist, "lib/index.js"),
    constructs: join(dist, "lib/constructs/index.js"),
  },
  platform: "node",
  external: (id) => !id.startsWith(".") && !id.startsWith(root),
});
await bundle.write({ dir: commonJs, format: "cjs", chunkFileNames: "chunks/[name].js" });
await bundle.close();

const isDeclaration = (path: string): boolean => !/\.[^.]+$/.test(path) || /\.d\.ts$/.test(path);
cpSync(join(dist, "lib"), join(commonJs, "lib"), { recursive: true, filter: isDeclaration });
writeFileSync(join(commonJs, "package.json"), '{ "type": "commonjs" }\n');

await buildLambda(root, join(dist, "lambda"));
