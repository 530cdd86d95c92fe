import type { MaybePromise } from "../../core/maybe-promise.ts";
import type { QueueRecord } from "./function-events.ts";

export interface AcknowledgementSettings {
  delete(queueArn: string, receiptHandles: readonly string[]): MaybePromise<void>;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Deletes messages of a batch that are done while others take their time: should the process die
 * with those, these do not come again. A batch that is soon done is left to the event source, whose
 * deletion costs nothing more.
 */
export class Acknowledgements {
  private readonly settings: AcknowledgementSettings;
  private open: number;
  private finished: QueueRecord[] = [];
  private isLong = false;
  private deleting: Promise<void> = Promise.resolve();

  constructor(messages: number, settings: AcknowledgementSettings) {
    this.open = messages;
    this.settings = settings;
    if (messages < 2) return;
    void settings.sleep(longMs).then(() => {
      this.isLong = true;
      this.delete();
    });
  }

  done(record: QueueRecord): void {
    this.open--;
    this.finished.push(record);
    if (this.isLong) this.delete();
  }

  /** Resolves when whatever is being deleted is gone. */
  settled(): Promise<void> {
    this.open = 0;
    return this.deleting;
  }

  private delete(): void {
    const records = this.finished;
    if (this.open === 0 || records.length === 0) return;
    this.finished = [];
    const handles = records.map(({ receiptHandle }) => receiptHandle);
    const queueArn = records[0]?.eventSourceARN ?? "";
    // What could not be deleted comes again, and finds nothing to do.
    this.deleting = this.deleting
      .then(() => this.settings.delete(queueArn, handles))
      .catch(() => undefined);
  }
}

/** A batch that takes longer has its messages deleted one by one. */
const longMs = 2_000;
