import { describe, expect, it } from "vitest";
import { serviceShapeLoaders } from "../../lib/api/test-state/service-shape-loaders.ts";
import { loadResultShape } from "../../lib/api/test-state/service-shapes.ts";
import { shapeFault } from "../../lib/api/test-state/shape-check.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { sdkMemberName } from "../../lib/language/sdk-names.ts";

describe("the stored shapes", () => {
  it.each(Object.keys(serviceShapeLoaders))(
    "of %s refer to shapes that are there",
    async (name) => {
      const stored = (await serviceShapeLoaders[name]?.())?.default;
      const references = [
        ...Object.values(stored?.operations ?? {}),
        ...referencesIn(stored?.shapes),
      ];
      expect(references.length).toBeGreaterThan(0);
      const broken = references.filter((reference) => {
        return !/^[snbBx]$/.test(reference) && stored?.shapes[Number(reference)] === undefined;
      });
      expect(broken).toEqual([]);
    },
  );
});

function referencesIn(shapes: readonly string[] = []): string[] {
  return shapes.flatMap((shape) => {
    if (shape.startsWith("l:") || shape.startsWith("m:")) return [shape.slice(2)];
    if (!shape.startsWith("o")) return [];
    const members = shape.split(" ").slice(1);
    return members.map((member) => member.slice(member.indexOf("=") + 1));
  });
}

describe("a mock's value", () => {
  const faults: readonly [string, string, JsonValue, string | undefined][] = [
    ["dynamodb", "GetItem", { Item: { a: { S: 1 } } }, "Field 'S' must be a string"],
    ["dynamodb", "GetItem", { Item: { a: { BOOL: "yes" } } }, "Field 'BOOL' must be a boolean"],
    // The AWS SDK's spelling, as in aws-sdk:dynamodb Resources.
    ["dynamodb", "GetItem", { Item: { a: { Bool: 1 } } }, "Field 'Bool' must be a boolean"],
    ["dynamodb", "GetItem", { Item: [] }, "Field 'Item' must be an object"],
    ["sqs", "SendMessage", { Md5OfMessageBody: 1 }, "Field 'Md5OfMessageBody' must be a string"],
    ["sqs", "SendMessage", { MessageId: null }, undefined],
    [
      "secretsmanager",
      "GetSecretValue",
      { VersionStages: "x" },
      "Field 'VersionStages' must be an array",
    ],
    ["ecs", "RunTask", { Failures: [{ Arn: 1 }] }, "Field 'Arn' must be a string"],
    ["sns", "Publish", { MessageId: "m", Anything: 1 }, undefined],
  ];
  it.each(faults)("of %s %s", async (service, operation, value, fault) => {
    const shape = await loadResultShape(service, operation);
    expect(shape && shapeFault(shape, value, "STRICT")).toBe(fault);
  });

  it("is anything where the operation or the service is not known", async () => {
    expect(await loadResultShape("sqs", "SendFax")).toBeUndefined();
    expect(await loadResultShape("constructor", "Call")).toBeUndefined();
  });
});

it("members have the names of the AWS SDK for Java", () => {
  const names = ["SSEKMSKeyId", "MD5OfMessageBody", "ETag", "executionArn", "DBInstanceArn"];
  expect(names.map(sdkMemberName)).toEqual([
    "SsekmsKeyId",
    "Md5OfMessageBody",
    "ETag",
    "ExecutionArn",
    "DbInstanceArn",
  ]);
});
