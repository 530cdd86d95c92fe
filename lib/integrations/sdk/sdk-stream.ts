import { TaskError } from "../task-handler.ts";

/**
 * The bytes of a streamed body. More than any payload may have is not read to its end: the Task
 * fails as AWS lets it fail.
 */
export async function readStream(body: unknown): Promise<Uint8Array> {
  if (!isIterable(body)) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > streamBytesMax) {
      throw new TaskError(
        "States.DataLimitExceeded",
        "The state/task returned a result with a size exceeding the maximum number of bytes " +
          "service limit.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Far above AWS's 256 KiB, which the core checks: a host may have raised that limit. */
const streamBytesMax = 64 * 1_048_576;

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
