import { defineConfig } from "vitest/config";

// The examples import "stepwright" as its users do; here that means the source, unbuilt.
const conditions = ["@stepwright/source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    exclude: ["**/node_modules/**", "examples/jest-cdk/**"],
    testTimeout: 30_000,
    pool: "threads",
    maxWorkers: 2,
  },
});
