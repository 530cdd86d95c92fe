import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { folderOf } from "./folder.ts";
import { stepwright } from "./stepwright.ts";

const cwd = folderOf({
  "order.asl.json": JSON.stringify({
    StartAt: "Pay",
    States: {
      Pay: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:111122223333:function:f",
        End: true,
      },
    },
  }),
  "tasks.ts": "export const Pay = () => ({ paid: true });\n",
  "broken.asl.json": '{ "StartAt": "A", "States": {} }',
});

it("prints what a million executions cost, and how that is reckoned", async () => {
  const { code, stdout, stderr } = await stepwright(["cost", "order.asl.json"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("path      Pay\n");
  expect(stdout).toMatch(/\$25\.00 {2}Step Functions Standard\n/);
  expect(stdout).toContain("9 units x $0.625 / M (3 start + 2 records + 4 end)");
  expect(stdout).toMatch(/Of Standard's price: \d+ % to run, \d+ % with keeping\.\n$/);
});

it("prices the machine of README's table as README does", async () => {
  const states = Array.from({ length: 10 }, (_, index) => [
    [`T${index}`, { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Next: `P${index}` }],
    [`P${index}`, { Type: "Pass", ...(index < 9 ? { Next: `T${index + 1}` } : { End: true }) }],
  ]);
  const ten = { StartAt: "T0", States: Object.fromEntries(states.flat()) };
  const folder = folderOf({ "ten.asl.json": JSON.stringify(ten) });
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const rows = {
    "payloads of 1 KB, Tasks of 0.1 s": [],
    "payloads of 20 KB": ["--payload", "20480"],
    "Tasks of 1 s": ["--task-ms", "1000"],
  };
  for (const [title, options] of Object.entries(rows)) {
    const args = ["cost", "ten.asl.json", "--format", "json", ...options];
    const {
      stepwright: own,
      keeping,
      standard,
      express,
    } = JSON.parse((await stepwright(args, { cwd: folder })).stdout);
    const dollars = [own.dollars, keeping.dollars, standard.dollars, express.dollars];
    const shown = dollars.map((each) => `$${each.toFixed(2).replace(".00", "")}`);
    expect(readme).toContain(`| ${title} | ${shown.join(" | ")} |`);
  }
});

it("counts a run with functions for the Tasks, and answers JSON", async () => {
  const args = ["cost", "order.asl.json", "--tasks", "tasks.ts", "--format", "json"];
  const { code, stdout } = await stepwright([...args, "--input", '{"id":1}'], { cwd });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    path: ["Pay"],
    region: "us-east-1",
    usage: { states: 1, calls: 1 },
    assumptions: { payloadBytes: 11, taskSeconds: 0.1, retentionDays: 90 },
    standard: { dollars: 25 },
  });
});

it.each([
  [["broken.asl.json"], 1, "error"],
  [["order.asl.json", "--payload", "much"], 2, "It should be a number above 0."],
  [["none.asl.json"], 2, "cannot read none.asl.json"],
])("stepwright cost %j exits with %i", async (args, expected, said) => {
  const { code, stderr } = await stepwright(["cost", ...args], { cwd });
  expect(code).toBe(expected);
  expect(stderr).toContain(said);
});
