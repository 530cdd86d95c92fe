import { expect, it } from "vitest";
import { OwnStateMachines } from "../../../lib/hosts/server/own-state-machines.ts";
import { call, testServer } from "./http-client.ts";

const roleArn = "arn:aws:iam::123456789012:role/r";
const stateMachineArn = (name: string): string =>
  `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;

const task = (action: string, Arguments: object) => ({
  QueryLanguage: "JSONata",
  StartAt: "Call",
  States: {
    Call: {
      Type: "Task",
      Resource: `arn:aws:states:::aws-sdk:sfn:${action}`,
      Arguments,
      End: true,
    },
  },
});

/** Runs each machine once on a server that has no packages, the last one as the one looked at. */
async function run(...definitions: readonly object[]) {
  const server = await testServer({ projectFolder: "/", time: "skip" });
  try {
    let executionArn = "";
    for (const [index, definition] of definitions.entries()) {
      const machine = { name: `m${index}`, definition: JSON.stringify(definition), roleArn };
      const { stateMachineArn } = await call(server.url, "CreateStateMachine", machine);
      const started = await call(server.url, "StartExecution", { stateMachineArn, input: "{}" });
      executionArn = started.executionArn;
    }
    for (;;) {
      const description = await call(server.url, "DescribeExecution", { executionArn });
      if (description.status !== "RUNNING") return description;
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await server.stop();
  }
}

it("aws-sdk:sfn means this server, and needs no package", async () => {
  const pass = { StartAt: "P", States: { P: { Type: "Pass", End: true } } };
  const { output } = await run(
    pass,
    task("startExecution", {
      StateMachineArn: stateMachineArn("m0"),
      Name: "child",
      Input: { a: [1] },
    }),
  );
  expect(JSON.parse(output)).toEqual({
    ExecutionArn: "arn:aws:states:us-east-1:123456789012:execution:m0:child",
    StartDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
  });
});

it("its errors have the names and words of AWS SDK integrations", async () => {
  const { error, cause } = await run(task("sendTaskSuccess", { TaskToken: "x", Output: { a: 1 } }));
  expect(error).toBe("Sfn.InvalidTokenException");
  expect(cause).toMatch(
    /^Invalid Token: 'Invalid token' \(Service: Sfn, Status Code: 400, Request ID: [-0-9a-f]+\) \(SDK Attempt Count: 1\)$/,
  );
});

it("a field that the API does not have is refused", async () => {
  const { error, cause } = await run(task("sendTaskSuccess", { Token: "x" }));
  expect(error).toBe("States.Runtime");
  expect(cause).toContain('[The field "Token" is not supported by Step Functions]');
});

it("an action that the API does not have is refused by name", async () => {
  expect(await run(task("sendFax", {}))).toMatchObject({ error: "Stepwright.UnknownAction" });
});

it("lists have the names of Java in their items too", async () => {
  const { output } = await run(task("listStateMachines", { MaxResults: 1 }));
  expect(JSON.parse(output).StateMachines[0]).toMatchObject({
    Name: "m0",
    StateMachineArn: stateMachineArn("m0"),
    Type: "STANDARD",
  });
});

it("other services' calls go on", async () => {
  const answer = { output: {}, statusCode: 200, requestId: "", headers: {} };
  const unused = () => Promise.reject(new Error("not of this server"));
  const caller = new OwnStateMachines(unused, { call: async () => answer });
  const signal = AbortSignal.abort();
  const request = undefined as never;
  const other = { service: "sqs", action: "sendMessage", parameters: {}, request, signal };
  expect(await caller.call(other)).toBe(answer);
});
