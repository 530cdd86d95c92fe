import { fileURLToPath } from "node:url";
import { FolderBlobs } from "../lib/adapters/folder/blobs.ts";
import { ReadAheadBlobs } from "../lib/adapters/s3/read-ahead-blobs.ts";
import { S3Blobs } from "../lib/adapters/s3/s3-blobs.ts";
import type { S3Calls } from "../lib/adapters/s3/s3-calls.ts";
import type { Blobs } from "../lib/engine/blobs-port.ts";
import { BlobMapData } from "../lib/integrations/map-data/blob-map-data.ts";
import { S3Client } from "../lib/integrations/sdk/s3-client.ts";
import type { JsonValue } from "../lib/language/json.ts";

// Reads items.csv from argv[2], a folder or an S3 endpoint, as a Map Run does: page by page.
// Prints the peak of resident memory before and after it.
const [, , place = ""] = process.argv;
const data = new BlobMapData(blobsAt(place));
const peakMb = (): number => process.resourceUsage().maxRSS / 1024;

await readItems(1);
const beforeMb = peakMb();
const started = performance.now();
const items = await readItems();
const seconds = (performance.now() - started) / 1_000;
console.log(JSON.stringify({ beforeMb, peakMb: peakMb(), items, seconds }));

async function readItems(pagesMax = Number.POSITIVE_INFINITY): Promise<number> {
  const mapRunArn = `arn:run:${pagesMax}`;
  const reader = {
    resource: "arn:aws:states:::s3:getObject",
    parameters: { Bucket: "data", Key: "items.csv" },
    config: { InputType: "CSV", CSVHeaderLocation: "FIRST_ROW" },
  };
  let cursor: JsonValue = null;
  let count = 0;
  for (let page = 0; page < pagesMax; page++) {
    const read = await data.read({ mapRunArn, reader, cursor, max: 1_000 });
    count += read.items.length;
    cursor = read.cursor;
    if (read.ended) break;
  }
  data.release(mapRunArn);
  return count;
}

function blobsAt(place: string): Blobs {
  if (!place.startsWith("http:")) return new FolderBlobs({ data: place });
  const projectFolder = fileURLToPath(new URL("..", import.meta.url));
  const client = new S3Client({ projectFolder, environment: { AWS_ENDPOINT_URL_S3: place } });
  const calls = ((action, input) => client.call(action, input)) as S3Calls;
  return new ReadAheadBlobs(new S3Blobs(calls));
}
