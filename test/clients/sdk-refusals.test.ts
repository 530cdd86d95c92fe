import { Agent } from "node:http";
import * as sfn from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiError, type ServiceErrorType } from "../../lib/api/api-error.ts";
import { HttpEndpoint } from "../../lib/hosts/server/http-endpoint.ts";
import type { Server } from "../../lib/hosts/server/server.ts";
import { serverLog } from "../../lib/hosts/server/server-log.ts";
import { testServer } from "../hosts/server/http-client.ts";
import { type CommandName, clientOf, definition, pass, roleArn, SdkCalls } from "./sdk-client.ts";

let server: Server;
let client: sfn.SFNClient;
const calls = new SdkCalls(() => client);
const call: SdkCalls["call"] = (name, input) => calls.call(name, input);

beforeAll(async () => {
  server = await testServer();
  client = clientOf(server.url);
});

afterAll(async () => {
  client.destroy();
  await server.stop();
});

describe("the sync- host prefix", () => {
  const request = () => new sfn.TestStateCommand({ definition: definitionOfState, roleArn });
  const definitionOfState = JSON.stringify({ Type: "Pass", End: true });

  it("is left out with disableHostPrefix", async () => {
    const { status } = await client.send(request());
    expect(status).toBe("SUCCEEDED");
  });

  it.each(["localhost", "127.0.0.1"])(
    "is answered where the hosts file has sync-%s",
    async (host) => {
      const asked: string[] = [];
      // What an entry in the hosts file does.
      const lookup: Lookup = (name, { all = false }, found) => {
        asked.push(name);
        if (all) found(null, [{ address: "127.0.0.1", family: 4 }]);
        else found(null, "127.0.0.1", 4);
      };
      const prefixed = clientOf(`http://${host}:${new URL(server.url).port}`, {
        disableHostPrefix: false,
        requestHandler: { httpAgent: new Agent({ lookup: lookup as never }) },
      });
      expect(await prefixed.send(request())).toMatchObject({ status: "SUCCEEDED" });
      expect(asked).toContain(`sync-${host}`);
      prefixed.destroy();
    },
  );
});

type Lookup = (
  name: string,
  options: { readonly all?: boolean },
  found: (error: null, address: unknown, family?: number) => void,
) => void;

describe("a refusal", () => {
  const errors = Object.keys(sfn).filter(isError);

  function isError(name: string): boolean {
    const exported: unknown = Reflect.get(sfn, name);
    return typeof exported === "function" && exported.prototype instanceof sfn.SFNServiceException;
  }

  it("arrives as the SDK's own class, whichever of the 33 it is", async () => {
    expect(errors).toHaveLength(33);
    let errorType = "";
    const log = serverLog("error", () => {}, Date.now);
    const refuse = async (): Promise<string> => {
      throw new ApiError(errorType as ServiceErrorType, "no", {
        reason: "INVALID_ROUTING_CONFIGURATION",
      });
    };
    const endpoint = new HttpEndpoint({ admit: () => {}, call: refuse }, log);
    const port = await endpoint.listen(0, "127.0.0.1");
    const refused = clientOf(`http://127.0.0.1:${port}`);
    for (errorType of errors) {
      const error = await refused
        .send(new sfn.ListStateMachinesCommand({}))
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Reflect.get(sfn, errorType));
      expect(error).toMatchObject({ name: errorType, message: "no" });
      expect(error).toMatchObject({ $metadata: { httpStatusCode: 400 } });
    }
    refused.destroy();
    await endpoint.close();
  });

  const arn = "arn:aws:states:us-east-1:123456789012";
  const refusals: readonly (readonly [string, CommandName, object])[] = [
    ["ActivityDoesNotExist", "DescribeActivityCommand", { activityArn: `${arn}:activity:no` }],
    [
      "ExecutionDoesNotExist",
      "DescribeExecutionCommand",
      { executionArn: `${arn}:execution:no:no` },
    ],
    ["InvalidArn", "DescribeExecutionCommand", { executionArn: "no" }],
    ["InvalidDefinition", "CreateStateMachineCommand", { name: "x", definition: "{", roleArn }],
    ["InvalidName", "CreateStateMachineCommand", { name: "a b", definition: pass, roleArn }],
    [
      "InvalidExecutionInput",
      "StartExecutionCommand",
      { stateMachineArn: `${arn}:stateMachine:refusals`, input: "{" },
    ],
    [
      "InvalidLoggingConfiguration",
      "CreateStateMachineCommand",
      { name: "x", definition: pass, roleArn, loggingConfiguration: { level: "ALL" } },
    ],
    ["InvalidOutput", "SendTaskSuccessCommand", { taskToken: "x", output: "{" }],
    ["InvalidToken", "SendTaskSuccessCommand", { taskToken: "x", output: "{}" }],
    [
      "MissingRequiredParameter",
      "UpdateStateMachineCommand",
      { stateMachineArn: `${arn}:stateMachine:refusals` },
    ],
    ["ResourceNotFound", "ListTagsForResourceCommand", { resourceArn: `${arn}:stateMachine:no` }],
    [
      "StateMachineAlreadyExists",
      "CreateStateMachineCommand",
      { name: "refusals", definition: definition({ Type: "Succeed" }), roleArn },
    ],
    [
      "StateMachineDoesNotExist",
      "StartExecutionCommand",
      { stateMachineArn: `${arn}:stateMachine:no` },
    ],
    [
      "StateMachineTypeNotSupported",
      "StartSyncExecutionCommand",
      { stateMachineArn: `${arn}:stateMachine:refusals` },
    ],
    [
      "TooManyTags",
      "TagResourceCommand",
      {
        resourceArn: `${arn}:stateMachine:refusals`,
        tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: "v" })),
      },
    ],
    ["ValidationException", "ListStateMachinesCommand", { maxResults: 1_001 }],
    ["ExecutionAlreadyExists", "StartExecutionCommand", { name: "one", input: "2" }],
    ["ExecutionNotRedrivable", "RedriveExecutionCommand", {}],
  ];

  it.each(refusals)("is %s, of %s", async (errorType, command, input) => {
    const stateMachineArn = await calls.create("refusals", pass);
    const { executionArn } = await call("StartExecutionCommand", {
      stateMachineArn,
      name: "one",
      input: "1",
    }).catch(() => ({ executionArn: `${arn}:execution:refusals:one` }));
    await calls.ended(executionArn);
    const request = { stateMachineArn, executionArn, ...input };
    const error = await call(command, request as never).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Reflect.get(sfn, errorType));
  });
});
