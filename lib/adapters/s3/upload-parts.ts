/** A part of a multi-part upload. S3 takes 10,000 parts of at least 5 MiB: 80 GB are possible. */
const partBytes = 8_388_608;

/** The chunks put together to parts; only the last one may be smaller. */
export async function* partsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafeSlow(partBytes);
  let length = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const taken = Math.min(chunk.length - at, partBytes - length);
      part.set(chunk.subarray(at, at + taken), length);
      length += taken;
      at += taken;
      if (length === partBytes) {
        yield part;
        part = Buffer.allocUnsafeSlow(partBytes);
        length = 0;
      }
    }
  }
  if (length > 0) yield part.subarray(0, length);
}
