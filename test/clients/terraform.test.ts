import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Server } from "../../lib/hosts/server/server.ts";
import { call, testServer } from "../hosts/server/http-client.ts";

// What the AWS provider for Terraform, 5.42 and later, calls for aws_sfn_state_machine,
// aws_sfn_alias and aws_sfn_activity, in this order, with what it reads of the answers.
// https://github.com/hashicorp/terraform-provider-aws, internal/service/sfn

let server: Server;

beforeAll(async () => {
  server = await testServer();
});

afterAll(async () => {
  await server.stop();
});

const roleArn = "arn:aws:iam::123456789012:role/service-role/states";
const definitionOf = (result: number): string =>
  JSON.stringify({ StartAt: "S", States: { S: { Type: "Pass", Result: result, End: true } } });
const tags = [{ key: "Environment", value: "test" }];
const ask = (operation: string, request: object) => call(server.url, operation, request);

/** Every plan and every apply begins with this. */
async function refresh(stateMachineArn: string) {
  const description = await ask("DescribeStateMachine", { stateMachineArn });
  const { stateMachineVersions } = await ask("ListStateMachineVersions", { stateMachineArn });
  const listed = await ask("ListTagsForResource", { resourceArn: stateMachineArn });
  return { description, stateMachineVersions, tags: listed.tags };
}

describe("the calls of Terraform's provider", () => {
  it("plan, create, refresh, update and destroy a state machine", async () => {
    const definition = definitionOf(1);
    const request = { definition, type: "STANDARD" };
    expect(await ask("ValidateStateMachineDefinition", request)).toEqual({
      result: "OK",
      diagnostics: [],
      truncated: false,
    });
    const created = await ask("CreateStateMachine", {
      name: "terraform-1",
      definition,
      roleArn,
      type: "STANDARD",
      publish: true,
      tags,
      encryptionConfiguration: { type: "AWS_OWNED_KEY" },
      loggingConfiguration: { level: "OFF", includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    expect(created.creationDate).toBeTypeOf("number");
    const { stateMachineArn } = created;
    expect(created.stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    expect(await refresh(stateMachineArn)).toMatchObject({
      description: {
        status: "ACTIVE",
        name: "terraform-1",
        definition,
        roleArn,
        type: "STANDARD",
        loggingConfiguration: { level: "OFF", includeExecutionData: false },
        tracingConfiguration: { enabled: false },
        encryptionConfiguration: { type: "AWS_OWNED_KEY" },
      },
      stateMachineVersions: [{ stateMachineVersionArn: `${stateMachineArn}:1` }],
      tags,
    });

    const changed = definitionOf(2);
    const updated = await ask("UpdateStateMachine", {
      stateMachineArn,
      definition: changed,
      roleArn,
      publish: true,
    });
    expect(updated).toMatchObject({ stateMachineVersionArn: `${stateMachineArn}:2` });
    expect(updated.revisionId).toBeTypeOf("string");
    // The provider waits until the description is as it wants it.
    expect(await refresh(stateMachineArn)).toMatchObject({
      description: { definition: changed, revisionId: updated.revisionId },
      stateMachineVersions: [{}, {}],
    });
    await ask("UntagResource", { resourceArn: stateMachineArn, tagKeys: ["Environment"] });
    await ask("TagResource", {
      resourceArn: stateMachineArn,
      tags: [{ key: "Team", value: "a" }],
    });
    expect((await refresh(stateMachineArn)).tags).toEqual([{ key: "Team", value: "a" }]);

    const alias = {
      name: "live",
      description: "what people use",
      routingConfiguration: [{ stateMachineVersionArn: `${stateMachineArn}:2`, weight: 100 }],
    };
    const { stateMachineAliasArn } = await ask("CreateStateMachineAlias", alias);
    expect(await ask("DescribeStateMachineAlias", { stateMachineAliasArn })).toMatchObject(alias);
    const { stateMachineAliases } = await ask("ListStateMachineAliases", { stateMachineArn });
    expect(stateMachineAliases).toMatchObject([{ stateMachineAliasArn }]);
    expect(await ask("DeleteStateMachineAlias", { stateMachineAliasArn })).toEqual({});
    expect(await ask("DeleteStateMachine", { stateMachineArn })).toEqual({});
    // The provider waits for this error.
    expect(await ask("DescribeStateMachine", { stateMachineArn })).toMatchObject({
      __type: "StateMachineDoesNotExist",
    });
  });

  it("refuse a definition at plan, with a place in it", async () => {
    const definition = JSON.stringify({ StartAt: "Nowhere", States: { S: { Type: "Succeed" } } });
    const checked = await ask("ValidateStateMachineDefinition", { definition, type: "EXPRESS" });
    expect(checked.result).toBe("FAIL");
    expect(checked.diagnostics[0]).toMatchObject({ severity: "ERROR", location: "/StartAt" });
  });

  it("create, refresh and destroy an activity", async () => {
    const { activityArn } = await ask("CreateActivity", { name: "terraform", tags });
    expect(await ask("DescribeActivity", { activityArn })).toMatchObject({ name: "terraform" });
    expect(await ask("ListTagsForResource", { resourceArn: activityArn })).toEqual({ tags });
    expect(await ask("DeleteActivity", { activityArn })).toEqual({});
    expect(await ask("DescribeActivity", { activityArn })).toMatchObject({
      __type: "ActivityDoesNotExist",
    });
  });
});
