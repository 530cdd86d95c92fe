import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Duration, Stack } from "aws-cdk-lib";
import { StepFunctionsRestApi } from "aws-cdk-lib/aws-apigateway";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import * as theirs from "aws-cdk-lib/aws-events-targets";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Code, Function as LambdaFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { StateMachine as TheirStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { afterAll, describe, expect, it, vi } from "vitest";
import * as sfn from "../../lib/constructs/index.ts";
import { quickApp } from "./quick-app.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

const folder = mkdtempSync(join(tmpdir(), "stepwright-refused-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const app = quickApp();
const stack = new Stack(app, "Shop");
const runtime = new sfn.Stepwright(stack, "Stepwright");
const pass = '{ "StartAt": "A", "States": { "A": { "Type": "Pass", "End": true } } }';
const definitionBody = sfn.DefinitionBody.fromString(pass);
const machine = (id: string, props: sfn.StateMachineProps): sfn.StateMachine =>
  new sfn.StateMachine(stack, id, props);
const fine = machine("Fine", { definitionBody });

describe("a prop that can have no effect is refused at once, by name", () => {
  const key = new sfn.CustomerManagedEncryptionConfiguration(new Key(stack, "Key"));
  const refused: { readonly [name: string]: readonly [sfn.StateMachineProps, string] } = {
    Tracing: [{ definitionBody, tracingEnabled: true }, "tracingEnabled is true, but"],
    Key: [{ definitionBody, encryptionConfiguration: key }, "encryptionConfiguration has a key"],
    Logs: [{ definitionBody, logs: { level: sfn.LogLevel.ALL } }, "logs has no destination"],
    Name: [{ definitionBody, stateMachineName: "a b" }, 'stateMachineName is "a b": it takes'],
    Asset: [
      {
        definitionBody: sfn.DefinitionBody.fromFile(written("asset.asl.json", pass), {
          deployTime: true,
        }),
      },
      "the definition is no asset, so it has no deployTime",
    ],
  };
  for (const [name, [props, message]] of Object.entries(refused)) {
    it(message, () => {
      expect(() => machine(`Refused${name}`, props)).toThrow(`Shop/Refused${name}: ${message}`);
    });
  }

  it("no definition, or two", () => {
    expect(() => machine("None", {})).toThrow(
      "You need to specify either definition or definitionBody",
    );
    const both = { definitionBody, definition: new sfn.Pass(stack, "Both pass") };
    expect(() => machine("Both", both)).toThrow(
      "Cannot specify definition and definitionBody at the same time",
    );
  });

  it("the key of an activity", () => {
    expect(() => new sfn.Activity(stack, "Read", { encryptionConfiguration: key })).toThrow(
      "Shop/Read: encryptionConfiguration has a key of yours",
    );
  });

  it("no runtime, or several", () => {
    const bare = new Stack(quickApp(), "Bare");
    expect(() => new sfn.StateMachine(bare, "M", { definitionBody })).toThrow(
      "Bare/M: there is no runtime; add new Stepwright(…) before it",
    );
    new sfn.Stepwright(bare, "One");
    new sfn.Stepwright(bare, "Two");
    expect(() => new sfn.StateMachine(bare, "N", { definitionBody })).toThrow(
      "Bare/N: there are several runtimes (Bare/One, Bare/Two); name one with `runtime`",
    );
  });
});

describe("what would ask Step Functions to start an execution is refused at once", () => {
  it("CDK's own target of a rule", () => {
    const target = () => new theirs.SfnStateMachine(fine);
    expect(target).toThrow(
      "Shop/Fine: events.amazonaws.com cannot start executions of a state machine that is not " +
        "Step Functions' own: use SfnStateMachine of \"stepwright/constructs\" as the rule's target",
    );
  });

  it("other services", () => {
    for (const service of ["scheduler", "apigateway", "pipes", "iot"]) {
      const assumedBy = new ServicePrincipal(`${service}.amazonaws.com`);
      const role = new Role(stack, `${service}Role`, { assumedBy });
      expect(() => fine.grantStartExecution(role)).toThrow(
        `${service}.amazonaws.com cannot start executions`,
      );
    }
  });

  it("CDK's REST API of an Express state machine", () => {
    const stateMachine = machine("Hello", {
      definitionBody,
      stateMachineType: sfn.StateMachineType.EXPRESS,
    });
    expect(() => new StepFunctionsRestApi(stack, "Api", { stateMachine })).toThrow(
      "Shop/Hello: apigateway.amazonaws.com cannot start executions of a state machine that is " +
        "not Step Functions' own: let it invoke runtime.apiFunction",
    );
  });

  it("a version that CloudFormation publishes, when the app is synthesised", () => {
    const { stateMachineArn, stateMachineRevisionId, node } = machine("Versioned", {
      definitionBody,
    });
    expect(node.validate()).toEqual([]);
    const props = { stateMachineArn, stateMachineRevisionId };
    new sfn.CfnStateMachineVersion(new Stack(app, "Versions"), "V", props);
    expect(node.validate()).toEqual([
      expect.stringMatching(/^Versions\/V is a version in Step Functions, .* PublishStateMachine/),
    ]);
  });

  it("the role of a rule's target", () => {
    const role = new Role(stack, "EventsRole", {
      assumedBy: new ServicePrincipal("events.amazonaws.com"),
    });
    expect(() => new sfn.SfnStateMachine(fine, { role })).toThrow(
      "Shop/Fine: the role of the target has no effect",
    );
  });

  it("our target for a state machine of Step Functions", () => {
    const other = TheirStateMachine.fromStateMachineName(stack, "Theirs", "theirs");
    const rule = new Rule(stack, "Rule", { schedule: Schedule.rate(Duration.hours(1)) });
    expect(() => rule.addTarget(new sfn.SfnStateMachine(other))).toThrow(
      "Shop/Theirs is a state machine of Step Functions: take the target of aws-cdk-lib",
    );
  });
});

describe("a bad definition fails the synth", () => {
  it("with the file, the line and the code", () => {
    const text =
      '{\n  "StartAt": "A",\n  "States": { "A": { "Type": "Pass", "Next": "Gone" } }\n}\n';
    const file = written("bad.asl.json", text);
    expect(faults({ definitionBody: sfn.DefinitionBody.fromFile(file) })).toContain(
      `${relative("", file)}:3:46 error MISSING_TRANSITION_TARGET: ` +
        'there is no state "Gone" (at /States/A/Next)',
    );
  });

  it("of CDK's states, too", () => {
    const chain = new sfn.CustomState(stack, "Custom", { stateJson: { Type: "Pas", End: true } });
    expect(faults({ definitionBody: sfn.DefinitionBody.fromChainable(chain) })[0]).toMatch(
      /^definition:\d+:\d+ error SCHEMA_VALIDATION_FAILED: .* \(at \/States\/Custom\/Type\)$/,
    );
  });

  it("that is no JSON", () => {
    const [fault] = faults({ definitionBody: sfn.DefinitionBody.fromString('{ "StartAt": }') });
    expect(fault).toMatch(/^definition:1:\d+ error INVALID_JSON_DESCRIPTION: /);
  });

  it("that says something else than the props", () => {
    const text = pass.replace("{", '{ "TimeoutSeconds": 5, ');
    const props = { timeout: Duration.minutes(1) };
    expect(faults({ definitionBody: sfn.DefinitionBody.fromString(text), ...props })).toEqual([
      'definition:1:21 error SCHEMA_VALIDATION_FAILED: "TimeoutSeconds" is 5 in the definition and ' +
        "60 in the props of the state machine: say it once (at /TimeoutSeconds)",
    ]);
  });

  it("whose target is known only at run time, by the state's name and what to write", () => {
    const state =
      '"Resource": "arn:aws:states:::sqs:sendMessage", "Parameters": { "QueueUrl.$": "$.q" }';
    expect(faults({ definitionBody: sfn.DefinitionBody.fromString(task(state)) })).toEqual([
      'state "Notify": QueueUrl is known only at run time, so its permission cannot be derived: ' +
        "grant it, for example by addToRolePolicy(new PolicyStatement({ actions: " +
        '["sqs:SendMessage"], resources: […] })) (at /States/Notify)',
    ]);
  });

  it("that calls a function of the app that may run for 15 minutes", () => {
    const slow = new LambdaFunction(stack, "Slow", {
      code: Code.fromInline("exports.handler = async () => {};"),
      handler: "index.handler",
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.minutes(15),
    });
    for (const { functionArn } of [slow, slow.currentVersion, slow.addAlias("live")]) {
      const text = task(`"Resource": "${functionArn}"`);
      expect(faults({ definitionBody: sfn.DefinitionBody.fromString(text) })[0]).toMatch(
        /^state "Notify": the function may run for 900 seconds, a Task for 840 at most: give the/,
      );
    }
  });

  it("but a warning does not", () => {
    const text = pass.replace("true", 'true, "Comment": "${Shop}"');
    const warned = machine("Warned", { definitionBody: sfn.DefinitionBody.fromString(text) });
    expect(warned.node.validate()).toEqual([]);
    expect(warnings(warned)).toEqual([
      expect.stringContaining("nothing stands for the placeholder ${Shop}"),
    ]);
  });

  it("a role from elsewhere is a warning", () => {
    const role = Role.fromRoleArn(stack, "Elsewhere", "arn:aws:iam::111122223333:role/elsewhere");
    expect(warnings(machine("WithRole", { definitionBody, role, runtime }))).toEqual([
      expect.stringContaining("the role was not made in this app"),
    ]);
  });
});

let count = 0;

/** What validation at synth says of a state machine of these props. */
function faults(props: sfn.StateMachineProps): string[] {
  count += 1;
  const scratch = new Stack(quickApp(), `Scratch${count}`);
  return new sfn.StateMachine(scratch, "M", { ...props, runtime }).node.validate();
}

function warnings({ node }: sfn.StateMachine): unknown[] {
  return node.metadata.filter(({ type }) => /warning/.test(type)).map(({ data }) => data);
}

function task(fields: string): string {
  return `{ "StartAt": "Notify", "States": { "Notify": { "Type": "Task", ${fields}, "End": true } } }`;
}

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
