import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderOf } from "./folder.ts";
import { stepwright } from "./stepwright.ts";

const cwd = folderOf({
  "order.asl.json": {
    StartAt: "Pay",
    States: {
      Pay: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:Pay",
        Retry: [{ ErrorEquals: ["Down"], IntervalSeconds: 60 }],
        Catch: [{ ErrorEquals: ["Broke"], Next: "Failed" }],
        Next: "Rest",
      },
      Rest: { Type: "Wait", Seconds: 86_400, Next: "Done" },
      Done: { Type: "Succeed" },
      Failed: { Type: "Fail", Error: "NotPaid", Cause: "no money" },
    },
  },
  "tasks.ts": `let calls = 0;
export function Pay(input: { amount: number; broke?: boolean }) {
  if (input.broke) throw named("Broke");
  if (calls++ === 0) throw named("Down");
  return input;
}
const named = (name: string) => Object.assign(new Error("because"), { name });
`,
  "template.yaml": `Resources:
  Parent:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Start
        States:
          Start:
            Type: Task
            Resource: arn:aws:states:::states:startExecution.sync:2
            Parameters: { StateMachineArn: !Ref Child, Input: { n: 1 } }
            OutputPath: $.Output
            End: true
  Child:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: child
      Definition: { StartAt: A, States: { A: { Type: Pass, End: true } } }
`,
  "default.mjs": "export default { Pay: () => 1 };",
  "nothing.mjs": "export const x = 1;",
  "broken.mjs": "import './none.mjs';",
  "mocks.json": {
    StateMachines: { order: { TestCases: { Happy: { Pay: "Paid" } } } },
    MockedResponses: { Paid: { "0": { Return: { mocked: true } } } },
  },
  "input.yaml": "amount: 7\n",
  "invalid.asl.json": { StartAt: "A", States: { A: { Type: "Pass" } } },
});

const run = (args: readonly string[], stdin = "") =>
  stepwright(["run", "order.asl.json", ...args], { cwd, stdin });

describe("stepwright run", () => {
  it("prints how it ended, by what way, with what", async () => {
    const { code, stdout, stderr } = await run(["--tasks", "tasks.ts", "-i", '{"amount":1.0}']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "SUCCEEDED after 1 d",
        "path    Pay → Rest → Done",
        'output  {\n          "amount": 1\n        }\n',
      ].join("\n"),
    );
  });

  it("exits with 1 when the execution fails, and draws what happened", async () => {
    const args = ["--tasks", "tasks.ts", "-i", '{"broke":true}', "--diagram", "run.svg"];
    const { code, stdout } = await run(args);
    expect(code).toBe(1);
    expect(stdout).toBe(
      "FAILED after 0 s\npath    Pay → Failed\nerror   NotPaid\ncause   no money\n",
    );
    const svg = readFileSync(join(cwd, "run.svg"), "utf8");
    expect(svg).toMatch(/sw-caught"[^>]*><title>Pay/);
    expect(svg).toMatch(/sw-failed"[^>]*><title>Failed/);
    expect(svg).toMatch(/sw-unvisited"[^>]*><title>Rest/);
  });

  it("answers programs in JSON, with the numbers as they were spelled", async () => {
    const args = ["--tasks", "default.mjs", "--input-file", "-", "-f", "json", "--history"];
    const { stdout } = await run([...args, "--at", "2027-05-01T00:00:00Z"], '{"amount":1}');
    expect(JSON.parse(stdout)).toMatchObject({
      status: "SUCCEEDED",
      output: 1,
      path: ["Pay", "Rest", "Done"],
      startDate: "2027-05-01T00:00:00.000Z",
      stopDate: "2027-05-02T00:00:00.000Z",
      history: expect.arrayContaining([expect.objectContaining({ type: "WaitStateExited" })]),
    });
  });

  it("prints every event when asked to", async () => {
    const { stdout } = await run([
      "--tasks",
      "tasks.ts",
      "--input-file",
      "input.yaml",
      "--history",
    ]);
    expect(stdout).toMatch(/^ +1 +\+0 s {2}ExecutionStarted$/m);
    expect(stdout).toMatch(/LambdaFunctionFailed +Down: because$/m);
    expect(stdout).toMatch(/\+1 min {2}TaskStateExited +Pay$/m);
  });

  it("takes mocks of Step Functions Local", async () => {
    const { code, stdout } = await run(["--mock-config", "mocks.json", "--test-case", "Happy"]);
    expect(code).toBe(0);
    expect(stdout).toContain('"mocked": true');
  });

  it("starts the other state machines of the template", async () => {
    const args = ["run", "template.yaml", "-t", "Parent", "-f", "json"];
    const { code, stdout } = await stepwright(args, { cwd });
    expect(JSON.parse(stdout)).toMatchObject({ status: "SUCCEEDED", output: { n: 1 } });
    expect(code).toBe(0);
  });

  it("says how to give the Tasks their functions", async () => {
    const { code, stdout } = await run([]);
    expect(code).toBe(1);
    expect(stdout).toContain('nothing stands for the Task "Pay"');
    expect(stdout).toContain("hint    --tasks tasks.ts");
  });

  it("shows what is wrong with the definition instead of running it", async () => {
    const { code, stdout, stderr } = await stepwright(["run", "invalid.asl.json"], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("invalid.asl.json:4:5 error");
  });

  it.each([
    ["input that is no JSON", ["-i", "{a}"], "--input:1:2: expected a key in double quotes"],
    ["two inputs", ["-i", "1", "--input-file", "x"], "cannot be used with option"],
    [
      "tasks that are not there",
      ["--tasks", "none.ts"],
      "cannot import none.ts: there is no such file",
    ],
    ["tasks that import nothing", ["--tasks", "broken.mjs"], "cannot import broken.mjs"],
    ["tasks without functions", ["--tasks", "nothing.mjs"], "exports no functions"],
    ["mocks without a test case", ["--mock-config", "mocks.json"], "needs --test-case"],
    [
      "an unknown test case",
      ["--mock-config", "mocks.json", "--test-case", "X"],
      'TestCases of "order"/X',
    ],
    ["a time that is none", ["--at", "soon"], "It should be an instant"],
    ["a seed that is none", ["--seed", "x"], "It should be a whole number"],
  ])("exits with 2 for %s, with one message", async (_what, args, message) => {
    const { code, stdout, stderr } = await run(args);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });
});
