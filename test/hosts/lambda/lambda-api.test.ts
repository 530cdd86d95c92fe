import { describe, expect, it } from "vitest";
import { serviceError } from "../../adapters/aws/service-error.ts";
import { RuntimeRig } from "./runtime-rig.ts";

const stateMachineArn = "arn:aws:states:eu-west-1:123456789012:stateMachine:pass";
const wait = { StartAt: "Wait", States: { Wait: { Type: "Wait", Seconds: 900, End: true } } };
const pass = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } };

/** A request as a Function URL hands it over. */
function urlEvent(operation: string, request: object, isBase64Encoded = false): object {
  const body = JSON.stringify(request);
  return {
    version: "2.0",
    rawPath: "/",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AWSStepFunctions.${operation}`,
    },
    requestContext: { http: { method: "POST", path: "/" } },
    body: isBase64Encoded ? Buffer.from(body).toString("base64") : body,
    isBase64Encoded,
  };
}

describe("the API behind a Function URL", () => {
  it("answers as Step Functions does, also where the body comes in base64", async () => {
    const rig = new RuntimeRig({ machines: { pass } });
    const api = await rig.deployed();
    for (const isBase64Encoded of [false, true]) {
      const event = urlEvent("StartExecution", { stateMachineArn, input: '"ü"' }, isBase64Encoded);
      const answer = await api.invokeApi(event);
      expect(answer).toMatchObject({
        statusCode: 200,
        headers: { "Content-Type": "application/x-amz-json-1.0", "x-amzn-RequestId": "request" },
      });
    }
    await rig.settle();
    const { executions } = await api.call("ListExecutions", { stateMachineArn });
    expect((executions as { status: string }[]).map(({ status }) => status)).toEqual([
      "SUCCEEDED",
      "SUCCEEDED",
    ]);
  });

  it("refuses in the protocol's words", async () => {
    const api = await new RuntimeRig().deployed();
    const absent = await api.invokeApi(urlEvent("StartExecution", { stateMachineArn }));
    expect(absent).toMatchObject({ statusCode: 400 });
    expect(JSON.parse(absent.body ?? "").__type).toBe("StateMachineDoesNotExist");
    const unknown = await api.invokeApi(urlEvent("Dance", {}));
    expect(JSON.parse(unknown.body ?? "").__type).toMatch(/#UnknownOperationException$/);
    const get = { ...urlEvent("StartExecution", {}), requestContext: { http: { method: "GET" } } };
    expect(await api.invokeApi(get)).toMatchObject({ statusCode: 404 });
  });
});

describe("the API that is invoked directly", () => {
  it("answers a request of stepwright/client as the protocol does", async () => {
    const rig = new RuntimeRig({ machines: { pass } });
    const api = await rig.deployed();
    const body = JSON.stringify({ stateMachineArn });
    const answer = await api.invokeApi({ "x-amz-target": "AWSStepFunctions.StartExecution", body });
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body ?? "").executionArn).toContain(":execution:pass:");
  });

  it("answers a rule's operation with its response, and takes any JSON value as input", async () => {
    const rig = new RuntimeRig({ machines: { pass } });
    const api = await rig.deployed();
    const request = { stateMachineArn, name: "once", input: { from: "a rule" } };
    const event = { operation: "StartExecution", request, isRedelivered: true };
    const answer = await api.invokeApi(event);
    expect(answer).toMatchObject({ executionArn: expect.stringContaining(":once") });
    await rig.settle();
    const { executionArn } = answer;
    const { input } = await api.call("DescribeExecution", { executionArn });
    expect(input).toBe('{"from":"a rule"}');
    // The rule's event comes again when the execution has ended.
    expect(await api.invokeApi(event)).toEqual({});
  });

  it("throws what is refused, so that whoever invoked hears of it", async () => {
    const api = await new RuntimeRig().deployed();
    const event = { operation: "StartExecution", request: { stateMachineArn } };
    await expect(api.invokeApi(event)).rejects.toThrow("State Machine Does Not Exist");
  });
});

describe("operations in Lambda", () => {
  it("run a synchronous Express execution in place, and keep nothing of it", async () => {
    const definition = {
      StartAt: "Work",
      States: {
        Work: {
          Type: "Task",
          Resource: "arn:aws:lambda:eu-west-1:123456789012:function:work",
          Next: "Wait",
        },
        Wait: { Type: "Wait", Seconds: 0, End: true },
      },
    };
    const rig = new RuntimeRig({
      invoke: async () => ({ type: "succeeded", output: { done: true } }),
    });
    const api = await rig.deployed();
    await api.call("CreateStateMachine", {
      name: "express",
      type: "EXPRESS",
      roleArn: "arn:aws:iam::123456789012:role/states",
      definition: JSON.stringify(definition),
    });
    const before = [...rig.dynamoDb.items()].length;
    const answer = await api.call("StartSyncExecution", {
      stateMachineArn: stateMachineArn.replace(":pass", ":express"),
    });
    expect(answer).toMatchObject({ status: "SUCCEEDED", output: '{"done":true}' });
    expect([...rig.dynamoDb.items()].length).toBe(before);
    expect(rig.messages).toEqual([]);
    expect(rig.lines.join()).toContain('"ExecutionsSucceeded":1');
  });

  it("refuse a state machine by name for whose service there is no client", async () => {
    const rig = new RuntimeRig();
    const api = await rig.deployed();
    api.clients = new Set(["dynamodb"]);
    const resource = "arn:aws:states:::aws-sdk:glue:getJobs";
    const definition = {
      StartAt: "Jobs",
      States: { Jobs: { Type: "Task", Resource: resource, End: true } },
    };
    const created = api.call("CreateStateMachine", {
      name: "glue",
      roleArn: "arn:aws:iam::123456789012:role/states",
      definition: JSON.stringify(definition),
    });
    await expect(created).rejects.toThrow("aws-sdk:glue: Stepwright comes with no client");
  });

  it("poll an activity for a minute, and hand out what another sandbox puts there", async () => {
    const activityArn = "arn:aws:states:eu-west-1:123456789012:activity:work";
    const definition = {
      StartAt: "Work",
      States: { Work: { Type: "Task", Resource: activityArn, End: true } },
    };
    const rig = new RuntimeRig({
      machines: { pass: definition },
      invoke: async ({ execution, task }) => {
        const { attempt, stateName, taskToken = "", parameters: input } = task;
        const { executionArn } = execution;
        const queued = { executionArn, attempt, stateName, taskToken, input };
        await rig.sandbox().world.parts.stores.activityQueue.put(activityArn, queued);
        return { type: "queued" };
      },
    });
    const api = await rig.deployed();
    await api.call("CreateActivity", { name: "work" });
    expect(await api.call("GetActivityTask", { activityArn })).toEqual({});
    const executionArn = await api.start("pass", { n: 1 });
    await rig.settle();
    const { taskToken, input } = await rig.sandbox().call("GetActivityTask", { activityArn });
    expect(input).toBe('{"n":1}');
    await api.call("SendTaskSuccess", { taskToken, output: '"done"' });
    await rig.settle();
    const { output } = await api.call("DescribeExecution", { executionArn });
    expect(output).toBe('"done"');
  });

  it("answer that they are throttled when the table is, and count the starts", async () => {
    const rig = new RuntimeRig({ machines: { pass } });
    const api = await rig.deployed();
    rig.dynamoDb.hooks = {
      before: (action) => {
        if (action !== "putItem") return;
        throw Object.assign(new Error("slow down"), { name: "ThrottlingException" });
      },
    };
    const started = api.call("StartExecution", { stateMachineArn });
    await expect(started).rejects.toMatchObject({ errorType: "ThrottlingException" });
    await api.world.rest();
    expect(rig.lines.join()).toContain('"ExecutionThrottled":1');
  });

  it("start an execution whose first wake-up is lost, and the sweeper finds it", async () => {
    const rig = new RuntimeRig({ machines: { pass } });
    const api = await rig.deployed();
    rig.isQueueDown = true;
    const executionArn = await api.start("pass");
    rig.isQueueDown = false;
    expect(rig.messages).toEqual([]);
    rig.clock.waitUntil(rig.clock.now() + 120_000);
    await rig.sandbox().sweep();
    await rig.settle();
    const { status } = await api.call("DescribeExecution", { executionArn });
    expect(status).toBe("SUCCEEDED");
  });

  const stopping = async (
    slowMs: number,
  ): Promise<{ rig: RuntimeRig; stopped: Promise<unknown> }> => {
    const rig = new RuntimeRig({ machines: { pass: wait } });
    const api = await rig.deployed();
    api.timeoutMs = 330_000;
    const executionArn = await api.start("pass");
    await rig.settle();
    const slowUntilMs = rig.clock.now() + slowMs;
    rig.dynamoDb.hooks = {
      before: (action) => {
        if (action !== "putItem" || rig.clock.now() >= slowUntilMs) return;
        throw serviceError("ThrottlingException", "slow down");
      },
    };
    return { rig, stopped: rig.passing(api.call("StopExecution", { executionArn })) };
  };

  it("stop an execution when the table takes the record again", async () => {
    const { rig, stopped } = await stopping(20_000);
    const begunMs = rig.clock.now();
    await stopped;
    expect(rig.clock.now() - begunMs).toBeGreaterThanOrEqual(20_000);
    expect(rig.clock.now() - begunMs).toBeLessThan(57_000);
  });

  it("say within a minute that the table does not take the record", async () => {
    const { rig, stopped } = await stopping(300_000);
    const begunMs = rig.clock.now();
    await expect(stopped).rejects.toMatchObject({ errorType: "ThrottlingException" });
    expect(rig.clock.now() - begunMs).toBe(57_000);
  });
});
