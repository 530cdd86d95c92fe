import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const child = fileURLToPath(new URL("./handler-modules-child.ts", import.meta.url));

it("handlers are loaded again when they, or what they import, have changed", async () => {
  const { NODE_OPTIONS, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [child], { env });
  expect(JSON.parse(stdout)).toEqual({
    first: [1, 1],
    unchanged: [1, 2],
    leafChanged: [2, 1],
    broken: "SyntaxError",
    mended: [3, 1],
    required: 1,
    requiredChanged: 2,
    missing: "Error",
    found: 1,
  });
});
