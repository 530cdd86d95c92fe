import { expect, it } from "vitest";
import { AssumedRoles } from "../../lib/integrations/assumed-roles.ts";
import type { SdkClients } from "../../lib/integrations/sdk/sdk-clients.ts";
import { type LocalServer, localServer } from "./local-server.ts";
import { sdkClients, serviceInvoker } from "./sdk-services.ts";
import { taskRequest } from "./task-request.ts";

const roleArn = "arn:aws:iam::210987654321:role/other";
const startMs = Date.UTC(2026, 0, 1);
const minutes = (count: number): number => 60_000 * count;

/** Plays STS, whose sessions last an hour, and DynamoDB; `denies`: no role can be assumed. */
async function world({ denies = false } = {}) {
  let nowMs = startMs;
  let sessions = 0;
  const server: LocalServer = await localServer(({ headers }, response) => {
    if (headers["x-amz-target"] !== undefined) {
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
    } else if (denies) {
      response.writeHead(403, { "content-type": "text/xml", "x-amzn-requestid": "request-1" });
      response.end(errorXml("AccessDenied", "User is not authorized to perform: sts:AssumeRole"));
    } else {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(sessionXml(++sessions, new Date(nowMs + minutes(60))));
    }
  });
  const roles: AssumedRoles = new AssumedRoles(() => sdk, { now: () => nowMs });
  const sdk: SdkClients = sdkClients(server.url, { credentials: roles });
  const invoker = serviceInvoker({ sdk });
  return {
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    pass: (ms: number) => {
      nowMs += ms;
    },
    putItem: (role = roleArn) => {
      const parameters = { TableName: "t", Item: {} };
      const task = { credentials: { RoleArn: role } };
      return invoker.invoke(
        taskRequest("arn:aws:states:::aws-sdk:dynamodb:putItem", parameters, task),
      );
    },
    /** The keys that signed the calls of DynamoDB. */
    keys: () =>
      server.received
        .filter(({ headers }) => headers["x-amz-target"] !== undefined)
        .map(({ headers }) => /Credential=([^/]*)/.exec(headers.authorization ?? "")?.[1]),
    asked: () =>
      server.received
        .filter(({ headers }) => headers["x-amz-target"] === undefined)
        .map(({ body }) => Object.fromEntries(new URLSearchParams(body))),
  };
}

function sessionXml(number: number, expiration: Date): string {
  return `<AssumeRoleResponse><AssumeRoleResult><Credentials>
    <AccessKeyId>KEY${number}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
    <SessionToken>token</SessionToken><Expiration>${expiration.toISOString()}</Expiration>
  </Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function errorXml(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

it("a Task's call is signed with the session of its role", async () => {
  await using services = await world();
  expect(await services.putItem()).toEqual({ type: "succeeded", output: {} });
  expect(services.keys()).toEqual(["KEY1"]);
  expect(services.asked()).toMatchObject([
    {
      Action: "AssumeRole",
      RoleArn: roleArn,
      ExternalId: "arn:aws:states:eu-west-1:123456789012:stateMachine:machine",
    },
  ]);
});

it("calls at the same time, and later ones, share a session", async () => {
  await using services = await world();
  await Promise.all([services.putItem(), services.putItem()]);
  services.pass(minutes(40));
  await services.putItem();
  expect(services.asked()).toHaveLength(1);
});

it("a session is replaced before it ends", async () => {
  await using services = await world();
  await services.putItem();
  services.pass(minutes(50));
  await services.putItem();
  expect(services.keys()).toEqual(["KEY1", "KEY2"]);
});

it("each role has a session of its own", async () => {
  await using services = await world();
  await services.putItem();
  await services.putItem("arn:aws:iam::210987654321:role/third");
  expect(services.keys()).toEqual(["KEY1", "KEY2"]);
});

it("a role that cannot be assumed fails the Task, and is asked for again", async () => {
  await using services = await world({ denies: true });
  expect(await services.putItem()).toEqual({
    type: "failed",
    error: "States.TaskFailed",
    cause:
      `The role ${roleArn} cannot be assumed: User is not authorized to perform: sts:AssumeRole ` +
      "(Service: Sts, Status Code: 403, Request ID: request-1)",
  });
  await services.putItem();
  expect(services.asked()).toHaveLength(2);
  expect(services.keys()).toEqual([]);
});
