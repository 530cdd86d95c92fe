import { roughSizeBytes } from "../data/size.ts";
import type { JsonValue } from "../language/json.ts";
import type { HistoryEvent } from "./history-event.ts";

/**
 * Counts about how many bytes a record of the events takes: a small document each time that an
 * event has it, a large one once, since it is written once.
 */
export class NewBytes {
  private readonly events: readonly HistoryEvent[];
  private counted = 0;
  private bytes = 0;
  /** The last document: most events share theirs with the one before. */
  private last: unknown;
  private lastBytes = 0;

  constructor(events: readonly HistoryEvent[]) {
    this.events = events;
  }

  /** Of all events that there are by now. */
  count(): number {
    const { events } = this;
    while (this.counted < events.length) {
      this.bytes += eventBytes;
      const details = events[this.counted++]?.details as { readonly [field: string]: unknown };
      for (const field in details) this.bytes += this.bytesOf(details[field]);
    }
    return this.bytes;
  }

  private bytesOf(value: unknown): number {
    if (typeof value !== "object" || value === null) {
      return typeof value === "string" ? value.length : scalarBytes;
    }
    if (value === this.last) return this.lastBytes > largeFromBytes ? 0 : this.lastBytes;
    this.last = value;
    this.lastBytes = roughSizeBytes(value as JsonValue);
    return this.lastBytes;
  }
}

/** Type, ids and instant. */
const eventBytes = 50;
const scalarBytes = 8;
/** Larger documents are kept apart, once. */
const largeFromBytes = 4_096;
