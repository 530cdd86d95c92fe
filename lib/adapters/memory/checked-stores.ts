import type { AttemptId } from "../../core/command.ts";
import type { HistoryEvent } from "../../core/history-event.ts";
import type { Encryption } from "../../engine/encryption.ts";
import type {
  DueEntry,
  DueQuery,
  EventsQuery,
  Journal,
  JournalHead,
  JournalMeta,
  JournalRecord,
  Resolution,
} from "../../engine/journal-port.ts";
import type { ActivityQueue, ActivityTask } from "../../engine/ports.ts";
import type { Sealer } from "../../engine/sealer-port.ts";
import type { MemoryActivityQueue } from "./activity-queue.ts";
import { MemoryDefinitions } from "./definitions.ts";
import type { MemoryJournal } from "./journal.ts";

/**
 * In memory nothing is at rest that a key could encrypt; it is asked for all the same, so that
 * whoever has no access to it is told so. Fails with MissingKey.
 */
export class CheckedJournal<Meta extends JournalMeta, State> implements Journal<Meta, State> {
  private readonly journal: MemoryJournal<Meta, State>;
  private readonly keys: Sealer;
  private readonly encryptionOf: (meta: Meta) => Encryption | undefined;

  constructor(
    journal: MemoryJournal<Meta, State>,
    keys: Sealer,
    encryptionOf: (meta: Meta) => Encryption | undefined,
  ) {
    this.journal = journal;
    this.keys = keys;
    this.encryptionOf = encryptionOf;
  }

  create(arn: string, meta: Meta): Meta | undefined {
    check(this.keys, this.encryptionOf(meta));
    return this.journal.create(arn, meta);
  }

  load(arn: string): JournalHead<Meta, State> | undefined {
    this.check(arn);
    return this.journal.load(arn);
  }

  append(arn: string, record: JournalRecord<State>): boolean {
    this.check(arn);
    return this.journal.append(arn, record);
  }

  events(arn: string, query?: EventsQuery): readonly HistoryEvent[] {
    this.check(arn);
    return this.journal.events(arn, query);
  }

  resolve(arn: string, resolution: Resolution): Resolution | undefined {
    this.check(arn);
    return this.journal.resolve(arn, resolution);
  }

  due(query: DueQuery): readonly DueEntry[] {
    return this.journal.due(query);
  }

  private check(arn: string): void {
    // Nobody has created anything with a key.
    if (!this.keys.isUsed) return;
    const head = this.journal.load(arn);
    if (head !== undefined) check(this.keys, this.encryptionOf(head.meta));
  }
}

/** Definitions, likewise. */
export class CheckedDefinitions extends MemoryDefinitions {
  private readonly keys: Sealer;
  private readonly encryptions = new Map<string, Encryption>();

  constructor(keys: Sealer) {
    super();
    this.keys = keys;
  }

  override putText(hash: string, text: string, encryption?: Encryption): void {
    check(this.keys, encryption);
    if (encryption !== undefined) this.encryptions.set(hash, encryption);
    super.putText(hash, text);
  }

  override text(hash: string): string | undefined {
    check(this.keys, this.encryptions.get(hash));
    return super.text(hash);
  }
}

/** Activity tasks, likewise. */
export class CheckedActivityQueue implements ActivityQueue {
  private readonly queue: MemoryActivityQueue;
  private readonly keys: Sealer;
  private readonly encryptionOf: (activityArn: string) => Encryption | undefined;

  constructor(
    queue: MemoryActivityQueue,
    keys: Sealer,
    encryptionOf: (activityArn: string) => Encryption | undefined,
  ) {
    this.queue = queue;
    this.keys = keys;
    this.encryptionOf = encryptionOf;
  }

  put(activityArn: string, task: ActivityTask): void {
    check(this.keys, this.encryptionOf(activityArn));
    this.queue.put(activityArn, task);
  }

  take(activityArn: string): ActivityTask | undefined {
    check(this.keys, this.encryptionOf(activityArn));
    return this.queue.take(activityArn);
  }

  /** None: all tasks of an activity have the same key here. */
  takeLegible(): undefined {
    return undefined;
  }

  remove(executionArn: string, attempt: AttemptId): void {
    this.queue.remove(executionArn, attempt);
  }
}

function check(keys: Sealer, encryption: Encryption | undefined): void {
  if (encryption !== undefined) keys.check(encryption);
}
