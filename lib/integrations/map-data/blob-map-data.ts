import { readerPlan } from "../../data/readers/reader-plan.ts";
import { StatesError } from "../../data/states-error.ts";
import type { Blobs } from "../../engine/blobs-port.ts";
import type {
  ItemPage,
  MapData,
  ReadItems,
  WriteResults,
  WrittenResults,
} from "../../engine/map-data-port.ts";
import { ItemSession } from "./item-session.ts";
import { type ExportShare, exportResults, shapeResults } from "./result-export.ts";

/** Map Runs read from and write to blobs. */
export class BlobMapData implements MapData {
  private readonly blobs: Blobs;
  private readonly share: ExportShare | undefined;
  private readonly sessions = new Map<string, ItemSession>();

  /** @param share how much of large results is written at a time; undefined: all */
  constructor(blobs: Blobs, share?: ExportShare) {
    this.blobs = blobs;
    this.share = share;
  }

  read({ mapRunArn, reader, cursor, max }: ReadItems): Promise<ItemPage> {
    return orFail("States.ItemReaderFailed", async () => {
      let session = this.sessions.get(mapRunArn);
      if (session === undefined) {
        session = new ItemSession(this.blobs, readerPlan(reader));
        this.sessions.set(mapRunArn, session);
      }
      const page = await session.read(cursor, max);
      if (page.ended) this.release(mapRunArn);
      return page;
    });
  }

  write(request: WriteResults): Promise<WrittenResults> {
    const isExported = request.run.order.writer?.resource !== undefined;
    return orFail("States.ResultWriterFailed", async () =>
      isExported ? exportResults(this.blobs, request, this.share) : shapeResults(request),
    );
  }

  release(mapRunArn: string): void {
    this.sessions.get(mapRunArn)?.close();
    this.sessions.delete(mapRunArn);
  }
}

/** What the store refuses fails the Map Run by this error; a defect of ours does not. */
async function orFail<T>(errorName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isStoreError(error)) throw new StatesError(errorName, error.message);
    throw error;
  }
}

/** Ours, the operating system's or the AWS SDK's. */
function isStoreError(error: unknown): error is Error {
  return error instanceof Error && ("code" in error || "$fault" in error);
}
