import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Rule, Schedule as RuleSchedule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import type { CfnStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import * as theirs from "aws-cdk-lib/aws-stepfunctions";
import { describe, expect, it, vi } from "vitest";
import * as sfn from "../../lib/constructs/index.ts";
import { quickApp } from "./quick-app.ts";
import { readable } from "./readable.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

const stack = new Stack(quickApp(), "Shop");
new sfn.Stepwright(stack, "Stepwright");
const plain: theirs.IStateMachine = new sfn.StateMachine(stack, "Plain", {
  definitionBody: sfn.DefinitionBody.fromString(
    '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } }',
  ),
});
const activity = new sfn.Activity(stack, "Read");
const caller = new Role(stack, "Caller", {
  assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
});
plain.grantStartExecution(caller);
const imported = sfn.StateMachine.fromStateMachineName(stack, "Imported", "elsewhere");
imported.grantRead(
  new Role(stack, "Reader", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") }),
);

new Rule(stack, "Rule", {
  schedule: RuleSchedule.rate(Duration.hours(1)),
  targets: [
    new sfn.SfnStateMachine(plain),
    new sfn.SfnStateMachine(plain, { input: RuleTargetInput.fromEventPath("$.detail") }),
    new sfn.SfnStateMachine(plain, { input: RuleTargetInput.fromObject({ day: 1, text: "a<b" }) }),
  ],
});
new Schedule(stack, "Nightly", {
  schedule: ScheduleExpression.rate(Duration.days(1)),
  target: new sfn.StepFunctionsStartExecution(plain, {
    input: ScheduleTargetInput.fromObject({ day: "today" }),
  }),
});

const template = Template.fromStack(stack);

describe("a state machine is used as one of Step Functions", () => {
  it("grants let their grantee call the runtime's API", () => {
    for (const name of ["Caller", "Reader"]) {
      template.hasResourceProperties("AWS::IAM::Policy", {
        Roles: [{ Ref: Match.stringLikeRegexp(`^${name}`) }],
        PolicyDocument: {
          Statement: [
            Match.objectLike({ Action: "lambda:InvokeFunction" }),
            Match.objectLike({ Action: "lambda:InvokeFunctionUrl" }),
          ],
        },
      });
    }
  });

  it("has every member and static that theirs has, but the metrics of activities", () => {
    const missing = [
      ...missingMembers(theirs.StateMachine, sfn.StateMachine),
      ...missingMembers(theirs.Activity, sfn.Activity),
    ];
    expect(missing.filter((member) => !member.startsWith("metric"))).toEqual([]);
    expect(missing).toHaveLength(10);
  });

  it("stands for theirs, beside all else that they have", () => {
    const own = new Set(Object.keys(sfn));
    expect(Object.keys(theirs).filter((name) => !own.has(name))).toEqual([]);
    expect(sfn.StateMachine).not.toBe(theirs.StateMachine);
    expect(sfn.Pass).toBe(theirs.Pass);
  });

  it("takes the place of theirs in a stack that is deployed, and gives it back", () => {
    const build = (states: typeof theirs | typeof sfn) => {
      const shop = new Stack(quickApp(), "Shop");
      if (states === sfn) new sfn.Stepwright(shop, "Stepwright");
      const definitionBody = theirs.DefinitionBody.fromChainable(new theirs.Succeed(shop, "Done"));
      const machine = new states.StateMachine(shop, "Orders", { definitionBody });
      machine.applyRemovalPolicy(RemovalPolicy.RETAIN);
      new states.Activity(shop, "Read").applyRemovalPolicy(RemovalPolicy.RETAIN);
      const types = Object.entries(Template.fromStack(shop).toJSON().Resources);
      return new Map(types.map(([id, resource]) => [id, Object(resource)]));
    };
    // CloudFormation refuses an update that changes the type of a resource.
    const [before, after] = [build(theirs), build(sfn)];
    for (const [id, { Type }] of before) {
      expect([undefined, Type], id).toContain(after.get(id)?.Type);
    }
    const ours = [...after.values()].filter(({ Type }) => /Machine$|Activity$/.test(Type));
    expect(ours).toHaveLength(2);
    for (const resource of ours) expect(resource).toMatchObject({ DeletionPolicy: "Retain" });
  });

  it("refuses overrides of properties, which theirs alone have", () => {
    const child = plain.node.defaultChild as CfnStateMachine;
    expect(() => child.addPropertyOverride("TracingConfiguration.Enabled", true)).toThrow(
      "Shop/Plain/StateMachine: the override of Properties.TracingConfiguration.Enabled has no " +
        "effect on a Custom::StepwrightStateMachine: give the construct the prop",
    );
  });

  it("runs in a runtime that another app deploys", () => {
    const other = new Stack(quickApp(), "Other");
    const runtime = sfn.Stepwright.fromStepwrightAttributes(other, "Runtime", {
      apiFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:api",
      apiUrl: "https://api.lambda-url.us-east-1.on.aws/",
      deployerArn: "arn:aws:lambda:us-east-1:111122223333:function:deployer",
      performerArns: ["arn:aws:iam::111122223333:role/interpreter"],
      iamPath: "/stepwright/0123/",
    });
    expect(sfn.Stepwright.of(other)).toBe(runtime);
    const definitionBody = sfn.DefinitionBody.fromChainable(new sfn.Succeed(other, "Done"));
    const machine = new sfn.StateMachine(other, "M", { definitionBody });
    machine.grantStartExecution(
      new Role(other, "Caller", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") }),
    );
    const template = Template.fromStack(other);
    template.hasResourceProperties("Custom::StepwrightStateMachine", {
      ServiceToken: "arn:aws:lambda:us-east-1:111122223333:function:deployer",
    });
    template.hasResourceProperties("AWS::IAM::Role", {
      Path: "/stepwright/0123/",
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({ Principal: { AWS: "arn:aws:iam::111122223333:role/interpreter" } }),
        ],
      },
    });
    const apiArn = "arn:aws:lambda:us-east-1:111122223333:function:api";
    template.hasResourceProperties("AWS::IAM::Policy", {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: apiArn })]) },
    });
  });

  it("has every grant and metric, by the same names", () => {
    const other = new Role(new Stack(quickApp(), "Other"), "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    });
    for (const grant of [
      plain.grantStartSyncExecution(other),
      plain.grantRead(other),
      plain.grantTaskResponse(other),
      plain.grantRedriveExecution(other),
      plain.grantExecution(other, "states:StopExecution"),
      plain.grant(other, "states:ListExecutions"),
      activity.grant(other, "states:GetActivityTask"),
    ]) {
      expect(grant.success).toBe(true);
    }
    const metrics = [
      plain.metricStarted(),
      plain.metricSucceeded(),
      plain.metricFailed(),
      plain.metricAborted(),
      plain.metricTimedOut(),
      plain.metricThrottled(),
      plain.metricTime(),
    ];
    for (const { namespace, dimensions } of metrics) {
      expect(namespace).toBe("Stepwright");
      expect(stack.resolve(dimensions)).toEqual({
        StateMachineArn: { Ref: expect.stringMatching(/^Plain/) },
      });
    }
    expect(metrics.map(({ statistic }) => statistic)).toEqual([
      ...Array.from({ length: 6 }, () => "Sum"),
      "Average",
    ]);
  });

  it("starts by the events of a rule, once for each event", () => {
    const [rule] = Object.values(template.findResources("AWS::Events::Rule"));
    const [whole, detail, constant] = rule?.Properties.Targets ?? [];
    expect(JSON.parse(readable(whole.InputTransformer.InputTemplate))).toEqual({
      operation: "StartExecution",
      request: {
        stateMachineArn: "<PlainStateMachine>",
        name: expect.stringMatching(/^<stepwrightId>-[0-9a-f]{12}$/),
        input: {},
      },
      isRedelivered: true,
    });
    expect(whole.InputTransformer.InputPathsMap).toEqual({ stepwrightId: "$.id" });
    expect(detail.InputTransformer.InputPathsMap).toEqual({
      stepwrightId: "$.id",
      stepwrightInput: "$.detail",
    });
    expect(JSON.parse(readable(constant.Input))).toMatchObject({
      request: { input: { day: 1, text: "a<b" } },
      isRedelivered: false,
    });
  });

  it("starts by a schedule", () => {
    const schedules = Object.values(template.findResources("AWS::Scheduler::Schedule"));
    const schedule = schedules.find(({ Properties }) => Properties.Target.Input !== undefined);
    expect(JSON.parse(readable(schedule?.Properties.Target.Input))).toMatchObject({
      request: {
        stateMachineArn: "<PlainStateMachine>",
        name: expect.stringMatching(/^<aws.scheduler.execution-id>-[0-9a-f]{12}$/),
        input: { day: "today" },
      },
      isRedelivered: true,
    });
  });
});

interface Class {
  readonly prototype: object;
}

function missingMembers(theirs: Class, ours: Class): readonly string[] {
  const own = membersOf(ours);
  return [...membersOf(theirs)].filter((member) => !own.has(member));
}

/** The public ones, inherited ones included. */
function membersOf(type: Class): Set<string> {
  const members = Object.getOwnPropertyNames(type).map((name) => `static ${name}`);
  for (let of = type.prototype; of !== Object.prototype; of = Object.getPrototypeOf(of)) {
    members.push(...Object.getOwnPropertyNames(of));
  }
  return new Set(members.filter((name) => !internal.test(name)));
}

/** Private in their types, or of jsii's own. */
const internal =
  /^(static )?(_.*|PROPERTY_INJECTION_ID|length|name|prototype|validate\w+|build\w+|cannedMetric|generateName)$/;
