import { describe, expect, it } from "vitest";
import { folderOf } from "./folder.ts";
import { stepwright } from "./stepwright.ts";

const good = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
const taskIn = (Resource: unknown, Next: string) => ({
  StartAt: "A",
  States: { A: { Type: "Task", Resource, Next }, B: { Type: "Succeed" } },
});
const machine = (definition: object, path?: string) => ({
  Type: "AWS::StepFunctions::StateMachine",
  ...(path && { Metadata: { "aws:cdk:path": path } }),
  Properties: { Definition: definition },
});

const cwd = folderOf({
  "good.asl.json": good,
  "bad.asl.json": `{
  "StartAt": "A",
  "States": {
    "A": { "Type": "Pass", "Next": "Bee" },
    "B": { "Type": "Succeed" }
  }
}`,
  "broken.asl.json": '{"StartAt": "A",}',
  "folder/one.asl.yaml": "StartAt: A\nStates:\n  A:\n    Type: Pas\n    End: true\n",
  "folder/inner/two.asl.json": good,
  "folder/other.json": "{",
  "placeholder.asl.json": taskIn("${Arn}", "B"),
  "substitutions.yaml": "Arn: no-arn\n",
  "template.yaml": `Resources:
  Order:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: { Type: Task, Resource: !GetAtt Fn.Arn, Next: Nowhere }
  Fn: { Type: AWS::Serverless::Function }
`,
  "cdk.out/manifest.json": {
    artifacts: {
      Shop: {
        type: "aws:cloudformation:stack",
        properties: { templateFile: "Shop.template.json" },
      },
    },
  },
  "cdk.out/Shop.template.json": {
    Resources: {
      Orders12345678: machine(good, "Shop/Orders/Resource"),
      Returns12345678: machine(taskIn("arn:aws:lambda:us-east-1:1:function:f", "Nowhere")),
    },
  },
});

describe("stepwright validate", () => {
  it("exits with 0 for a valid definition, and says how large it is", async () => {
    const { code, stdout, stderr } = await stepwright(["validate", "good.asl.json"], { cwd });
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: "valid  good.asl.json, 1 state\n",
      stderr: "",
    });
  });

  it("shows a mistake in its lines, and exits with 1", async () => {
    const { code, stdout } = await stepwright(["validate", "bad.asl.json"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("bad.asl.json:4:36 error MISSING_TRANSITION_TARGET\n");
    expect(stdout).toContain(
      [
        '  3 |   "States": {',
        '> 4 |     "A": { "Type": "Pass", "Next": "Bee" },',
        "    |                                    ^^^^^",
      ].join("\n"),
    );
    expect(stdout).toMatch(/0 valid, 1 invalid: \d errors?, 0 warnings\n$/);
  });

  it("reads what is no JSON as far as it can tell", async () => {
    const { code, stdout } = await stepwright(["validate", "broken.asl.json"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("broken.asl.json:1:16 error");
    expect(stdout).toContain('a comma stands before "}"');
  });

  it("validates many files and folders, and answers programs in JSON", async () => {
    const args = ["validate", "good.asl.json", "folder", "--format", "json"];
    const { code, stdout } = await stepwright(args, { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: "good.asl.json", valid: true, diagnostics: [] },
      { file: "folder/inner/two.asl.json", valid: true },
      {
        file: "folder/one.asl.yaml",
        valid: false,
        diagnostics: [{ severity: "ERROR", pointer: "/States/A/Type", line: 4, column: 11 }],
      },
    ]);
  });

  it("reads standard input", async () => {
    const { code } = await stepwright(["validate", "-"], { cwd, stdin: JSON.stringify(good) });
    expect(code).toBe(0);
  });

  it("validates templates in their own lines", async () => {
    const { code, stdout } = await stepwright(["validate", "template.yaml"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("template.yaml:8:60 error");
    expect(stdout).toContain("at Order /States/A/Next");
  });

  it("validates every state machine of a CDK app, or the one asked for", async () => {
    const all = await stepwright(["validate", "cdk.out"], { cwd });
    expect(all.code).toBe(1);
    expect(all.stdout).toContain("valid  Orders12345678 in cdk.out/Shop.template.json, 1 state");
    expect((await stepwright(["validate", "cdk.out", "-t", "Shop/Orders"], { cwd })).code).toBe(0);
  });

  it("takes placeholders for what they stand for, or their substitutions", async () => {
    const args = ["validate", "placeholder.asl.json"];
    expect((await stepwright(args, { cwd })).code).toBe(0);
    const { code, stdout } = await stepwright([...args, "-s", "substitutions.yaml"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("no-arn");
    const arn = "Arn=arn:aws:lambda:us-east-1:123456789012:function:f";
    const given = ["-s", "substitutions.yaml", "-s", arn];
    expect((await stepwright([...args, ...given], { cwd })).code).toBe(0);
  });

  it("has colours when they are forced, and no terminal is needed for that", async () => {
    const args = ["validate", "bad.asl.json"];
    const { stdout } = await stepwright(args, { cwd, env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("\u001b[31merror\u001b[39m");
    const plain = await stepwright(args, { cwd, env: { FORCE_COLOR: "0", NO_COLOR: "1" } });
    expect(plain.stdout).not.toContain("\u001b");
    expect(plain.stderr).toBe("");
  });
});

describe("stepwright", () => {
  it.each([
    ["an unknown option", ["validate", "x", "--frmat"], "unknown option '--frmat'"],
    ["an unknown command", ["valdate"], "Did you mean validate?"],
    ["no command", [], "Usage: stepwright"],
    ["no file", ["validate"], "missing required argument 'files'"],
    ["a file that is not there", ["validate", "none.json"], "there is no such file"],
    ["a folder without definitions", ["validate", "folder/none"], "there is no such file"],
    ["an unknown state machine", ["validate", "cdk.out", "-t", "X"], "it has Orders12345678"],
    ["a choice of several", ["graph", "cdk.out"], "declares 2 state machines; name one of"],
    ["a wrong format", ["graph", "good.asl.json", "-f", "png"], "Allowed choices are mermaid"],
    ["a wrong substitution", ["validate", "x", "-s", "none.yaml"], "cannot read none.yaml"],
  ])("exits with 2 for %s, with one message", async (_what, args, message) => {
    const { code, stdout, stderr } = await stepwright(args, { cwd });
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });

  it("prints its version and its help", async () => {
    expect((await stepwright(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const args of [[], ["validate"], ["run"], ["graph"]]) {
      const { code, stdout } = await stepwright([...args, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toMatch(args.length === 0 ? /Exit codes:\n +0/ : /Examples:\n +stepwright/);
    }
  });

  it("names the Node version that it needs to an older one", async () => {
    const old = 'Object.defineProperty(process.versions, "node", { value: "22.17.1" })';
    const node = ["--import", `data:text/javascript,${encodeURIComponent(old)}`];
    const { code, stderr } = await stepwright(["--version"], { node });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^stepwright needs Node\.js 22\.18 or newer; this is v\d+\.\d+\.\d+\n$/);
  });
});
