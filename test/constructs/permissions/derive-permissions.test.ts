import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { derivePermissions } from "../../../lib/constructs/permissions/derive-permissions.ts";
import type { PlaceholderTarget } from "../../../lib/constructs/permissions/permission.ts";
import type { JsonObject, JsonValue } from "../../../lib/language/json.ts";

interface Case {
  readonly title: string;
  readonly state: JsonObject;
  /** The resources of each action. */
  readonly permissions?: { readonly [action: string]: readonly string[] };
  readonly unknown?: readonly string[];
  readonly refusals?: readonly string[];
}

const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL("cases.json", import.meta.url), "utf8"),
);

describe("what a state must be allowed to do", () => {
  for (const { title, state, permissions = {}, unknown = [], refusals = [] } of cases) {
    it(title, () => {
      expect(derived(machine(state))).toEqual({ permissions, unknown, refusals });
    });
  }

  it("is found in branches and iterations, too", () => {
    const resource = (name: string): string =>
      `arn:aws:states:us-east-1:111122223333:stateMachine:${name}`;
    const start = (name: string): JsonObject => ({
      Type: "Task",
      Resource: "arn:aws:states:::states:startExecution",
      Parameters: { StateMachineArn: resource(name) },
      End: true,
    });
    const definition = machine({
      Type: "Parallel",
      Branches: [
        machine(start("A")),
        machine({ Type: "Map", ItemProcessor: machine(start("B")), End: true }),
      ],
    });
    expect(derived(definition).permissions).toEqual({
      "states:StartExecution": [resource("A"), resource("B")],
    });
  });

  it("is nothing for what is no definition", () => {
    const values: readonly JsonValue[] = [
      null,
      "text",
      [],
      {},
      { States: 1 },
      { States: { A: 1 } },
    ];
    for (const value of values) {
      expect(derivePermissions(value)).toEqual({ permissions: [], unknown: [], refusals: [] });
    }
  });

  it("names the state that needs a grant, with its place", () => {
    const state = { Resource: "arn:aws:states:::sqs:sendMessage", Parameters: {} };
    const [unknown] = derivePermissions(machine(state)).unknown;
    expect(unknown).toMatchObject({ stateName: "Only", pointer: "/States/Only" });
  });
});

function machine(state: JsonObject): JsonObject {
  return { StartAt: "Only", States: { Only: { Type: "Task", ...state } } };
}

function derived(definition: JsonObject): Omit<Case, "title" | "state"> {
  const { permissions, unknown, refusals } = derivePermissions(definition, "STANDARD", target);
  const byAction: { [action: string]: string[] } = {};
  for (const { actions, resources, conditions } of permissions) {
    const suffix = Object.values(conditions ?? {})
      .flatMap((keys) => Object.entries(keys))
      .map(([key, value]) => ` if ${key} is ${value}`)
      .join("");
    for (const action of actions) {
      byAction[action] = [...(byAction[action] ?? []), ...resources.map((each) => each + suffix)];
    }
  }
  return {
    permissions: byAction,
    unknown: unknown.map(({ reason, actions }) => `${reason}: ${actions.join(", ")}`),
    refusals: refusals.map(({ message }) => message),
  };
}

/** The app that the cases are about. */
const resourceTypes: { readonly [logicalId: string]: string | undefined } = {
  Connection: "AWS::Events::Connection",
  Orders: "AWS::SQS::Queue",
  Ours: "Custom::StepwrightStateMachine",
  OurActivity: "Custom::StepwrightActivity",
  Results: "AWS::S3::Bucket",
  Ship: "AWS::Lambda::Function",
  Shop: "AWS::S3::Bucket",
  Slow: "AWS::Lambda::Function",
  Stock: "AWS::DynamoDB::Table",
  Theirs: "AWS::StepFunctions::StateMachine",
};

function target(placeholder: string): PlaceholderTarget | undefined {
  const [logicalId = "", attribute] = placeholder.split(".");
  const resourceType = resourceTypes[logicalId];
  if (resourceType === undefined) return undefined;
  return { resourceType, attribute, timeoutSeconds: logicalId === "Slow" ? 900 : undefined };
}
