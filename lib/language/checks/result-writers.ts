import { error } from "../diagnostic-codes.ts";
import { ownValue } from "../json.ts";
import { parseResource } from "../resource.ts";
import type { Check } from "./check.ts";
import { destinationFaults } from "./s3-destinations.ts";

/**
 * A ResultWriter writes to S3.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export const resultWriters: Check = function* ({ states, isOpen }) {
  for (const { parts, type, language } of states) {
    const writer = parts.find(({ kind }) => kind === "resultWriter");
    if (type !== "Map" || writer === undefined) continue;
    const { fields, pointer } = writer;
    yield* destinationFaults(writer, ["Bucket", "Prefix"]);
    const resource = ownValue(fields, "Resource");
    if (typeof resource !== "string" || isOpen(resource)) continue;
    const parsed = parseResource(resource);
    if (
      parsed.kind !== "service" ||
      parsed.resourceType !== "s3" ||
      parsed.resource !== "putObject"
    ) {
      yield error(
        "SCHEMA_VALIDATION_FAILED",
        `${pointer}/Resource`,
        `"Resource" must be "arn:aws:states:::s3:putObject", found ${JSON.stringify(resource)}`,
        { awsMessage: "The field 'Resource' does not match any of the allowed values" },
      );
    }
    const field = language === "JSONata" ? "Arguments" : "Parameters";
    if (Object.hasOwn(fields, field)) continue;
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      pointer,
      `"${field}" is missing: it says to which Bucket the results are written`,
      { awsMessage: `These fields are required: [${field}]` },
    );
  }
};
