import { fileURLToPath } from "node:url";
import { buildLambda } from "./lambda/build-lambda.ts";

// Only dist/lambda/, of the build.
const root = fileURLToPath(new URL("..", import.meta.url));
await buildLambda(root, process.argv[2] ?? `${root}dist/lambda`);
