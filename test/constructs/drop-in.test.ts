import { App, Duration, Stack } from "aws-cdk-lib";
import { Match, Template } from "aws-cdk-lib/assertions";
import { Rule, Schedule as RuleSchedule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { describe, expect, it, vi } from "vitest";
import * as sfn from "../../lib/constructs/index.ts";
import { readable } from "./readable.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

const stack = new Stack(new App(), "Shop");
new sfn.Stepwright(stack, "Stepwright");
const plain: IStateMachine = new sfn.StateMachine(stack, "Plain", {
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

  it("has every grant and metric, by the same names", () => {
    const other = new Role(new Stack(new App(), "Other"), "Role", {
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
        stateMachineArn: "<Plain>",
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
        stateMachineArn: "<Plain>",
        name: expect.stringMatching(/^<aws.scheduler.execution-id>-[0-9a-f]{12}$/),
        input: { day: "today" },
      },
      isRedelivered: true,
    });
  });
});
