import { MemoryBlobs } from "../../adapters/memory/blobs.ts";
import type { Blobs } from "../../engine/blobs-port.ts";
import type { MockCases } from "./mock-cases.ts";
import type { ServerOptions } from "./server-options.ts";

/** What Map Runs read from and write to: the objects of the mock configuration. */
export function serverBlobs(_options: ServerOptions, mocks: MockCases): Blobs {
  return MemoryBlobs.from(mocks.objects, Date.now);
}
