import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../lib/hosts/server/server.ts";
import { testServer } from "../hosts/server/http-client.ts";
import { installPythonClients, type PythonClients } from "./python-clients.ts";

const clients = installPythonClients();
const roleArn = "arn:aws:iam::123456789012:role/r";
let server: Server;

beforeAll(async () => {
  server = await testServer({ activityPollMs: 1_000 });
});

afterAll(async () => {
  await server.stop();
});

function installed(): PythonClients {
  if (clients === undefined) throw new Error("the clients are not installed");
  return clients;
}

describe.skipIf(clients === undefined)("boto3", () => {
  it("walks the whole path, pages, meets errors, and does without the host prefix", async () => {
    const script = new URL("boto3-calls.py", import.meta.url).pathname;
    const { path, pages, prefix, errors } = JSON.parse(
      await installed().python(script, server.url),
    );
    expect(path).toEqual({
      failed: ["FAILED", "Broken", "REDRIVABLE"],
      succeeded: ["SUCCEEDED", '"done"'],
      dates: "datetime",
      events: [
        "ExecutionStarted",
        "TaskStateEntered",
        "ActivityScheduled",
        "ActivityStarted",
        "ActivityFailed",
        "ExecutionFailed",
        "ExecutionRedriven",
        "ActivityScheduled",
        "ActivityStarted",
        "ActivitySucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
      ],
      ids: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      shifted: "2",
    });
    expect(pages).toEqual({
      executions: ["e0", "e1", "e2", "e3", "e4"],
      activities: [0, 1, 2, 3, 4].map((index) => `activity-${index}`).concat("work"),
      machines: ["pages", "path"],
      mapRuns: 0,
      model: [
        "get_execution_history",
        "list_activities",
        "list_executions",
        "list_map_runs",
        "list_state_machines",
      ],
    });
    expect(prefix).toMatchObject({ without: "SUCCEEDED", with: "SUCCEEDED" });
    expect(prefix.asked).toContain("sync-localhost");
    expect(errors).toEqual({
      missing: ["ExecutionDoesNotExist", "ExecutionDoesNotExist"],
      arn: ["InvalidArn", "InvalidArn"],
      definition: ["InvalidDefinition", "InvalidDefinition"],
      token: ["InvalidToken", "InvalidToken"],
    });
  });
});

describe.skipIf(clients === undefined)("the AWS CLI", () => {
  it("creates, starts, pages and deletes", async () => {
    const environment = { AWS_ENDPOINT_URL_SFN: server.url };
    const aws = (...argv: string[]) => installed().aws(environment, "stepfunctions", ...argv);
    const definition = '{"StartAt":"S","States":{"S":{"Type":"Wait","Seconds":3600,"End":true}}}';
    const { stateMachineArn } = await aws(
      "create-state-machine",
      ...["--name", "cli", "--definition", definition, "--role-arn", roleArn],
    );
    for (const name of ["a", "b", "c"]) {
      const start = ["--state-machine-arn", stateMachineArn, "--name", name, "--input", "{}"];
      await aws("start-execution", ...start);
    }
    // The CLI pages by itself.
    const of = ["--state-machine-arn", stateMachineArn];
    const { executions } = await aws("list-executions", ...of, "--page-size", "1");
    expect(executions.map(({ name }: { name: string }) => name)).toEqual(["c", "b", "a"]);
    const { executionArn } = executions[0];
    const some = await aws("list-executions", ...of, "--max-items", "2");
    expect(some.executions).toHaveLength(2);
    const rest = await aws("list-executions", ...of, "--starting-token", some.NextToken);
    expect(rest.executions).toMatchObject([{ name: "a" }]);
    const stop = ["--error", "Enough", "--cause", "by hand"];
    await aws("stop-execution", "--execution-arn", executionArn, ...stop);
    expect(await aws("describe-execution", "--execution-arn", executionArn)).toMatchObject({
      status: "ABORTED",
      error: "Enough",
    });
    await aws("delete-state-machine", "--state-machine-arn", stateMachineArn);
    await expect(aws("describe-execution", "--execution-arn", "no")).rejects.toThrow("InvalidArn");
  }, 120_000);

  it("starts a synchronous execution where sync-localhost leads here", async () => {
    const endpoint = server.url.replace("127.0.0.1", "localhost");
    // A proxy's setting does here what the hosts file does: the request comes to the server.
    const environment = { AWS_ENDPOINT_URL_SFN: endpoint, HTTP_PROXY: server.url };
    const aws = (...argv: string[]) => installed().aws(environment, "stepfunctions", ...argv);
    const definition = '{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}';
    const { stateMachineArn } = await aws(
      "create-state-machine",
      ...["--name", "cli-sync", "--definition", definition, "--role-arn", roleArn],
      ...["--type", "EXPRESS"],
    );
    const started = await aws("start-sync-execution", "--state-machine-arn", stateMachineArn);
    expect(started).toMatchObject({ status: "SUCCEEDED", output: "{}" });
  }, 120_000);
});
