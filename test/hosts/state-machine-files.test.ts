import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { StateMachine } from "../../lib/hosts/state-machine.ts";
import { readStateMachineFiles } from "../../lib/hosts/state-machine-files.ts";

const folder = mkdtempSync(join(tmpdir(), "stepwright-"));
afterAll(() => rmSync(folder, { recursive: true }));

const stack = (templateFile: string) => ({
  artifacts: { Shop: { type: "aws:cloudformation:stack", properties: { templateFile } } },
});
const definition = '{"StartAt":"Ship","States":{"Ship":{"Type":"Succeed"}}}';
const template = {
  Resources: {
    OrdersBCA3B4C5: {
      Type: "AWS::StepFunctions::StateMachine",
      Metadata: { "aws:cdk:path": "Shop/Orders/Resource" },
      Properties: {
        StateMachineType: "EXPRESS",
        DefinitionS3Location: { Bucket: "assets", Key: "0123.json" },
      },
    },
  },
};
mkdirSync(join(folder, "cdk.out"));
writeFileSync(join(folder, "cdk.out/manifest.json"), JSON.stringify(stack("Shop.template.json")));
writeFileSync(join(folder, "cdk.out/Shop.template.json"), JSON.stringify(template));
writeFileSync(join(folder, "cdk.out/asset.0123.json"), definition);
writeFileSync(join(folder, "ship.asl.json"), definition);

it("finds the state machines of a CDK app in its folder or manifest", () => {
  for (const path of ["cdk.out", "cdk.out/manifest.json", "cdk.out/Shop.template.json"]) {
    expect(readStateMachineFiles(join(folder, path))).toMatchObject([
      {
        name: "OrdersBCA3B4C5",
        path: "Shop/Orders",
        arn: "arn:aws:states:us-east-1:123456789012:stateMachine:OrdersBCA3B4C5",
        type: "EXPRESS",
        file: join(folder, "cdk.out/asset.0123.json"),
        text: definition,
        problems: [],
      },
    ]);
  }
});

it("names a definition after its file", () => {
  const [machine] = readStateMachineFiles(join(folder, "ship.asl.json"));
  expect(machine).toMatchObject({ name: "ship", text: definition });
  expect(machine?.logicalId).toBeUndefined();
});

it.each(["OrdersBCA3B4C5", "Orders", "Shop/Orders"])(
  "StateMachine.fromTemplate takes cdk.out and the name %s",
  async (name) => {
    const machine = await StateMachine.fromTemplate(join(folder, "cdk.out"), name);
    expect((await machine.run({})).path).toEqual(["Ship"]);
  },
);

it("StateMachine.fromTemplate says which state machines there are", async () => {
  await expect(StateMachine.fromTemplate(join(folder, "cdk.out"), "Returns")).rejects.toThrow(
    'the template has no state machine "Returns"; it has OrdersBCA3B4C5 (Shop/Orders)',
  );
});
