import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../lib/hosts/server/server.ts";
import { call, testServer } from "../hosts/server/http-client.ts";
import { folderOf } from "./folder.ts";
import { type Finished, stepwright } from "./stepwright.ts";

const account = "arn:aws:states:us-east-1:123456789012";
const activityArn = `${account}:activity:work`;
const roleArn = "arn:aws:iam::123456789012:role/any";
const definitions = {
  greet: {
    StartAt: "Greet",
    States: { Greet: { Type: "Pass", Next: "Rest" }, Rest: { Type: "Succeed" } },
  },
  work: { StartAt: "Work", States: { Work: { Type: "Task", Resource: activityArn, End: true } } },
  mocked: {
    StartAt: "Pay",
    States: {
      Pay: {
        Type: "Task",
        Resource: "arn:aws:lambda:us-east-1:123456789012:function:Pay",
        End: true,
      },
    },
  },
};
const mockConfig = {
  StateMachines: { mocked: { TestCases: { Broke: { Pay: "Broke" } } } },
  MockedResponses: { Broke: { "0": { Throw: { Error: "NoMoney", Cause: "none left" } } } },
};

let server: Server;

beforeAll(async () => {
  server = await testServer({ mockConfig });
  await api("CreateActivity", { name: "work" });
  for (const [name, definition] of Object.entries(definitions)) {
    await api("CreateStateMachine", { name, definition: JSON.stringify(definition), roleArn });
  }
  const definition = JSON.stringify(definitions.greet);
  await api("CreateStateMachine", { name: "quick", definition, roleArn, type: "EXPRESS" });
});

afterAll(() => server.stop());

describe("stepwright start", () => {
  it("prints the ARN of what it started, and nothing else", async () => {
    const { code, stdout, stderr } = await cli("start", "greet", "--name", "one");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`${account}:execution:greet:one\n`);
  });

  it("hands the input over as it was written", async () => {
    const input = '{"n":1.0,"big":12345678901234567890}';
    const { code, stdout } = await cli("start", "greet", "--input", input, "--wait", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ status: "SUCCEEDED", input, output: input });
  });

  it("waits for the end, and tells each state that is entered", async () => {
    const cwd = folderOf({ "input.yaml": "name: Ada\n" });
    const args = ["start", "greet", "--name", "two", "--input-file", "input.yaml", "--wait"];
    const { code, stdout, stderr } = await stepwright(args, { cwd, env: environment() });
    expect(code).toBe(0);
    expect(columnsOf(stderr)).toEqual(["PassStateEntered Greet", "SucceedStateEntered Rest"]);
    expect(stdout).toMatch(/^SUCCEEDED after [\d.]+ s\n/);
    expect(stdout).toContain(`execution  ${account}:execution:greet:two\n`);
    expect(stdout).toContain('output     {"name":"Ada"}\n');
  });

  it("exits with 1 when the execution fails, which a test case can let it", async () => {
    const { code, stdout, stderr } = await cli("start", "mocked#Broke", "--wait");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED after [\d.]+ s\n/);
    expect(stdout).toMatch(/^error {6}NoMoney\ncause {6}none left$/m);
    expect(columnsOf(stderr).at(-1)).toBe("ExecutionFailed NoMoney: none left");
  });

  it("tells how an Express execution ended", async () => {
    const args = ["--input", '{"n":1}', "--wait"];
    const byName = await cli("start", "quick", ...args);
    expect(byName).toMatchObject({ code: 0, stderr: "" });
    expect(byName.stdout).toMatch(/^SUCCEEDED[\s\S]*output {5}\{"n":1\}\n$/);
    const byArn = await cli("start", `${account}:stateMachine:quick`, ...args);
    expect(byArn.stdout).toMatch(/^SUCCEEDED/);
  });
});

describe("stepwright create", () => {
  const create = (files: { readonly [name: string]: string }, ...args: readonly string[]) =>
    stepwright(["create", ...args], { cwd: folderOf(files), env: environment() });

  it("creates the state machine of a file, and updates it", async () => {
    const stateMachineArn = `${account}:stateMachine:hello`;
    for (const Result of ["1.0", "2"]) {
      const file = `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":${Result},"End":true}}}`;
      const created = await create({ "hello.asl.json": file }, "hello.asl.json");
      expect(created).toEqual({ code: 0, stderr: "", stdout: `${stateMachineArn}\n` });
      const { definition } = await api("DescribeStateMachine", { stateMachineArn });
      expect(definition).toBe(file);
    }
  });

  it("says what is wrong with a definition, and creates nothing", async () => {
    const file = { "broken.asl.json": '{"StartAt":"A","States":{"B":{"Type":"Succeed"}}}' };
    const { code, stdout, stderr } = await create(file, "broken.asl.json");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("broken.asl.json:1:12 error MISSING_TRANSITION_TARGET\n  there is no");
  });

  it("makes no Express state machine of a Standard one", async () => {
    const file = { "a.yaml": "StartAt: A\nStates: { A: { Type: Succeed } }\n" };
    const refused = await create(file, "a.yaml", "--name", "greet", "--type", "EXPRESS");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("greet is STANDARD, which an update cannot make EXPRESS");
  });
});

describe("stepwright redrive and stop", () => {
  it("goes on with a failed execution, once more to its end", async () => {
    const started = cli("start", "work", "--name", "again", "--wait");
    await api("SendTaskFailure", { taskToken: await taskToken(), error: "TooSoon" });
    const failed = await started;
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain("error      TooSoon\n");

    const redriven = cli("redrive", "work:again", "--wait");
    await api("SendTaskSuccess", { taskToken: await taskToken(), output: "42" });
    const { code, stdout, stderr } = await redriven;
    expect(code).toBe(0);
    expect(columnsOf(stderr)).toContain("ExecutionRedriven");
    expect(stdout).toMatch(/^redriven {3}once, last 20[\s\S]*^output {5}42$/m);
  });

  it("stops one that runs, and says so of one that has ended", async () => {
    await start("work", "halt");
    await taskToken();
    const why = ["--error", "Cancelled", "--cause", "by phone"];
    const stopped = await cli("stop", "work:halt", ...why);
    expect(stopped).toMatchObject({ code: 0, stderr: "" });
    expect(stopped.stdout).toMatch(/^stopped 20\S+Z\n$/);
    const { stdout } = await cli("describe", "work:halt");
    expect(stdout).toMatch(/^ABORTED[\s\S]*^error {6}Cancelled\ncause {6}by phone$/m);
    await start("greet", "over");
    await cli("describe", "greet:over", "--wait");
    expect((await cli("stop", "greet:over")).stdout).toMatch(/^had ended: SUCCEEDED, 20\S+Z\n$/);
  });
});

describe("stepwright history, logs and list", () => {
  it("prints the events in order, reversed, or as JSON", async () => {
    await start("greet", "told");
    await cli("describe", "greet:told", "--wait");
    const types = ["ExecutionStarted", "PassStateEntered Greet", "PassStateExited Greet"];
    const { stdout } = await cli("history", "greet:told");
    expect(columnsOf(stdout).slice(0, 3)).toEqual(types);
    const reversed = await cli("history", `${account}:execution:greet:told`, "--reverse");
    expect(columnsOf(reversed.stdout).reverse().slice(0, 3)).toEqual(types);
    const json = await cli("history", "greet:told", "--json");
    const [first] = json.stdout.split("\n").map((line) => line && JSON.parse(line));
    expect(first).toMatchObject({ id: 1, type: "ExecutionStarted" });
    expect(first.timestamp).toMatch(/^20.+Z$/);
    expect(first.executionStartedEventDetails.input).toBe("{}");
  });

  it("follows an execution to its end", async () => {
    await start("work", "followed");
    const logs = cli("logs", "work:followed", "--follow");
    await api("SendTaskSuccess", { taskToken: await taskToken(), output: "{}" });
    const { code, stdout } = await logs;
    expect(code).toBe(0);
    expect(columnsOf(stdout).at(-1)).toBe("ExecutionSucceeded");
  });

  it("lists state machines, and the executions of one", async () => {
    const machines = await cli("list");
    expect(machines.stdout).toMatch(/^20\S+Z {2}EXPRESS {3}quick$/m);
    await start("greet", "listed");
    await cli("describe", "greet:listed", "--wait");
    const { stdout } = await cli("list", "greet", "--limit", "1", "--status", "SUCCEEDED");
    expect(stdout).toMatch(/^20\S+Z {2}listed {2}SUCCEEDED after [\d.]+ s\n$/);
    const json = await cli("list", "greet", "--limit", "1", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({ name: "listed", status: "SUCCEEDED" });
  });
});

describe("what cannot be done", () => {
  it.concurrent.each([
    [2, ["describe", "order"], "order should be an execution's ARN, or its state machine and name"],
    [2, ["start", `${account}:activity:work`], "is not the ARN of a state machine"],
    [2, ["start", "greet", "--input", "{"], "--input:1:2: "],
    [2, ["start", "greet", "--endpoint", "here"], "the endpoint here should be a URL such as http"],
    [2, ["start", "greet", "--endpoint", "aws"], "--endpoint aws needs a --region"],
    [2, ["list", "greet", "--limit", "0"], "It should be a whole number above 0."],
    [1, ["start", "great"], 'there is no state machine "great"; did you mean "greet"?'],
    [1, ["start", "greet", "--name", "a b"], "InvalidName: Invalid Name: 'a b'"],
    [1, ["history", "greet:none"], "ExecutionDoesNotExist: Execution Does Not Exist: "],
    [1, ["list", "--endpoint", "http://127.0.0.1:9"], "nothing answers at http://127.0.0.1:9 ("],
  ])("exits with %i from %j", async (code, args, message) => {
    const finished = await cli(...args);
    expect({ code: finished.code, stdout: finished.stdout }).toEqual({ code, stdout: "" });
    expect(finished.stderr).toContain(message);
    expect(finished.stderr.trim().split("\n")).toHaveLength(1);
  });

  it("is refused without the access key that the endpoint asks for", async () => {
    const guarded = await testServer({ key: "secret-key" });
    try {
      const env = { ...environment(), AWS_ENDPOINT_URL_SFN: guarded.url };
      const refused = await stepwright(["list"], { env });
      expect(refused).toMatchObject({ code: 1, stdout: "" });
      expect(refused.stderr).toMatch(
        /^stepwright: UnrecognizedClientException: The security token/,
      );
      const admitted = await stepwright(["list"], {
        env: { ...env, AWS_ACCESS_KEY_ID: "secret-key" },
      });
      expect(admitted).toEqual({ code: 0, stdout: "", stderr: "" });
    } finally {
      await guarded.stop();
    }
  });
});

const noCredentials = { AWS_REGION: "", AWS_DEFAULT_REGION: "", AWS_ACCESS_KEY_ID: "" };

function environment(): { readonly [name: string]: string } {
  return { ...noCredentials, AWS_ENDPOINT_URL_SFN: server.url };
}

function cli(...args: readonly string[]): Promise<Finished> {
  return stepwright(args, { env: environment() });
}

/** What a timeline says behind number and time. */
function columnsOf(timeline: string): string[] {
  const lines = timeline.trimEnd().split("\n");
  return lines.map((line) => line.replace(/^ *\d+ +\+[\d.]+ s +/, "").replace(/ {2,}/g, " "));
}

/** Waits until a worker is asked to do something. */
async function taskToken(): Promise<string> {
  return (await api("GetActivityTask", { activityArn })).taskToken;
}

async function api(operation: string, request: object): ReturnType<typeof call> {
  const answer = await call(server.url, operation, request);
  expect(answer.__type, answer.message).toBeUndefined();
  return answer;
}

/** Starts an execution without the CLI. */
async function start(machine: keyof typeof definitions, name: string): Promise<void> {
  await api("StartExecution", { stateMachineArn: `${account}:stateMachine:${machine}`, name });
}
