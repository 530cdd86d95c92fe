import { loadSdkChunk, type SdkChunks } from "./sdk-chunks.ts";
import type { StatusEvent } from "./status-event.ts";

export interface EventBus {
  /** Throws if an event was refused. */
  put(events: readonly StatusEvent[]): Promise<void>;
}

/**
 * An event bus, which takes some events at once.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export async function openEventBus(
  chunks: SdkChunks,
  { eventBusName, region }: { readonly eventBusName: string; readonly region: string },
): Promise<EventBus> {
  const { Client, commands } = await loadSdkChunk(chunks, "eventbridge");
  const PutEvents = commands.get("putEvents");
  if (PutEvents === undefined) throw new TypeError("EventBridge has no PutEvents");
  const client = new Client({ region });
  const putSome = async (events: readonly StatusEvent[]): Promise<void> => {
    const Entries = events.map((event) => ({ EventBusName: eventBusName, ...event }));
    const { signal: abortSignal } = new AbortController();
    const answer = await client.send(new PutEvents({ Entries }), { abortSignal });
    const refused = Number(Reflect.get(answer, "FailedEntryCount") ?? 0);
    if (refused > 0) throw new Error(`${refused} of ${Entries.length} status events were refused`);
  };
  return {
    put: async (events) => {
      for (let from = 0; from < events.length; from += entriesMax) {
        await putSome(events.slice(from, from + entriesMax));
      }
    },
  };
}

const entriesMax = 10;
