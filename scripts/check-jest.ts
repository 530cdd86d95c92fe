import { match } from "node:assert/strict";
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Checks } from "./checks.ts";
import { pack } from "./packed.ts";

// examples/jest-cdk, laid out as `cdk init app --language=typescript` does, with what is published.
const example = fileURLToPath(new URL("../examples/jest-cdk", import.meta.url));

const checks = new Checks();
const packed = pack();
try {
  cpSync(example, packed.folder, { recursive: true });
  packed.run("npm", "install", packed.tarball);
  await checks.check("Jest runs a test that imports stepwright", () => {
    const said = packed.run("npx", "--no-install", "jest", "--json");
    match(said, /"numFailedTests":0,/);
    match(said, /"numPassedTests":[1-9]/);
  });
  await checks.check("tsc accepts the test as CommonJS", () => {
    packed.run("npm", "run", "build");
  });
} finally {
  packed.remove();
}
checks.finish();
