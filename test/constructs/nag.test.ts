import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { Vpc } from "aws-cdk-lib/aws-ec2";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Key } from "aws-cdk-lib/aws-kms";
import { AwsSolutionsChecks } from "cdk-nag";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ExampleStack } from "../../bin/cdk/example-stack.ts";
import { Stepwright } from "../../lib/constructs/index.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

/** The pack looks at every resource with every rule. */
const timeout = 300_000;
const outdir = mkdtempSync(join(tmpdir(), "stepwright-nag-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const app = new App({ outdir });
new ExampleStack(app, "Examples", { removalPolicy: RemovalPolicy.RETAIN });
const full = new Stack(app, "Full", { env: { account: "111122223333", region: "us-east-1" } });
new Stepwright(full, "Stepwright", {
  encryptionKey: new Key(full, "Key", { enableKeyRotation: true }),
  eventBus: EventBus.fromEventBusName(full, "Bus", "shop"),
  vpc: Vpc.fromVpcAttributes(full, "Vpc", {
    vpcId: "vpc-0123456789abcdef0",
    availabilityZones: ["us-east-1a"],
    privateSubnetIds: ["subnet-0123456789abcdef0"],
  }),
});
const bare = new Stack(app, "Bare");
new Key(bare, "Key");
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

describe("cdk-nag's AwsSolutions pack", () => {
  it("objects to nothing that has not its reason, and would object", { timeout }, () => {
    // What stands alone in the third stack is there to be found.
    expect(() => app.synth()).toThrow(/AwsSolutions-KMS5/);
    expect(findings()).toEqual(["AwsSolutions-KMS5 Bare/Key/Resource"]);
  });

  it("is told the reason of each exception", () => {
    const reasons = full.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => JSON.stringify(data));
    expect(reasons.length).toBeGreaterThan(5);
  });
});

/** Of the report: rule and construct. */
function findings(): string[] {
  const report = JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8"));
  return report.pluginReports.flatMap(({ violations }: Report) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    ),
  );
}

interface Report {
  readonly violations: readonly {
    readonly ruleName: string;
    readonly violatingConstructs: readonly { readonly constructPath: string }[];
  }[];
}
