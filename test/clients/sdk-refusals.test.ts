import { mkdtempSync, rmSync } from "node:fs";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sfn from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiError, type ServiceErrorType } from "../../lib/api/api-error.ts";
import { HttpEndpoint } from "../../lib/hosts/server/http-endpoint.ts";
import type { Server } from "../../lib/hosts/server/server.ts";
import { serverLog } from "../../lib/hosts/server/server-log.ts";
import { FakeKms } from "../hosts/server/fake-kms.ts";
import { testServer } from "../hosts/server/http-client.ts";
import { errorCauses, validationReasons } from "./error-causes.ts";
import { clientOf, roleArn, SdkCalls } from "./sdk-client.ts";

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

  it.each(Object.entries(errorCauses))(
    "is %s, by a request of its own",
    async (errorType, cause) => {
      const { quotas, time, command, input, races = false, details = {} } = cause;
      const dataFolder = mkdtempSync(join(tmpdir(), "stepwright-refusals-"));
      const kms = await FakeKms.start();
      const environment = { AWS_ENDPOINT_URL_KMS: kms.url };
      const options = { dataFolder, environment, quotas, time, activityPollMs: 200 };
      const server = await testServer(options);
      const client = clientOf(server.url);
      const calls = new SdkCalls(() => client);
      const refused = async (): Promise<unknown> => {
        const request = await input(calls, kms);
        return calls.call(command, request as never).catch((thrown: unknown) => thrown);
      };
      let error = await refused();
      const isIt = () => error instanceof Reflect.get(sfn, errorType);
      for (let tries = 0; races && !isIt() && tries < 100; tries++) error = await refused();
      expect(error).toBeInstanceOf(Reflect.get(sfn, errorType));
      expect(error).toMatchObject({
        name: errorType,
        $metadata: { httpStatusCode: 400 },
        ...details,
      });
      client.destroy();
      await server.stop();
      await kms.stop();
      rmSync(dataFolder, { recursive: true });
    },
  );

  it("is caused so, each of the 33", () => {
    expect(Object.keys(errorCauses).sort()).toEqual([...errors].sort());
    expect(errors).toHaveLength(33);
  });

  it.each(Object.entries(validationReasons))(
    "tells the reason %s of a ValidationException",
    async (reason, { command, input }) => {
      const request = await input(calls);
      const error = await call(command, request as never).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(sfn.ValidationException);
      expect(error).toMatchObject({ reason });
    },
  );
});
