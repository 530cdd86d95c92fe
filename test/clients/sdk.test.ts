import * as sfn from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../lib/hosts/server/server.ts";
import { testServer } from "../hosts/server/http-client.ts";
import { clientOf, definition, pass, roleArn, SdkCalls } from "./sdk-client.ts";

const activityOf = (name: string) => `arn:aws:states:us-east-1:123456789012:activity:${name}`;
let server: Server;
let client: sfn.SFNClient;
const calls = new SdkCalls(() => client);
const call: SdkCalls["call"] = (name, input) => calls.call(name, input);

beforeAll(async () => {
  server = await testServer({ activityPollMs: 200 });
  client = clientOf(server.url);
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

describe("the AWS SDK for JavaScript", () => {
  it("creates, starts, answers a callback, reads the history, redrives", async () => {
    const { activityArn } = await call("CreateActivityCommand", { name: "approve" });
    const stateMachineArn = await calls.create(
      "order",
      definition(
        { Type: "Task", Resource: activityOf("approve"), Next: "Check" },
        {
          Check: {
            Type: "Choice",
            Choices: [{ Variable: "$.ok", BooleanEquals: true, Next: "Again" }],
            Default: "No",
          },
          No: { Type: "Fail", Error: "Refused", Cause: "no" },
          Again: { Type: "Task", Resource: activityOf("approve"), End: true },
        },
      ),
    );
    const started = await call("StartExecutionCommand", {
      stateMachineArn,
      name: "first",
      input: '{"n":1}',
    });
    const { executionArn } = started;
    expect(started.startDate).toBeInstanceOf(Date);

    const task = await call("GetActivityTaskCommand", { activityArn, workerName: "w" });
    expect(JSON.parse(task.input)).toEqual({ n: 1 });
    await call("SendTaskHeartbeatCommand", { taskToken: task.taskToken });
    await call("SendTaskSuccessCommand", { taskToken: task.taskToken, output: '{"ok":true}' });
    const second = await call("GetActivityTaskCommand", { activityArn });
    const failure = { taskToken: second.taskToken, error: "Broken", cause: "by hand" };
    await call("SendTaskFailureCommand", failure);
    expect(await calls.ended(executionArn)).toMatchObject({
      status: "FAILED",
      error: "Broken",
      cause: "by hand",
      redriveStatus: "REDRIVABLE",
    });

    const { redriveDate } = await call("RedriveExecutionCommand", { executionArn });
    expect(redriveDate).toBeInstanceOf(Date);
    const third = await call("GetActivityTaskCommand", { activityArn });
    await call("SendTaskSuccessCommand", { taskToken: third.taskToken, output: '"done"' });
    expect(await calls.ended(executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: '"done"',
    });

    const types: string[] = [];
    for await (const page of sfn.paginateGetExecutionHistory(
      { client, pageSize: 3 },
      { executionArn },
    )) {
      types.push(...(page.events ?? []).map(({ type }) => String(type)));
    }
    expect(types).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "ActivityScheduled",
      "ActivityStarted",
      "ActivitySucceeded",
      "TaskStateExited",
      "ChoiceStateEntered",
      "ChoiceStateExited",
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
    ]);
    const { events } = await call("GetExecutionHistoryCommand", { executionArn, maxResults: 1 });
    expect(events).toMatchObject([{ id: 1, executionStartedEventDetails: { input: '{"n":1}' } }]);

    const { executions } = await call("ListExecutionsCommand", { stateMachineArn });
    expect(executions).toMatchObject([{ executionArn, status: "SUCCEEDED", redriveCount: 1 }]);
    const described = await call("DescribeStateMachineForExecutionCommand", { executionArn });
    expect(described).toMatchObject({ stateMachineArn, name: "order" });
    expect(await call("ListMapRunsCommand", { executionArn })).toMatchObject({ mapRuns: [] });
    expect(await call("DescribeActivityCommand", { activityArn })).toMatchObject({ activityArn });
    const { activities } = await call("ListActivitiesCommand", {});
    expect(activities).toMatchObject([{ name: "approve" }]);
    expect(await call("GetActivityTaskCommand", { activityArn })).not.toHaveProperty("taskToken");
    await call("DeleteActivityCommand", { activityArn });
  });

  it("publishes versions and shifts an alias from one to the other", async () => {
    const stateMachineArn = await calls.create(
      "shift",
      definition({ Type: "Pass", Result: 1, End: true }),
    );
    const first = await call("PublishStateMachineVersionCommand", { stateMachineArn });
    const updated = await call("UpdateStateMachineCommand", {
      stateMachineArn,
      definition: definition({ Type: "Pass", Result: 2, End: true }),
      publish: true,
    });
    const versions = [first.stateMachineVersionArn, updated.stateMachineVersionArn];
    const routes = (...weights: number[]) =>
      weights.map((weight, index) => ({ stateMachineVersionArn: versions[index], weight }));
    const { stateMachineAliasArn } = await call("CreateStateMachineAliasCommand", {
      name: "live",
      routingConfiguration: routes(100),
    });
    const outputs = async (times: number): Promise<Set<string | undefined>> => {
      const seen = new Set<string | undefined>();
      for (let index = 0; index < times; index++) {
        const request = { stateMachineArn: stateMachineAliasArn };
        const { executionArn } = await call("StartExecutionCommand", request);
        const description = await calls.ended(executionArn);
        expect(description.stateMachineAliasArn).toBe(stateMachineAliasArn);
        seen.add(description.output);
      }
      return seen;
    };
    expect(await outputs(3)).toEqual(new Set(["1"]));
    await call("UpdateStateMachineAliasCommand", {
      stateMachineAliasArn,
      routingConfiguration: routes(50, 50),
    });
    // One in 2^40 runs sees but one of them.
    expect(await outputs(40)).toEqual(new Set(["1", "2"]));
    await call("UpdateStateMachineAliasCommand", {
      stateMachineAliasArn,
      routingConfiguration: [{ stateMachineVersionArn: versions[1], weight: 100 }],
    });
    expect(await outputs(3)).toEqual(new Set(["2"]));

    const described = await call("DescribeStateMachineAliasCommand", { stateMachineAliasArn });
    expect(described).toMatchObject({ name: "live" });
    const aliases = await call("ListStateMachineAliasesCommand", { stateMachineArn });
    expect(aliases.stateMachineAliases).toMatchObject([{ stateMachineAliasArn }]);
    const listed = await call("ListStateMachineVersionsCommand", { stateMachineArn });
    expect(listed.stateMachineVersions).toHaveLength(2);
    await call("DeleteStateMachineAliasCommand", { stateMachineAliasArn });
    const stateMachineVersionArn = versions[0];
    await call("DeleteStateMachineVersionCommand", { stateMachineVersionArn });
  });

  it("runs a distributed Map and looks at its Map Run", async () => {
    const processor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "W",
      States: { W: { Type: "Wait", Seconds: 3_600, End: true } },
    };
    const map = { Type: "Map", ItemProcessor: processor, MaxConcurrency: 1, End: true };
    const stateMachineArn = await calls.create("map", definition(map));
    const request = { stateMachineArn, input: "[1,2]" };
    const { executionArn } = await call("StartExecutionCommand", request);
    let mapRuns: { mapRunArn: string }[] = [];
    while (mapRuns.length === 0) ({ mapRuns } = await call("ListMapRunsCommand", { executionArn }));
    const mapRunArn = mapRuns[0]?.mapRunArn ?? "";
    await call("UpdateMapRunCommand", { mapRunArn, maxConcurrency: 2 });
    expect(await call("DescribeMapRunCommand", { mapRunArn })).toMatchObject({
      executionArn,
      maxConcurrency: 2,
      status: "RUNNING",
    });
    await call("StopExecutionCommand", { executionArn, error: "Enough", cause: "test" });
    expect(await calls.ended(executionArn)).toMatchObject({ status: "ABORTED", error: "Enough" });
  });

  it("runs Express executions, tests states, validates, tags, describes, deletes", async () => {
    const stateMachineArn = await calls.create("express", pass, "EXPRESS");
    const answer = await call("StartSyncExecutionCommand", { stateMachineArn, input: '{"a":1}' });
    expect(answer).toMatchObject({ status: "SUCCEEDED", output: '{"a":1}' });
    const state = JSON.stringify({ Type: "Pass", Result: 5, End: true });
    const tested = await call("TestStateCommand", { definition: state, roleArn });
    expect(tested).toMatchObject({ status: "SUCCEEDED", output: "5" });
    const checked = await call("ValidateStateMachineDefinitionCommand", { definition: "{}" });
    expect(checked.result).toBe("FAIL");

    const tags = [{ key: "team", value: "a" }];
    await call("TagResourceCommand", { resourceArn: stateMachineArn, tags });
    const listed = await call("ListTagsForResourceCommand", { resourceArn: stateMachineArn });
    expect(listed.tags).toEqual(tags);
    await call("UntagResourceCommand", { resourceArn: stateMachineArn, tagKeys: ["team"] });
    const described = await call("DescribeStateMachineCommand", { stateMachineArn });
    expect(described).toMatchObject({ type: "EXPRESS", status: "ACTIVE", roleArn });
    expect(described.creationDate).toBeInstanceOf(Date);
    const { stateMachines } = await call("ListStateMachinesCommand", {});
    expect(stateMachines.map(({ name }: { name: string }) => name)).toContain("express");
    await call("DeleteStateMachineCommand", { stateMachineArn });
  });

  it("has by now called every operation that the SDK knows", () => {
    const known = Object.keys(sfn).filter((name) => /^[A-Z]\w+Command$/.test(name));
    expect(known).toHaveLength(37);
    expect([...calls.called].sort()).toEqual(known.sort());
  });

  it("pages through lists with its own paginators", async () => {
    for (let index = 0; index < 5; index++) await calls.create(`page-${index}`, pass);
    const names: string[] = [];
    for await (const page of sfn.paginateListStateMachines({ client, pageSize: 2 }, {})) {
      expect(page.stateMachines?.length).toBeLessThanOrEqual(2);
      names.push(...(page.stateMachines ?? []).map(({ name }) => String(name)));
    }
    expect(names.filter((name) => name.startsWith("page-"))).toHaveLength(5);
    expect(new Set(names).size).toBe(names.length);
  });

  it("takes account and region from the credentials", async () => {
    const other = clientOf(server.url, {
      region: "eu-central-1",
      credentials: { accessKeyId: "222222222222", secretAccessKey: "x" },
    });
    const created = await other.send(
      new sfn.CreateStateMachineCommand({ name: "there", definition: pass, roleArn }),
    );
    const expected = "arn:aws:states:eu-central-1:222222222222:stateMachine:there";
    expect(created.stateMachineArn).toBe(expected);
    const { stateMachines } = await other.send(new sfn.ListStateMachinesCommand({}));
    expect(stateMachines).toHaveLength(1);
    other.destroy();
  });
});
