import { isJsonArray, type JsonObject, type JsonValue, ownValue } from "../../language/json.ts";
import { writeDocument } from "../document.ts";
import { type ChildResult, resultEntry } from "./result-entry.ts";

/** How results are shaped and spelled: WriterConfig. */
export interface ResultFormat {
  /** What a successful child contributes. */
  readonly values: (child: ChildResult) => readonly JsonValue[];
  /** `json`: one array. `jsonl`: one value per line, each line ended. */
  readonly fileType: "json" | "jsonl";
}

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 * @param defaultTransformation NONE where results are exported, COMPACT where they are not
 */
export function resultFormat(
  config: JsonObject,
  defaultTransformation: "NONE" | "COMPACT",
): ResultFormat {
  const transformation = ownValue(config, "Transformation") ?? defaultTransformation;
  return {
    values: transformations.get(transformation) ?? entry,
    fileType: ownValue(config, "OutputType") === "JSONL" ? "jsonl" : "json",
  };
}

const transformations = new Map<JsonValue, ResultFormat["values"]>([
  ["NONE", entry],
  ["COMPACT", ({ output }) => [output ?? null]],
  ["FLATTEN", ({ output }) => (isJsonArray(output) ? output : [output ?? null])],
]);

function entry(child: ChildResult): readonly JsonValue[] {
  return [resultEntry(child)];
}

/** Puts values together to the text of a file, piece by piece. */
export class ResultText {
  /** Bytes of the file so far, its end not counted. */
  sizeBytes = 0;
  private readonly fileType: ResultFormat["fileType"];
  private count = 0;

  constructor(fileType: ResultFormat["fileType"]) {
    this.fileType = fileType;
  }

  /** The piece that adds this value. */
  add(value: JsonValue): string {
    const text = writeDocument(value);
    const isFirst = this.count++ === 0;
    const piece = this.fileType === "jsonl" ? `${text}\n` : isFirst ? `[${text}` : `,${text}`;
    this.sizeBytes += Buffer.byteLength(piece);
    return piece;
  }

  /** The piece that ends the file. */
  end(): string {
    if (this.fileType === "jsonl") return "";
    return this.count === 0 ? "[]" : "]";
  }
}
