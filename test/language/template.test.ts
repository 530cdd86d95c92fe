import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../lib/language/json.ts";
import { templatesOfAssembly } from "../../lib/language/template/cloud-assembly.ts";
import {
  readTemplate,
  selectStateMachine,
  type TemplateOptions,
  type TemplateStateMachine,
} from "../../lib/language/template.ts";

const sam = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Seconds: { Type: Number, Default: 5 }
  Stage: { Type: String }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Charge:
    Type: AWS::Serverless::Function
  Orders:
    Type: AWS::DynamoDB::Table
    Properties: { TableName: !Sub "orders-\${AWS::Region}" }
  FromFile:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      DefinitionUri: machines/order.asl.json
      DefinitionSubstitutions:
        ChargeArn: !GetAtt Charge.Arn
        Seconds: !Ref Seconds
        Table: !Ref Orders
  Inline:
    Type: AWS::Serverless::StateMachine
    Properties:
      Definition:
        StartAt: Charge
        States:
          Charge:
            Type: Task
            Resource: !If [IsProd, !Sub "\${Charge.Arn}:1", !GetAtt Charge.Arn]
            TimeoutSeconds: !Ref Seconds
            Comment: \${Word}
            Next: Done
          Done: { Type: Succeed }
      DefinitionSubstitutions: { Word: word }
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub
        - |-
          {
            "StartAt": "Charge",
            "States": {
              "Charge": { "Type": "Task", "Resource": "\${Charge.Arn}", "Next": "\${!Kept}" },
              "Store": { "Type": "Task", "Resource": "\${Table}", "Next": "Nowhere" }
            }
          }
        - { Table: !GetAtt Orders.Arn }
`;

const order =
  '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${ChargeArn}","TimeoutSeconds":${Seconds},"Parameters":{"TableName":"${Table}"},"End":true}}}';
const chargeArn = "arn:aws:lambda:us-east-1:123456789012:function:Charge";

function only(text: string, id?: string, options: TemplateOptions = {}): TemplateStateMachine {
  const files = (path: string) => (path === "machines/order.asl.json" ? order : undefined);
  return selectStateMachine(readTemplate(text, { files, ...options }).stateMachines, id);
}

function resolved(value: unknown, template: object = {}, options: TemplateOptions = {}): unknown {
  const machine = {
    Type: "AWS::StepFunctions::StateMachine",
    Properties: { Definition: { value } },
  };
  const { Resources = {}, ...rest } = template as { Resources?: object };
  const text = JSON.stringify({ ...rest, Resources: { ...Resources, M: machine } });
  return (only(text, "M", options).definition as JsonObject).value;
}

describe("a SAM template", () => {
  it("has definitions in files, with typed substitutions", () => {
    const machine = only(sam, "FromFile");
    expect(machine).toMatchObject({
      arn: "arn:aws:states:us-east-1:123456789012:stateMachine:FromFile",
      type: "EXPRESS",
      file: "machines/order.asl.json",
      text: order,
      problems: [],
      substitutions: { ChargeArn: chargeArn, Seconds: 5, Table: "orders-us-east-1" },
    });
    expect(machine.definition).toEqual({
      StartAt: "A",
      States: {
        A: {
          Type: "Task",
          Resource: chargeArn,
          TimeoutSeconds: 5,
          Parameters: { TableName: "orders-us-east-1" },
          End: true,
        },
      },
    });
  });

  it("has definitions inline, with references and substitutions", () => {
    const { definition, positions, type } = only(sam, "Inline");
    expect(type).toBe("STANDARD");
    expect((definition as JsonObject).States).toMatchObject({
      Charge: { Resource: chargeArn, TimeoutSeconds: 5, Comment: "word" },
    });
    expect(positions.at("/States/Charge/Next")).toEqual({ line: 33, column: 19 });
  });

  it("says which file cannot be read", () => {
    const { definition, problems } = only(sam, "FromFile", { files: () => undefined });
    expect(definition).toBeUndefined();
    expect(problems).toEqual([
      {
        severity: "ERROR",
        line: 17,
        column: 22,
        message: 'DefinitionUri names the file "machines/order.asl.json", which cannot be read',
      },
    ]);
  });

  it("can have its substitutions overruled", () => {
    const options = { substitutions: { ChargeArn: "arn:other" } };
    expect(JSON.stringify(only(sam, "FromFile", options).definition)).toContain('"arn:other"');
  });
});

describe("a CloudFormation template", () => {
  it("has definitions as text, placed in its own lines", () => {
    const { definition, positions } = only(sam, "Text");
    expect((definition as JsonObject).States).toMatchObject({
      Charge: { Resource: chargeArn, Next: "${Kept}" },
      Store: { Resource: "arn:aws:dynamodb:us-east-1:123456789012:table/orders-us-east-1" },
    });
    expect(positions.at("/States")).toEqual({ line: 43, column: 13 });
    // References have changed this line: columns are lost.
    expect(positions.at("/States/Store/Next")).toEqual({ line: 45, column: 15 });
  });

  it("has definitions joined from pieces, as CDK writes them", () => {
    const text = JSON.stringify({
      Resources: {
        Fn1: { Type: "AWS::Lambda::Function", Properties: { FunctionName: "charge" } },
        OrdersBCA3B4C5: {
          Type: "AWS::StepFunctions::StateMachine",
          Metadata: { "aws:cdk:path": "Shop/Orders/Resource" },
          Properties: {
            DefinitionString: {
              "Fn::Join": [
                "",
                [
                  '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"',
                  { "Fn::GetAtt": ["Fn1", "Arn"] },
                  '","End":true}}}',
                ],
              ],
            },
          },
        },
      },
    });
    const machine = only(text);
    expect(machine.path).toBe("Shop/Orders");
    expect((machine.definition as JsonObject).States).toMatchObject({
      A: { Resource: "arn:aws:lambda:us-east-1:123456789012:function:charge" },
    });
    for (const name of ["OrdersBCA3B4C5", "Orders", "Shop/Orders"]) {
      expect(only(text, name).logicalId).toBe("OrdersBCA3B4C5");
    }
  });

  it("has state machines that Stepwright's constructs deploy", () => {
    const text = JSON.stringify({
      StartAt: "A",
      States: { A: { Type: "Task", Resource: "${Charge.Arn}", End: true } },
    });
    const resource = (properties: object) => ({
      Type: "Custom::StepwrightStateMachine",
      Properties: { stateMachineName: "orders", type: "EXPRESS", ...properties },
      Metadata: { "aws:cdk:path": "Shop/Orders/StateMachine" },
    });
    const Charge = { Type: "AWS::Lambda::Function" };
    const long = resource({
      definitionDeflated: deflateRawSync(text).toString("base64"),
      definitionSubstitutions: { "Charge.Arn": { "Fn::GetAtt": ["Charge", "Arn"] } },
    });
    const short = resource({ definition: text.replace("${Charge.Arn}", chargeArn) });
    for (const Orders of [long, short]) {
      const machine = only(JSON.stringify({ Resources: { Charge, Orders } }), "Shop/Orders");
      expect(machine).toMatchObject({
        arn: "arn:aws:states:us-east-1:123456789012:stateMachine:orders",
        type: "EXPRESS",
        definition: { States: { A: { Resource: chargeArn } } },
        problems: [],
      });
    }
    const damaged = resource({ definitionDeflated: "?" });
    const { problems } = only(JSON.stringify({ Resources: { Orders: damaged } }));
    expect(problems).toMatchObject([{ message: "definitionDeflated is no deflated text" }]);
  });

  it("has definitions in assets", () => {
    const text = JSON.stringify({
      Resources: {
        M: {
          Type: "AWS::StepFunctions::StateMachine",
          Properties: { DefinitionS3Location: { Bucket: "b", Key: "0123.json" } },
        },
      },
    });
    const files = (path: string) => (path === "asset.0123.json" ? '{"StartAt":"X"}' : undefined);
    expect(only(text, "M", { files }).definition).toEqual({ StartAt: "X" });
  });

  const resources = {
    Topic: { Type: "AWS::SNS::Topic" },
    Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "q" } },
    Bucket: { Type: "AWS::S3::Bucket" },
    Job: { Type: "AWS::Batch::JobQueue" },
    Odd: { Type: "AWS::Odd::Thing" },
    A: { Type: "AWS::SNS::Topic", Properties: { TopicName: { Ref: "B" } } },
    B: { Type: "AWS::S3::Bucket", Properties: { BucketName: { Ref: "A" } } },
  };
  const mappings = { Sizes: { "us-east-1": { small: 1 } } };
  const parameters = {
    Given: { Type: "String" },
    Defaulted: { Type: "String", Default: "d" },
    List: { Type: "CommaDelimitedList", Default: "a, b" },
  };
  it.each([
    [{ Ref: "AWS::Region" }, "us-east-1"],
    [{ Ref: "AWS::AccountId" }, "123456789012"],
    [{ "Fn::Sub": "${AWS::Partition}:${AWS::StackName}" }, "aws:stack"],
    [{ a: { Ref: "AWS::NoValue" }, b: 1 }, { b: 1 }],
    [{ Ref: "Given" }, "g"],
    [{ Ref: "Defaulted" }, "d"],
    [{ "Fn::Select": [1, { Ref: "List" }] }, "b"],
    [{ Ref: "Topic" }, "arn:aws:sns:us-east-1:123456789012:Topic"],
    [{ Ref: "Queue" }, "https://sqs.us-east-1.amazonaws.com/123456789012/q"],
    [{ "Fn::GetAtt": ["Queue", "Arn"] }, "arn:aws:sqs:us-east-1:123456789012:q"],
    [{ "Fn::GetAtt": "Queue.QueueName" }, "q"],
    [{ "Fn::GetAtt": ["Bucket", "Arn"] }, "arn:aws:s3:::Bucket"],
    [{ Ref: "Job" }, "arn:aws:batch:us-east-1:123456789012:job-queue/Job"],
    [{ "Fn::GetAtt": ["Odd", "Arn"] }, "arn:aws:odd:us-east-1:123456789012:thing/Odd"],
    [{ Ref: "Nowhere" }, { Ref: "Nowhere" }],
    [{ "Fn::Sub": "${Nowhere}" }, "${Nowhere}"],
    [{ "Fn::Join": ["-", ["a", { Ref: "Bucket" }]] }, "a-Bucket"],
    [{ "Fn::Split": ["/", "a/b"] }, ["a", "b"]],
    [{ "Fn::FindInMap": ["Sizes", { Ref: "AWS::Region" }, "small"] }, 1],
    [{ "Fn::If": ["Never", 1, 2] }, 2],
    [{ "Fn::If": ["Always", 1, 2] }, 1],
    [{ "Fn::ToJsonString": { a: [1] } }, '{"a":[1]}'],
    [{ "Fn::ImportValue": "other-stack-arn" }, "other-stack-arn"],
  ])("resolves %j", (value, expected) => {
    const template = {
      Resources: resources,
      Mappings: mappings,
      Parameters: parameters,
      Conditions: {
        Never: { "Fn::Equals": [{ Ref: "Given" }, "other"] },
        Always: { "Fn::Not": [{ Condition: "Never" }] },
        Itself: { Condition: "Itself" },
      },
    };
    const options = { parameters: { Given: "g" } };
    expect(resolved(value, template, options)).toEqual(expected);
  });

  it("may refer in circles and grow without end", () => {
    expect(resolved({ Ref: "A" }, { Resources: resources })).toMatch(/^arn:aws:sns:/);
    let value: unknown = "x".repeat(1000);
    for (let depth = 0; depth < 100; depth++) value = { "Fn::Sub": ["${a}${a}", { a: value }] };
    expect(JSON.stringify(resolved(value)).length).toBeLessThan(3_000_000);
  });

  it("has other region, account and partition when asked", () => {
    const options = { region: "cn-north-1", accountId: "111122223333", partition: "aws-cn" };
    expect(resolved({ "Fn::GetAtt": ["Queue", "Arn"] }, { Resources: resources }, options)).toBe(
      "arn:aws-cn:sqs:cn-north-1:111122223333:q",
    );
  });
});

describe("choosing a state machine", () => {
  const { stateMachines } = readTemplate(sam);
  it.each([
    [undefined, "the template declares 3 state machines; name one of FromFile, Inline, Text"],
    ["Foo", 'the template has no state machine "Foo"; it has FromFile, Inline, Text'],
  ])("%s is refused with those there are", (wanted, message) => {
    expect(() => selectStateMachine(stateMachines, wanted)).toThrow(message);
  });

  it("says when there are none, or no template", () => {
    expect(() => selectStateMachine([])).toThrow("the template declares no state machine");
    const { problems } = readTemplate('{"StartAt":"A","States":{}}');
    expect(problems[0]?.message).toContain("no SAM or CloudFormation template");
    expect(readTemplate("{").problems[0]?.message).toContain("the text ends");
  });
});

describe("a CDK app's manifest", () => {
  it("names the templates of its stacks and stages", () => {
    const stack = (templateFile: string) => ({
      type: "aws:cloudformation:stack",
      properties: { templateFile },
    });
    const stage = { type: "cdk:cloud-assembly", properties: { directoryName: "assembly-Prod" } };
    const manifest = { artifacts: { Shop: stack("Shop.template.json"), Prod: stage, Tree: {} } };
    const inner = { artifacts: { ProdShop: stack("ProdShop.template.json") } };
    const files = (path: string) =>
      path === "assembly-Prod/manifest.json" ? JSON.stringify(inner) : undefined;
    expect(templatesOfAssembly(JSON.stringify(manifest), files)).toEqual([
      "Shop.template.json",
      "assembly-Prod/ProdShop.template.json",
    ]);
    expect(templatesOfAssembly("{}", files)).toBeUndefined();
  });
});
