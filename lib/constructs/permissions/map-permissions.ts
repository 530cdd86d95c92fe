import type { StateView } from "../../language/checks/definition-view.ts";
import { isJsonObject, type JsonObject, ownValue } from "../../language/json.ts";
import { Arguments } from "./arguments.ts";
import type { Arns } from "./arns.ts";
import { Findings } from "./findings.ts";

/** What a Map's ItemReader and ResultWriter need to be allowed to do. */
export function mapPermissions(state: StateView, arns: Arns): Findings {
  const findings = new Findings(state);
  const reader = ownValue(state.fields, "ItemReader");
  const writer = ownValue(state.fields, "ResultWriter");
  if (isJsonObject(reader)) readerPermissions(state, reader, arns, findings);
  if (isJsonObject(writer)) writerPermissions(state, writer, arns, findings);
  return findings;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
function readerPermissions(
  { language }: StateView,
  reader: JsonObject,
  arns: Arns,
  findings: Findings,
): void {
  const lists = String(ownValue(reader, "Resource") ?? "").includes("listObjects");
  const given = Arguments.of({ fields: reader, language });
  const bucket = given.text("Bucket");
  const actions = lists ? ["s3:ListBucket"] : ["s3:GetObject"];
  if (typeof bucket !== "string") {
    findings.isUnknown("ItemReader's Bucket", bucket, actions);
    return;
  }
  const arn = arns.bucket(bucket);
  if (lists) {
    const prefix = given.text("Prefix");
    findings.allowIf({
      actions,
      resources: [arn],
      ...(typeof prefix === "string" && { conditions: { StringEquals: { "s3:prefix": prefix } } }),
    });
    if (!readsListed(reader)) return;
    const listed = typeof prefix === "string" ? `${prefix}*` : "*";
    findings.allow(["s3:GetObject"], `${arn}/${listed}`);
    return;
  }
  const key = given.text("Key");
  const version = given.names.includes("VersionId") ? ["s3:GetObjectVersion"] : [];
  findings.allow([...actions, ...version], ...objectsRead(arn, key, reader));
}

/** The objects' contents, not their listing, are the items. */
function readsListed(reader: JsonObject): boolean {
  const config = ownValue(reader, "ReaderConfig");
  return isJsonObject(config) && ownValue(config, "Transformation") === "LOAD_AND_FLATTEN";
}

/** A manifest names further objects of its bucket. */
function objectsRead(
  bucketArn: string,
  key: ReturnType<Arguments["text"]>,
  reader: JsonObject,
): readonly string[] {
  const config = ownValue(reader, "ReaderConfig");
  const inputType = isJsonObject(config) ? ownValue(config, "InputType") : undefined;
  if (inputType === "MANIFEST" || typeof key !== "string") return [`${bucketArn}/*`];
  return [`${bucketArn}/${key}`];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html */
function writerPermissions(
  { language }: StateView,
  writer: JsonObject,
  arns: Arns,
  findings: Findings,
): void {
  // Without a Resource it only says how the results look.
  if (ownValue(writer, "Resource") === undefined) return;
  const given = Arguments.of({ fields: writer, language });
  const bucket = given.text("Bucket");
  const actions = ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload"];
  if (typeof bucket !== "string") {
    findings.isUnknown("ResultWriter's Bucket", bucket, actions);
    return;
  }
  const prefix = given.text("Prefix");
  const folder = typeof prefix === "string" && prefix !== "" ? `${prefix.replace(/\/$/, "")}/` : "";
  findings.allow(actions, `${arns.bucket(bucket)}/${folder}*`);
}
