import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folderOf } from "./folder.ts";
import { stepwright } from "./stepwright.ts";

const cwd = folderOf({
  "order.asl.yaml": "StartAt: Ship\nStates:\n  Ship: { Type: Pass, End: true }\n",
  "empty.json": "{}",
});

it.each([
  [[], "flowchart TD\n"],
  [["--format", "dot"], "digraph StateMachine {\n"],
  [["--format", "svg", "--theme", "dark"], '<svg xmlns="http://www.w3.org/2000/svg"'],
])("stepwright graph FILE %j prints a diagram", async (args, start) => {
  const { code, stdout } = await stepwright(["graph", "order.asl.yaml", ...args], { cwd });
  expect(code).toBe(0);
  expect(stdout.startsWith(start)).toBe(true);
  expect(stdout).toContain("Ship");
});

it.each([
  ["order.svg", "<svg"],
  ["order.dot", "digraph"],
  ["order.mmd", "flowchart"],
])("the format is that of the output file %s", async (output, start) => {
  const args = ["graph", "order.asl.yaml", "-o", output];
  expect(await stepwright(args, { cwd })).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(readFileSync(join(cwd, output), "utf8").startsWith(start)).toBe(true);
});

it("says what it cannot draw or write", async () => {
  const empty = await stepwright(["graph", "empty.json"], { cwd });
  expect(empty).toMatchObject({
    code: 1,
    stderr: "stepwright: empty.json has no States to draw\n",
  });
  const args = ["graph", "order.asl.yaml", "-o", "none/order.svg"];
  const { code, stderr } = await stepwright(args, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain("cannot write none/order.svg: there is no such file or folder");
});
