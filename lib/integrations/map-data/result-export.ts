import { resultPlace } from "../../core/map-run/map-run-output.ts";
import { writeDocument } from "../../data/document.ts";
import { roughSizeBytes } from "../../data/size.ts";
import { type ChildResult, pendingEntry, resultEntry } from "../../data/writers/result-entry.ts";
import { type ResultFormat, ResultText, resultFormat } from "../../data/writers/result-format.ts";
import {
  manifestFile,
  type ResultFileStatus,
  resultManifest,
} from "../../data/writers/result-manifest.ts";
import type { Blobs } from "../../engine/blobs-port.ts";
import type { WriteResults, WrittenResults } from "../../engine/map-data-port.ts";
import type { JsonObject, JsonValue } from "../../language/json.ts";

/** How much of the successful children's results is written at a time. */
export interface ExportShare {
  readonly children: number;
  /** Roughly, of their inputs and outputs. */
  readonly bytes: number;
}

/** A result file has at most so many bytes; then another one begins. */
const fileBytesMax = 5 * 1_024 ** 3;
/** Texts are put together to chunks of about so many characters. */
const chunkLength = 65_536;

/**
 * Writes SUCCEEDED_n, FAILED_n and PENDING_n files and the manifest that lists them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 *
 * @param share of which there is one file; what comes behind is left to the next call. Undefined:
 *   all is written at once, in files as large as S3 takes
 */
export async function exportResults(
  blobs: Blobs,
  { run, succeeded, failed, pending }: WriteResults,
  share: ExportShare = wholeShare,
): Promise<WrittenResults> {
  const { writer } = run.order;
  const { bucket, folder } = resultPlace(writer?.parameters ?? null, run.info, run.redriveCount);
  const { values, fileType } = resultFormat(writer?.config ?? {}, "NONE");
  const write = (
    status: ResultFileStatus,
    entries: AsyncIterable<JsonValue>,
    first = 0,
  ): Promise<readonly JsonObject[]> =>
    writeFiles(blobs, { bucket, name: `${folder}${status}_`, first, fileType }, entries);
  const before = run.writtenFiles.filter(({ Key }) => String(Key).startsWith(folder)).length;
  const taken = new SharedResults(succeeded, share);
  const files = await write("SUCCEEDED", flattened(taken.children(), values), before);
  if (taken.hasMore) return { files, written: taken.count };
  const manifest = resultManifest(bucket, run.info.mapRunArn, {
    FAILED: await write(
      "FAILED",
      flattened(failed, (child) => [resultEntry(child)]),
    ),
    PENDING: await write("PENDING", pendingEntries(pending)),
    SUCCEEDED: [...run.writtenFiles, ...files],
  });
  const key = `${folder}manifest.json`;
  await blobs.write({ bucket, key }, one(writeDocument(manifest)));
  return { files };
}

/** What the state answers where WriterConfig shapes the results and nothing exports them. */
export async function shapeResults({ run, succeeded }: WriteResults): Promise<WrittenResults> {
  const { values, fileType } = resultFormat(run.order.writer?.config ?? {}, "COMPACT");
  const results: JsonValue[] = [];
  for await (const child of succeeded) results.push(...values(child));
  if (fileType === "json") return { output: results, files: [] };
  const text = new ResultText(fileType);
  return { output: results.map((result) => text.add(result)).join(""), files: [] };
}

const wholeShare: ExportShare = {
  children: Number.POSITIVE_INFINITY,
  bytes: Number.POSITIVE_INFINITY,
};

/** The first children of a share, at least one. The same children are always the same share. */
class SharedResults {
  /** Of those that were taken. */
  count = 0;
  hasMore = false;
  private readonly results: AsyncIterable<ChildResult>;
  private readonly share: ExportShare;

  constructor(results: AsyncIterable<ChildResult>, share: ExportShare) {
    this.results = results;
    this.share = share;
  }

  async *children(): AsyncGenerator<ChildResult> {
    const { children, bytes } = this.share;
    let takenBytes = 0;
    for await (const child of this.results) {
      this.hasMore = this.count >= children || takenBytes >= bytes;
      if (this.hasMore) return;
      this.count++;
      takenBytes += roughSizeBytes(child.input) + roughSizeBytes(child.output ?? null);
      yield child;
    }
  }
}

/** Of files that have the same form. */
interface FileSeries {
  readonly bucket: string;
  /** The number follows. */
  readonly name: string;
  readonly first: number;
  readonly fileType: ResultFormat["fileType"];
}

/** Writes files until there are no more entries; none at all if there are none. */
async function writeFiles(
  blobs: Blobs,
  { bucket, name, first, fileType }: FileSeries,
  entries: AsyncIterable<JsonValue>,
): Promise<readonly JsonObject[]> {
  const iterator = entries[Symbol.asyncIterator]();
  const files: JsonObject[] = [];
  let next = await iterator.next();
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    const text = new ResultText(fileType);
    let chunk = "";
    while (next.done !== true && text.sizeBytes < fileBytesMax) {
      chunk += text.add(next.value);
      if (chunk.length >= chunkLength) {
        yield Buffer.from(chunk);
        chunk = "";
      }
      next = await iterator.next();
    }
    yield Buffer.from(chunk + text.end());
  };
  while (next.done !== true) {
    const key = `${name}${first + files.length}.${fileType}`;
    const { sizeBytes } = await blobs.write({ bucket, key }, chunks());
    files.push(manifestFile({ key, sizeBytes }));
  }
  return files;
}

async function* flattened(
  children: AsyncIterable<ChildResult>,
  values: ResultFormat["values"],
): AsyncGenerator<JsonValue> {
  for await (const child of children) yield* values(child);
}

async function* pendingEntries(inputs: AsyncIterable<JsonValue>): AsyncGenerator<JsonValue> {
  for await (const input of inputs) yield pendingEntry(input);
}

async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
