import { describe, expect, it } from "vitest";
import { awsFunctionStores, sqliteStores } from "./differential/kept-stores.ts";
import { definitions, roleArn } from "./differential/script.ts";
import { StoredApi } from "./differential/stored-api.ts";
import type { Fields } from "./play-calls.ts";

const stores = [
  ["SQLite", sqliteStores],
  ["simulated tables of AWS", awsFunctionStores],
] as const;

/** Each request is for a process of its own. */
describe.each(stores)("on %s, of requests that come at once", (_name, create) => {
  const open = (): StoredApi => new StoredApi(create(), { separate: true });

  async function started(api: StoredApi, definition: string): Promise<Fields> {
    await api.call("CreateActivity", { name: "a" });
    const { stateMachineArn } = await api.call("CreateStateMachine", {
      name: "m",
      definition,
      roleArn,
    });
    return api.call("StartExecution", { stateMachineArn, name: "e" });
  }

  const times = (count: number, call: (n: number) => Promise<Fields>): Promise<Fields[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => call(n)));

  it("one redrives, and the others with its token are answered as it is", async () => {
    const api = open();
    const { executionArn } = await started(api, definitions.fail);
    const request = { executionArn, clientToken: "t" };
    const answers = await times(5, () => api.call("RedriveExecution", request));
    expect(answers.map(({ error }) => error)).toEqual(Array(5).fill(undefined));
    const { redriveCount } = await api.call("DescribeExecution", { executionArn });
    expect(redriveCount).toBe(1);
  });

  it("one worker gets the task", async () => {
    const api = open();
    await started(api, definitions.activity);
    const activityArn = "arn:aws:states:us-east-1:123456789012:activity:a";
    const answers = await times(5, (n) =>
      api.call("GetActivityTask", { activityArn, workerName: `w${n}` }),
    );
    expect(answers.filter(({ taskToken }) => taskToken !== undefined)).toHaveLength(1);
  });

  it("one answer counts, and the others are told that they are too late", async () => {
    const api = open();
    const { executionArn } = await started(api, definitions.activity);
    const activityArn = "arn:aws:states:us-east-1:123456789012:activity:a";
    const { taskToken } = await api.call("GetActivityTask", { activityArn });
    const answers = await times(5, (n) =>
      api.call("SendTaskSuccess", { taskToken, output: String(n) }),
    );
    const winner = answers.findIndex(({ error }) => error === undefined);
    const expected = answers.map((_, n) => (n === winner ? undefined : "TaskTimedOut"));
    expect(answers.map(({ error }) => error)).toEqual(expected);
    expect(await api.call("DescribeExecution", { executionArn })).toMatchObject({
      status: "SUCCEEDED",
      output: String(winner),
    });
  });

  it("each stops the execution, at the same instant", async () => {
    const api = open();
    const { executionArn } = await started(api, definitions.activity);
    const answers = await times(5, (n) =>
      api.call("StopExecution", { executionArn, error: `E${n}` }),
    );
    expect(new Set(answers.map(({ stopDate }) => stopDate)).size).toBe(1);
    const { events } = await api.call("GetExecutionHistory", { executionArn });
    const types = (events as readonly Fields[]).map(({ type }) => type);
    expect(types.filter((type) => type === "ExecutionAborted")).toHaveLength(1);
  });

  it("each publishes the same version", async () => {
    const api = open();
    const request = { name: "m", definition: definitions.pass, roleArn };
    const { stateMachineArn } = await api.call("CreateStateMachine", request);
    const publish = () => api.call("PublishStateMachineVersion", { stateMachineArn });
    const published = await times(4, publish);
    const versions = published.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    expect(versions).toEqual(Array(4).fill(`${stateMachineArn}:1`));
    const definition = definitions.pass2;
    const update = { stateMachineArn, definition };
    const [updated] = await Promise.all([api.call("UpdateStateMachine", update), publish()]);
    expect(updated.error).toBeUndefined();
    const { stateMachineVersionArn } = await publish();
    const described = await api.call("DescribeStateMachine", {
      stateMachineArn: stateMachineVersionArn,
    });
    expect(described).toMatchObject({ definition });
  });

  it("all create the same, and each adds its tag", async () => {
    const api = open();
    const request = { name: "m", definition: definitions.pass, roleArn, publish: true };
    const [created = {}, ...others] = await times(4, () => api.call("CreateStateMachine", request));
    expect(created).toHaveProperty("stateMachineVersionArn");
    expect(others).toEqual(others.map(() => created));
    const resourceArn = created.stateMachineArn;
    await times(2, (n) =>
      api.call("TagResource", { resourceArn, tags: [{ key: `k${n}`, value: "v" }] }),
    );
    const { tags } = await api.call("ListTagsForResource", { resourceArn });
    expect(tags).toHaveLength(2);
  });

  it("a deletion is done, whatever else changes", async () => {
    const api = open();
    const { activityArn } = await api.call("CreateActivity", { name: "a" });
    const tags = [{ key: "k1", value: "v" }];
    const [, deleted] = await Promise.all([
      api.call("TagResource", { resourceArn: activityArn, tags }),
      api.call("DeleteActivity", { activityArn }),
      api.call("TagResource", { resourceArn: activityArn, tags: [{ key: "k2", value: "v" }] }),
    ]);
    expect(deleted).toEqual({});
    const { error } = await api.call("DescribeActivity", { activityArn });
    expect(error).toBe("ActivityDoesNotExist");
  });
});
