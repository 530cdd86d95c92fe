import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Server } from "../../../lib/hosts/server/server.ts";
import { FakeKms } from "./fake-kms.ts";
import { call, type Parsed, testServer } from "./http-client.ts";

const arn = "arn:aws:states:us-east-1:123456789012";
const roleArn = "arn:aws:iam::123456789012:role/r";
const key = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "key-1" };
const secret = "sesame-open-up";
/** Too large for a record. */
const largeSecret = `${secret} `.repeat(1_000);

let kms: FakeKms;
let folder: string;
let server: Server;

beforeEach(async () => {
  kms = await FakeKms.start();
  folder = mkdtempSync(join(tmpdir(), "stepwright-keys-"));
  await start();
});

afterEach(async () => {
  await server.stop();
  await kms.stop();
  rmSync(folder, { recursive: true });
});

async function start(more: object = {}): Promise<void> {
  const environment = { AWS_ENDPOINT_URL_KMS: kms.url };
  server = await testServer({ dataFolder: folder, environment, activityPollMs: 200, ...more });
}

async function restart(more: object = {}): Promise<void> {
  await server.stop();
  kms.calls.length = 0;
  await start(more);
}

const ask = (operation: string, request: object): Promise<Parsed> =>
  call(server.url, operation, request);

async function machine(name: string, states: object, more: object = {}): Promise<string> {
  const [StartAt] = Object.keys(states);
  const definition = JSON.stringify({ StartAt, States: states, Comment: secret });
  const request = { name, definition, roleArn, encryptionConfiguration: key, ...more };
  const { stateMachineArn, message } = await ask("CreateStateMachine", request);
  expect(message).toBeUndefined();
  return stateMachineArn;
}

async function started(stateMachineArn: string, input: unknown): Promise<string> {
  const request = { stateMachineArn, input: JSON.stringify(input) };
  return (await ask("StartExecution", request)).executionArn;
}

/** Describes the execution until it has ended. */
async function ended(executionArn: string): Promise<Parsed> {
  for (;;) {
    const description = await ask("DescribeExecution", { executionArn });
    expect(description.message).toBeUndefined();
    if (description.status !== "RUNNING") return description;
  }
}

/** The token of the only task that the activity has. */
async function takeTask(activityArn: string): Promise<Parsed> {
  for (;;) {
    const task = await ask("GetActivityTask", { activityArn });
    if (task.taskToken !== undefined) return task;
  }
}

/** Which files of the data folder have the text. */
function filesWith(text: string): readonly string[] {
  return readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(text));
}

const work = (activityArn: string) => ({
  Work: { Type: "Task", Resource: activityArn, ResultPath: "$.result", End: true },
});

describe("a state machine with a key of the customer's", () => {
  it("leaves nothing legible in the data folder, and goes on after a restart", async () => {
    const { activityArn } = await ask("CreateActivity", {
      name: "worker",
      encryptionConfiguration: { ...key, kmsDataKeyReusePeriodSeconds: 60 },
    });
    const stateMachineArn = await machine("sealed", work(activityArn));
    const executionArn = await started(stateMachineArn, { small: secret, large: largeSecret });
    const { taskToken, input } = await takeTask(activityArn);
    expect(JSON.parse(input).large).toBe(largeSecret);
    expect(filesWith(secret)).toEqual([]);
    const contexts = kms.calls
      .filter(({ action }) => action === "GenerateDataKey")
      .map((call) => call.input.EncryptionContext);
    expect(contexts).toEqual([
      { "aws:states:stateMachineArn": stateMachineArn },
      { "aws:states:activityArn": activityArn },
    ]);

    await restart();
    const output = JSON.stringify(`${secret} again`);
    expect(await ask("SendTaskSuccess", { taskToken, output })).toEqual({});
    const { status, output: ending } = await ended(executionArn);
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(ending)).toMatchObject({ small: secret, result: `${secret} again` });
    expect(kms.count("Decrypt")).toBe(1);

    await restart();
    const { events } = await ask("GetExecutionHistory", { executionArn });
    expect(JSON.stringify(events)).toContain(`${secret} again`);
    const { definition } = await ask("DescribeStateMachineForExecution", { executionArn });
    expect(definition).toContain(secret);
    await server.stop();
    expect(filesWith(secret)).toEqual([]);
    // Names and states can be listed without a key.
    expect(filesWith(executionArn)).not.toEqual([]);
  });

  it("keeps a Map Run's items and results sealed, too", async () => {
    const stateMachineArn = await machine("mapped", {
      Many: {
        Type: "Map",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          StartAt: "One",
          States: { One: { Type: "Pass", End: true } },
        },
        End: true,
      },
    });
    const executionArn = await started(stateMachineArn, [secret, largeSecret]);
    const { status, output } = await ended(executionArn);
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output)).toEqual([secret, largeSecret]);
    const { mapRuns } = await ask("ListMapRuns", { executionArn });
    await restart();
    const [{ mapRunArn }] = mapRuns;
    expect(await ask("DescribeMapRun", { mapRunArn })).toMatchObject({ status: "SUCCEEDED" });
    await server.stop();
    expect(filesWith(secret)).toEqual([]);
  });

  it("keeps equal texts so that nobody sees that they are equal", async () => {
    const pass = { Pass: { Type: "Pass", End: true } };
    const machines = [await machine("one", pass), await machine("two", pass)];
    for (const stateMachineArn of machines) {
      await ended(await started(stateMachineArn, largeSecret));
    }
    await server.stop();
    const { DatabaseSync } = await import("node:sqlite");
    const [file = ""] = readdirSync(folder).filter((name) => name.endsWith(".db"));
    const database = new DatabaseSync(join(folder, file), { readOnly: true });
    for (const table of ["texts", "large_values"]) {
      const { rows, hashes, bodies } = database
        .prepare(
          `SELECT count(*) AS rows, count(DISTINCT hash) AS hashes, count(DISTINCT body) AS bodies
           FROM ${table}`,
        )
        .get() as Parsed;
      expect({ table, rows, hashes, bodies }).toEqual({ table, rows: 2, hashes: 2, bodies: 2 });
    }
    database.close();
  });

  it("cannot be read, nor go on, while the key is disabled, and goes on afterwards", async () => {
    const { activityArn } = await ask("CreateActivity", { name: "worker" });
    const stateMachineArn = await machine("waiting", work(activityArn));
    const executionArn = await started(stateMachineArn, {});
    const { taskToken } = await takeTask(activityArn);
    kms.set("key-1", "Disabled");
    await restart();
    const disabled = { __type: "KmsInvalidStateException", kmsKeyState: "DISABLED" };
    for (const [operation, request] of [
      ["StartExecution", { stateMachineArn }],
      ["DescribeStateMachine", { stateMachineArn }],
      ["DescribeExecution", { executionArn }],
      ["DescribeStateMachineForExecution", { executionArn }],
      ["GetExecutionHistory", { executionArn }],
      ["SendTaskSuccess", { taskToken, output: "1" }],
      ["SendTaskFailure", { taskToken }],
      ["StopExecution", { executionArn }],
    ] as const) {
      const answer = await ask(operation, request);
      expect([operation, answer]).toEqual([operation, expect.objectContaining(disabled)]);
    }
    const metadata = { stateMachineArn, includedData: "METADATA_ONLY" };
    expect(await ask("DescribeStateMachine", metadata)).toMatchObject({ definition: "{}" });
    const { executions } = await ask("ListExecutions", { stateMachineArn });
    expect(executions).toMatchObject([{ executionArn, status: "RUNNING" }]);
    kms.set("key-1", "PendingDeletion");
    expect(await ask("StartExecution", { stateMachineArn })).toMatchObject({
      kmsKeyState: "PENDING_DELETION",
    });
    kms.set("key-1", "Enabled");
    expect(await ask("SendTaskSuccess", { taskToken, output: "1" })).toEqual({});
    expect((await ended(executionArn)).status).toBe("SUCCEEDED");
  });

  it("does not hold up others' tasks of the same activity while its key is disabled", async () => {
    const { activityArn } = await ask("CreateActivity", { name: "shared" });
    const stateMachineArn = await machine("locked", work(activityArn));
    const locked = await started(stateMachineArn, secret);
    kms.set("key-1", "Disabled");
    await restart();
    expect(await ask("GetActivityTask", { activityArn })).toMatchObject({
      kmsKeyState: "DISABLED",
    });
    const aws = { encryptionConfiguration: { type: "AWS_OWNED_KEY" } };
    await started(await machine("open", work(activityArn), aws), "legible");
    expect(await takeTask(activityArn)).toMatchObject({ input: '"legible"' });
    kms.set("key-1", "Enabled");
    const { taskToken, input } = await takeTask(activityArn);
    expect(JSON.parse(input)).toBe(secret);
    await ask("SendTaskSuccess", { taskToken, output: "1" });
    // What the state makes of the result is of no matter here.
    expect((await ended(locked)).status).not.toBe("RUNNING");
  });

  it.each([
    ["disabled", "KmsInvalidStateException", () => kms.set("key-1", "Disabled")],
    [
      "not to be used any more",
      "KmsAccessDeniedException",
      () => kms.failures.set("GenerateDataKey", "AccessDeniedException"),
    ],
  ])("answers who waits for an execution whose key is %s meanwhile", async (_, __type, change) => {
    const wait = { Wait: { Type: "Wait", Seconds: 90, End: true } };
    const stateMachineArn = await machine("express", wait, {
      type: "EXPRESS",
      encryptionConfiguration: { ...key, kmsDataKeyReusePeriodSeconds: 60 },
    });
    await restart({ time: "skip" });
    kms.done = (action) => {
      if (action === "GenerateDataKey") change();
    };
    const input = JSON.stringify(secret);
    const answer = await ask("StartSyncExecution", { stateMachineArn, input });
    expect(answer).toMatchObject({ __type });
  });

  it("is refused to a Task that would start it while the key is disabled", async () => {
    const StateMachineArn = await machine("child", { Pass: { Type: "Pass", End: true } });
    const Resource = "arn:aws:states:::states:startExecution.sync:2";
    const start = { Type: "Task", Resource, Parameters: { StateMachineArn }, End: true };
    const aws = { encryptionConfiguration: { type: "AWS_OWNED_KEY" } };
    const parent = await machine("parent", { Start: start }, aws);
    kms.set("key-1", "Disabled");
    await restart();
    const { status, error, cause } = await ended(await started(parent, {}));
    expect({ status, error }).toEqual({
      status: "FAILED",
      error: "StepFunctions.KmsInvalidStateException",
    });
    expect(cause).toContain("key-1 is Disabled");
  });

  it("waits to be put into the queue of an activity whose key is disabled", async () => {
    const { activityArn } = await ask("CreateActivity", {
      name: "worker",
      encryptionConfiguration: key,
    });
    kms.set("key-1", "Disabled");
    const aws = { encryptionConfiguration: { type: "AWS_OWNED_KEY" } };
    await started(await machine("open", work(activityArn), aws), secret);
    expect(await ask("GetActivityTask", { activityArn })).toEqual({});
    kms.set("key-1", "Enabled");
    expect(JSON.parse((await takeTask(activityArn)).input)).toBe(secret);
  });

  it("gives the key that it had to executions that it has begun", async () => {
    const { activityArn } = await ask("CreateActivity", { name: "worker" });
    const stateMachineArn = await machine("updated", work(activityArn));
    const first = await started(stateMachineArn, { secret });
    const { taskToken } = await takeTask(activityArn);
    kms.set("key-2", "Enabled");
    const encryptionConfiguration = { ...key, kmsKeyId: "key-2" };
    await ask("UpdateStateMachine", { stateMachineArn, encryptionConfiguration });
    const shown = { ...encryptionConfiguration, kmsDataKeyReusePeriodSeconds: 300 };
    const described = await ask("DescribeStateMachine", { stateMachineArn });
    expect(described).toMatchObject({ encryptionConfiguration: shown });
    expect(described.definition).toContain(secret);
    const second = await started(stateMachineArn, { secret });
    kms.set("key-2", "Disabled");
    await restart();
    expect(await ask("SendTaskSuccess", { taskToken, output: "1" })).toEqual({});
    expect((await ended(first)).status).toBe("SUCCEEDED");
    expect(await ask("DescribeStateMachineForExecution", { executionArn: first })).toMatchObject({
      encryptionConfiguration: { kmsKeyId: "key-1" },
    });
    expect(await ask("DescribeExecution", { executionArn: second })).toMatchObject({
      __type: "KmsInvalidStateException",
    });
    // Without a key of the customer's it is legible again.
    kms.set("key-2", "Enabled");
    await ask("UpdateStateMachine", {
      stateMachineArn,
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    });
    await server.stop();
    expect(filesWith(secret)).not.toEqual([]);
  });
});

describe("encryptionConfiguration", () => {
  it("counts when a state machine is created again", async () => {
    const pass = { Pass: { Type: "Pass", End: true } };
    const stateMachineArn = await machine("again", pass);
    expect(await machine("again", pass)).toBe(stateMachineArn);
    const definition = JSON.stringify({ StartAt: "Pass", States: pass, Comment: secret });
    for (const encryptionConfiguration of [
      undefined,
      { ...key, kmsDataKeyReusePeriodSeconds: 60 },
    ]) {
      const request = { name: "again", definition, roleArn, encryptionConfiguration };
      expect(await ask("CreateStateMachine", request)).toMatchObject({
        __type: "StateMachineAlreadyExists",
      });
    }
  });

  it("of an activity cannot be changed", async () => {
    const request = { name: "worker", encryptionConfiguration: key };
    const { activityArn } = await ask("CreateActivity", request);
    expect(await ask("CreateActivity", request)).toMatchObject({ activityArn });
    expect(await ask("DescribeActivity", { activityArn })).toMatchObject({
      encryptionConfiguration: { ...key, kmsDataKeyReusePeriodSeconds: 300 },
    });
    expect(await ask("CreateActivity", { name: "worker" })).toMatchObject({
      __type: "ActivityAlreadyExists",
    });
    expect(kms.calls.map(({ action }) => action)).toEqual(["DescribeKey"]);
  });

  it.each([
    ["none", () => kms.keys.clear()],
    ["disabled", () => kms.set("key-1", "Disabled")],
    [
      "not symmetric",
      () => kms.keys.set("key-1", { state: "Enabled", spec: "RSA_2048", usage: "ENCRYPT_DECRYPT" }),
    ],
  ])("is invalid with a key that is %s", async (_how, change) => {
    change();
    const request = { name: "worker", encryptionConfiguration: key };
    expect(await ask("CreateActivity", request)).toMatchObject({
      __type: "InvalidEncryptionConfiguration",
    });
    expect(await ask("DescribeActivity", { activityArn: `${arn}:activity:worker` })).toMatchObject({
      __type: "ActivityDoesNotExist",
    });
  });

  it("is answered so where the key is denied, or KMS cannot be reached", async () => {
    const request = { name: "worker", encryptionConfiguration: key };
    kms.failures.set("DescribeKey", "AccessDeniedException");
    const denied = { __type: "KmsAccessDeniedException" };
    expect(await ask("CreateActivity", request)).toMatchObject(denied);
    await kms.stop();
    expect(await ask("CreateActivity", request)).toMatchObject(denied);
  });
});

describe("a server that keeps nothing", () => {
  it("asks for the keys all the same", async () => {
    await server.stop();
    await start({ dataFolder: undefined });
    const { activityArn } = await ask("CreateActivity", {
      name: "worker",
      encryptionConfiguration: key,
    });
    const stateMachineArn = await machine("volatile", work(activityArn));
    const executionArn = await started(stateMachineArn, {});
    const { taskToken } = await takeTask(activityArn);
    await ask("SendTaskSuccess", { taskToken, output: "1" });
    expect((await ended(executionArn)).status).toBe("SUCCEEDED");
    expect(kms.count("GenerateDataKey")).toBe(2);
    kms.failures.set("GenerateDataKey", "ThrottlingException");
    const pass = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
    const request = { name: "other", definition: pass, roleArn, encryptionConfiguration: key };
    expect(await ask("CreateStateMachine", request)).toMatchObject({
      __type: "KmsThrottlingException",
    });
  });
});
