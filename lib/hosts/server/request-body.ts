import type { IncomingMessage } from "node:http";
import { ApiError } from "../../api/api-error.ts";

/** A request's body of at most so many bytes. Throws ApiError. `held` hears what is kept of it. */
export async function readBytes(
  request: IncomingMessage,
  bytesMax: number,
  held: (bytes: number) => void,
): Promise<Uint8Array> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > bytesMax) throw tooLarge(bytesMax);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    held(chunk.length);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** Reads on to the end and keeps nothing; hangs up on who sends more than so many bytes. */
export async function drain(request: IncomingMessage, bytesMax: number): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > bytesMax) request.destroy();
    }
  } catch (error) {
    // The client has hung up, or we have: nobody waits for the answer.
    if (!(error instanceof Error && "code" in error)) throw error;
  }
}

function tooLarge(bytesMax: number): ApiError {
  const message = `a request has at most ${bytesMax} bytes`;
  return new ApiError("RequestEntityTooLargeException", message);
}
