import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { activityHandler } from "../../../lib/hosts/lambda/deploy/activity-resource.ts";
import { bucketContentsHandler } from "../../../lib/hosts/lambda/deploy/bucket-contents-resource.ts";
import type { CustomResourceEvent } from "../../../lib/hosts/lambda/deploy/custom-resource.ts";
import { Deployer } from "../../../lib/hosts/lambda/deploy/deployer.ts";
import { permissionsHandler } from "../../../lib/hosts/lambda/deploy/permissions-resource.ts";
import { stateMachineHandler } from "../../../lib/hosts/lambda/deploy/state-machine-resource.ts";
import type { FunctionContext } from "../../../lib/hosts/lambda/function-events.ts";
import { RuntimeRig, type Sandbox } from "./runtime-rig.ts";

const roleArn = "arn:aws:iam::123456789012:role/stepwright/orders";
const arn = "arn:aws:states:eu-west-1:123456789012:stateMachine:orders";
const policy = (name: string): string => `arn:aws:iam::123456789012:policy/stepwright/${name}`;

const passing = (result: string): string =>
  JSON.stringify({
    StartAt: "Pass",
    States: { Pass: { Type: "Pass", Result: result, End: true } },
  });

/** A stack whose deployer runs on a simulated table. */
class Stack {
  readonly answers: { readonly url: string; readonly [field: string]: unknown }[] = [];
  /** On the role. */
  readonly attached = new Set<string>();
  /** When policies were made, where it matters. */
  readonly createdMs = new Map<string, number>();
  readonly emptied: string[] = [];
  readonly api: Sandbox;
  private readonly deployer: Deployer;

  constructor(api: Sandbox) {
    this.api = api;
    const call = async (operation: string, request: object) =>
      (await api.call(operation, request)) as never;
    const { definitions, executions } = api.world.parts.stores;
    const policies = {
      list: async () => [...this.attached],
      createdMs: async (policyArn: string) => this.createdMs.get(policyArn) ?? 0,
      remove: async (_role: string, policyArn: string) => void this.attached.delete(policyArn),
    };
    this.deployer = new Deployer({
      handlers: () => ({
        "Custom::StepwrightStateMachine": stateMachineHandler(call),
        "Custom::StepwrightActivity": activityHandler(call),
        "Custom::StepwrightPermissions": permissionsHandler({
          definitions,
          executions,
          policies,
          call,
        }),
        "Custom::StepwrightBucketContents": bucketContentsHandler(async (bucket) => {
          this.emptied.push(bucket);
        }),
      }),
      respond: async (url, body) => void this.answers.push({ url, ...JSON.parse(body) }),
      rest: () => api.world.rest(),
      log: api.world.parts.log,
    });
  }

  /** Answers what CloudFormation is told. */
  async request(type: string, event: Partial<CustomResourceEvent>): Promise<StackAnswer> {
    const whole = {
      RequestType: "Create",
      ResponseURL: "https://cloudformation/answer",
      StackId: "stack",
      RequestId: "request",
      LogicalResourceId: "Resource",
      ResourceType: `Custom::Stepwright${type}`,
      ResourceProperties: {},
      ...event,
    } as const;
    await this.deployer.handle(whole, {} as FunctionContext);
    return this.answers.at(-1) as unknown as StackAnswer;
  }
}

interface StackAnswer {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly [attribute: string]: string };
}

const orders = {
  stateMachineName: "orders",
  type: "STANDARD",
  definition: passing("one"),
  roleArn,
  permissions: [policy("a")],
  tags: { team: "sales" },
};

async function newStack(): Promise<Stack> {
  return new Stack(await new RuntimeRig().deployed());
}

async function tagsOf({ api }: Stack): Promise<object> {
  const { tags } = await api.call("ListTagsForResource", { resourceArn: arn });
  const list = tags as readonly { readonly key: string; readonly value: string }[];
  return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}

describe("a state machine of a stack", () => {
  it("is created under its ARN, with its tags and the policies that it needs", async () => {
    const stack = await newStack();
    const answer = await stack.request("StateMachine", { ResourceProperties: orders });
    expect(answer).toMatchObject({
      url: "https://cloudformation/answer",
      StackId: "stack",
      RequestId: "request",
      LogicalResourceId: "Resource",
      Status: "SUCCESS",
      PhysicalResourceId: arn,
      Data: { Arn: arn, Name: "orders", StateMachineRevisionId: "INITIAL" },
    });
    expect(await tagsOf(stack)).toEqual({ team: "sales", "stepwright:policy:1": policy("a") });
  });

  it("is created from a deflated definition, with its placeholders filled in", async () => {
    const stack = await newStack();
    const definitionDeflated = deflateRawSync(passing("${Place}")).toString("base64");
    const { definition, ...rest } = orders;
    const properties = { ...rest, definitionDeflated, definitionSubstitutions: { Place: "here" } };
    await stack.request("StateMachine", { ResourceProperties: properties });
    const described = await stack.api.call("DescribeStateMachine", { stateMachineArn: arn });
    expect(described.definition).toBe(passing("here"));
  });

  it("is refused as the API refuses it, and nothing is deleted afterwards", async () => {
    const stack = await newStack();
    const broken = { ...orders, definition: '{ "StartAt": "Nowhere", "States": {} }' };
    const answer = await stack.request("StateMachine", { ResourceProperties: broken });
    expect(answer).toMatchObject({ Status: "FAILED", PhysicalResourceId: "not-created" });
    expect(answer.Reason).toMatch(/^Invalid State Machine Definition: /);
    const rolledBack = await stack.request("StateMachine", {
      RequestType: "Delete",
      PhysicalResourceId: "not-created",
      ResourceProperties: broken,
    });
    expect(rolledBack.Status).toBe("SUCCESS");
  });

  it("is updated in place; its running executions keep their definition", async () => {
    const stack = await newStack();
    await stack.request("StateMachine", { ResourceProperties: orders });
    const before = await stack.api.start("orders");
    const changed = {
      ...orders,
      definition: passing("two"),
      permissions: [policy("b")],
      tags: { owner: "me" },
      logging: { level: "ALL", includeExecutionData: "true", logGroupArn: "arn:aws:logs:r:a:log" },
    };
    const answer = await stack.request("StateMachine", {
      RequestType: "Update",
      PhysicalResourceId: arn,
      ResourceProperties: changed,
      OldResourceProperties: orders,
    });
    expect(answer).toMatchObject({ Status: "SUCCESS", PhysicalResourceId: arn });
    expect(answer.Data?.StateMachineRevisionId).not.toBe("INITIAL");
    expect(await tagsOf(stack)).toEqual({ owner: "me", "stepwright:policy:1": policy("b") });
    const after = await stack.api.start("orders");
    await stack.api.rig.settle();
    const outputs = [before, after].map(async (executionArn) => {
      return (await stack.api.call("DescribeExecution", { executionArn })).output;
    });
    expect(await Promise.all(outputs)).toEqual(['"one"', '"two"']);
    const { loggingConfiguration } = await stack.api.call("DescribeStateMachine", {
      stateMachineArn: arn,
    });
    expect(loggingConfiguration).toMatchObject({
      level: "ALL",
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: "arn:aws:logs:r:a:log:*" } }],
    });
  });

  it("is another one under another name or of another type", async () => {
    const stack = await newStack();
    await stack.request("StateMachine", { ResourceProperties: orders });
    const answer = await stack.request("StateMachine", {
      RequestType: "Update",
      PhysicalResourceId: arn,
      ResourceProperties: { ...orders, stateMachineName: "sales" },
      OldResourceProperties: orders,
    });
    expect(answer.PhysicalResourceId).toBe(arn.replace("orders", "sales"));
    const deleted = { RequestType: "Delete", PhysicalResourceId: arn } as const;
    await stack.request("StateMachine", { ...deleted, ResourceProperties: orders });
    const { stateMachines } = await stack.api.call("ListStateMachines", {});
    expect((stateMachines as { name: string }[]).map(({ name }) => name)).toEqual(["sales"]);
  });

  it("is deleted twice without harm", async () => {
    const stack = await newStack();
    await stack.request("StateMachine", { ResourceProperties: orders });
    for (let times = 0; times < 2; times++) {
      const answer = await stack.request("StateMachine", {
        RequestType: "Delete",
        PhysicalResourceId: arn,
        ResourceProperties: orders,
      });
      expect(answer.Status).toBe("SUCCESS");
    }
  });
});

describe("an activity of a stack", () => {
  const activityArn = "arn:aws:states:eu-west-1:123456789012:activity:approve";

  it("is created, tagged and deleted", async () => {
    const stack = await newStack();
    const properties = { activityName: "approve", tags: { team: "sales" } };
    const created = await stack.request("Activity", { ResourceProperties: properties });
    const data = { Arn: activityArn, Name: "approve" };
    expect(created).toMatchObject({ PhysicalResourceId: activityArn, Data: data });
    await stack.request("Activity", {
      RequestType: "Update",
      PhysicalResourceId: activityArn,
      ResourceProperties: { activityName: "approve", tags: { owner: "me" } },
      OldResourceProperties: properties,
    });
    const { tags } = await stack.api.call("ListTagsForResource", { resourceArn: activityArn });
    expect(tags).toEqual([{ key: "owner", value: "me" }]);
    await stack.request("Activity", {
      RequestType: "Delete",
      PhysicalResourceId: activityArn,
      ResourceProperties: properties,
    });
    expect(await stack.api.call("ListActivities", {})).toEqual({ activities: [] });
  });
});

describe("permissions that left a stack", () => {
  const waiting = JSON.stringify({
    StartAt: "Wait",
    States: { Wait: { Type: "Wait", Seconds: 60, End: true } },
  });
  const deleted = {
    RequestType: "Delete",
    PhysicalResourceId: "permissions",
    ResourceProperties: {
      stateMachineArn: arn,
      roleName: "orders",
      policyPath: "/stepwright/",
      policyArns: [policy("a")],
    },
  } as const;

  async function updated(): Promise<Stack> {
    const stack = await newStack();
    stack.attached.add(policy("a")).add(policy("b"));
    const first = { ...orders, definition: waiting };
    await stack.request("StateMachine", { ResourceProperties: first });
    await stack.api.start("orders");
    await stack.api.rig.settle();
    stack.api.rig.clock.waitUntil(stack.api.rig.clock.now() + 1_000);
    await stack.request("StateMachine", {
      RequestType: "Update",
      PhysicalResourceId: arn,
      ResourceProperties: { ...orders, permissions: [policy("b")] },
      OldResourceProperties: first,
    });
    return stack;
  }

  it("stay while an execution runs that may need them", async () => {
    const stack = await updated();
    expect((await stack.request("Permissions", deleted)).Status).toBe("SUCCESS");
    expect([...stack.attached]).toEqual([policy("a"), policy("b")]);
  });

  it("go where nothing runs that was started while they were in use", async () => {
    const stack = await updated();
    const { clock } = stack.api.rig;
    const needing = (name = "") => ({
      ...orders,
      definition: passing(name),
      permissions: [policy(name)],
    });
    stack.createdMs.set(policy("b"), clock.now());
    await stack.request("Permissions", deleted);
    // A deploy after the other, while the first execution runs and others come and go.
    for (const [former, name] of ["bc", "cd", "de"].map((pair) => [...pair])) {
      clock.waitUntil(clock.now() + 10_000);
      if (former === "d") await stack.api.start("orders");
      clock.waitUntil(clock.now() + 1_000);
      stack.attached.add(policy(name ?? ""));
      stack.createdMs.set(policy(name ?? ""), clock.now());
      await stack.request("StateMachine", {
        RequestType: "Update",
        PhysicalResourceId: arn,
        ResourceProperties: needing(name),
        OldResourceProperties: needing(former),
      });
      await stack.request("Permissions", deleted);
    }
    // The first one runs, and the one that was started with "d".
    expect([...stack.attached]).toEqual([policy("a"), policy("d"), policy("e")]);
    clock.waitUntil(clock.now() + 60_000);
    await stack.api.rig.settle();
    await stack.request("Permissions", deleted);
    expect([...stack.attached]).toEqual([policy("e")]);
    expect(await tagsOf(stack)).toEqual({ team: "sales", "stepwright:policy:1": policy("e") });
  });

  it("stay where a published version may need them", async () => {
    const stack = await updated();
    stack.api.rig.clock.waitUntil(stack.api.rig.clock.now() + 60_000);
    await stack.api.rig.settle();
    await stack.api.call("PublishStateMachineVersion", { stateMachineArn: arn });
    await stack.request("Permissions", deleted);
    expect([...stack.attached]).toEqual([policy("a"), policy("b")]);
  });

  it("go when it has ended, those that the state machine names excepted", async () => {
    const stack = await updated();
    stack.api.rig.clock.waitUntil(stack.api.rig.clock.now() + 60_000);
    await stack.api.rig.settle();
    await stack.request("Permissions", deleted);
    expect([...stack.attached]).toEqual([policy("b")]);
  });

  it("all go with the state machine", async () => {
    const stack = await updated();
    await stack.api.call("DeleteStateMachine", { stateMachineArn: arn });
    await stack.request("Permissions", deleted);
    expect([...stack.attached]).toEqual([]);
  });
});

describe("the deployer", () => {
  it("empties a bucket when it is deleted, and not before", async () => {
    const stack = await newStack();
    const ResourceProperties = { bucketName: "values" };
    const { PhysicalResourceId } = await stack.request("BucketContents", { ResourceProperties });
    expect(stack.emptied).toEqual([]);
    await stack.request("BucketContents", {
      RequestType: "Delete",
      PhysicalResourceId,
      ResourceProperties,
    });
    expect(stack.emptied).toEqual(["values"]);
  });

  it("answers a request that it does not know, too", async () => {
    const stack = await newStack();
    const answer = await stack.request("Teapot", {});
    expect(answer).toMatchObject({ Status: "FAILED" });
    expect(answer.Reason).toContain("Custom::StepwrightTeapot");
  });
});
