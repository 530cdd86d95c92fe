import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { InvalidDefinition, StateMachine } from "../../lib/index.ts";
import "../../lib/testing/vitest.ts";

const folder = mkdtempSync(join(tmpdir(), "stepwright-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const json = '{ "StartAt": "Hello", "States": { "Hello": { "Type": "Pass", "End": true } } }';
const yaml = "StartAt: Hello\nStates:\n  Hello:\n    Type: Pass\n    End: true\n";

const template = `
Resources:
  First:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition: ${json}
  Second:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineType: EXPRESS
      DefinitionString: !Sub >-
        {"StartAt": "Call", "States": {"Call":
        {"Type": "Task", "Resource": "\${Charge.Arn}", "End": true}}}
  Charge:
    Type: AWS::Lambda::Function
`;

describe("a state machine is read", () => {
  it("from a JSON file, which names it", async () => {
    const machine = await StateMachine.fromFile(file("hello.asl.json", json));
    expect(machine.name).toBe("hello");
    expect(await machine.run({ a: 1 })).toHaveOutput({ a: 1 });
  });

  it("from a YAML file", async () => {
    const machine = await StateMachine.fromFile(file("hello.asl.yaml", yaml));
    expect(await machine.run()).toHaveTakenPath("Hello");
  });

  it("from a text, in JSON or YAML", async () => {
    expect(await StateMachine.fromText(json).run()).toHaveSucceeded();
    expect(await StateMachine.fromText(yaml, { name: "Named" }).run()).toHaveSucceeded();
  });

  it("from a template, by its logical id, with its references resolved", async () => {
    const machine = await StateMachine.fromTemplate(file("template.yaml", template), "Second");
    expect(machine.name).toBe("Second");
    const execution = await machine.run({}, { tasks: { "*:function:Charge": () => "charged" } });
    expect(execution).toHaveOutput("charged");
    expect(execution.executionArn).toContain(":express:Second:");
  });

  it("from an object, which may change afterwards", async () => {
    const definition = JSON.parse(json);
    const machine = StateMachine.fromObject(definition);
    definition.States.Hello.Type = "Fail";
    expect(await machine.run()).toHaveSucceeded();
  });

  it("with its placeholders filled in", async () => {
    const text = '{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"${Stage}","End":true}}}';
    const path = file("stage.asl.json", text);
    const machine = await StateMachine.fromFile(path, { substitutions: { Stage: "prod" } });
    expect(await machine.run()).toHaveOutput("prod");
  });
});

describe("a definition with mistakes", () => {
  const broken = json.replace('"Hello",', '"Hullo",').replace('"Pass",', '"Pass", "Comment": 1,');

  it("is refused with all of them, each with its place in the file", async () => {
    const path = file("broken.asl.json", broken);
    const refused = StateMachine.fromFile(path);
    await expect(refused).rejects.toThrow(InvalidDefinition);
    await expect(refused).rejects.toThrow("the definition has 3 errors");
    await expect(refused).rejects.toThrow(`${path}:1:14 /StartAt there is no state "Hullo"`);
    await expect(refused).rejects.toThrow(/:1:14 \/StartAt .*:1:35 \/States\/Hello .*:1:73 /s);
  });

  it("is refused as an object, too, with pointers", () => {
    const make = () => new StateMachine(JSON.parse(broken));
    expect(make).toThrow("/States/Hello/Comment");
    try {
      make();
    } catch (error) {
      const { diagnostics } = error as InvalidDefinition;
      expect(diagnostics.map(({ pointer }) => pointer).sort()).toEqual([
        "/StartAt",
        "/States/Hello",
        "/States/Hello/Comment",
      ]);
    }
  });

  it("is refused where the text is no JSON", () => {
    expect(() => StateMachine.fromText('{"StartAt": ')).toThrow("INVALID_JSON_DESCRIPTION");
  });

  it("is run without a look at it where that is asked for", async () => {
    const unreachable = JSON.parse(json);
    unreachable.States.Nowhere = { Type: "Pass", Next: "Gone" };
    expect(() => new StateMachine(unreachable)).toThrow(InvalidDefinition);
    expect(await new StateMachine(unreachable, { validate: false }).run()).toHaveSucceeded();
  });
});

describe("the options of a run", () => {
  const machine = StateMachine.fromText(json);

  it("say what the execution is called", async () => {
    expect((await machine.run({}, { name: "mine" })).executionArn).toBe(
      "arn:aws:states:us-east-1:123456789012:execution:StateMachine:mine",
    );
  });

  it("say when it starts, and refuse what is no instant", async () => {
    const at = "2026-02-03T04:05:06Z";
    expect((await machine.run({}, { at })).startDate).toEqual(new Date(at));
    await expect(machine.run({}, { at: "yesterday" })).rejects.toThrow("is no instant");
  });

  it("set the limits", async () => {
    const long = "x".repeat(300_000);
    expect(await machine.run(long)).toHaveFailedWith("States.DataLimitExceeded");
    expect(await machine.run(long, { limits: "extended" })).toHaveSucceeded();
    expect(await machine.run(long, { limits: { payloadBytesMax: 1e6 } })).toHaveSucceeded();
  });

  it("let somebody hear of every record", async () => {
    let events = 0;
    const telemetry = {
      recorded: (_execution: unknown, record: { readonly events: readonly unknown[] }) => {
        events += record.events.length;
      },
    };
    const execution = await machine.run({}, { telemetry });
    expect(events).toBe(execution.history.length);
  });
});
