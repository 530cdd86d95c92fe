import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, RemovalPolicy } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, expect, it, vi } from "vitest";
import { ExampleStack } from "../../bin/cdk/example-stack.ts";

vi.mock("../../lib/constructs/package-folder.ts", async () => {
  const { stubFolder } = await import("./stub-folder.ts");
  return { functionFolder: stubFolder };
});

const outdir = mkdtempSync(join(tmpdir(), "stepwright-examples-"));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

it("every bucket that goes with the examples is emptied before", () => {
  const app = new App({ outdir });
  const stack = new ExampleStack(app, "Examples", { removalPolicy: RemovalPolicy.DESTROY });
  const template = Template.fromStack(stack);
  const buckets = Object.entries(template.findResources("AWS::S3::Bucket"));
  const going = buckets.filter(([, { DeletionPolicy }]) => DeletionPolicy === "Delete");
  const emptied = ["Custom::S3AutoDeleteObjects", "Custom::StepwrightBucketContents"]
    .flatMap((type) => Object.values(template.findResources(type)))
    .map(({ Properties }) => (Properties.BucketName ?? Properties.bucketName).Ref);
  expect(going.length).toBe(2);
  expect(emptied.toSorted()).toEqual(going.map(([id]) => id).toSorted());
});
