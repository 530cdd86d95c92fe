import type { AttemptId } from "../../core/command.ts";
import type { HistoryEvent } from "../../core/history-event.ts";
import { attempt, type MaybePromise, whenDone } from "../../core/maybe-promise.ts";
import type {
  DefinitionRecord,
  Definitions,
  DefinitionsQuery,
  Page,
} from "../../engine/definitions-port.ts";
import { type Encryption, KeyFailure } from "../../engine/encryption.ts";
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

/** A journal that fails with MissingKey, so that it asks for the key and does it again. */
export class KeyedJournal<Meta extends JournalMeta, State> implements Journal<Meta, State> {
  private readonly journal: Journal<Meta, State>;
  private readonly keys: Sealer;

  constructor(journal: Journal<Meta, State>, keys: Sealer) {
    this.journal = journal;
    this.keys = keys;
  }

  create(arn: string, meta: Meta): MaybePromise<Meta | undefined> {
    return this.keys.withKeys(() => this.journal.create(arn, meta));
  }

  load(arn: string): MaybePromise<JournalHead<Meta, State> | undefined> {
    return this.keys.withKeys(() => this.journal.load(arn));
  }

  append(arn: string, record: JournalRecord<State>): MaybePromise<boolean> {
    return this.keys.withKeys(() => this.journal.append(arn, record));
  }

  events(arn: string, query?: EventsQuery): MaybePromise<readonly HistoryEvent[]> {
    return this.keys.withKeys(() => this.journal.events(arn, query));
  }

  resolve(arn: string, resolution: Resolution): MaybePromise<Resolution | undefined> {
    return this.keys.withKeys(() => this.journal.resolve(arn, resolution));
  }

  due(query: DueQuery): MaybePromise<readonly DueEntry[]> {
    return this.journal.due(query);
  }
}

/** Definitions that fail with MissingKey, likewise. */
export class KeyedDefinitions implements Definitions {
  private readonly definitions: Definitions;
  private readonly keys: Sealer;

  constructor(definitions: Definitions, keys: Sealer) {
    this.definitions = definitions;
    this.keys = keys;
  }

  get(arn: string): MaybePromise<DefinitionRecord | undefined> {
    return this.definitions.get(arn);
  }

  put(record: DefinitionRecord): MaybePromise<boolean> {
    return this.definitions.put(record);
  }

  delete(arn: string, edition: number): MaybePromise<boolean> {
    return this.definitions.delete(arn, edition);
  }

  list(query: DefinitionsQuery): MaybePromise<Page<DefinitionRecord>> {
    return this.definitions.list(query);
  }

  putText(hash: string, text: string, encryption?: Encryption): MaybePromise<void> {
    return this.keys.withKeys(() => this.definitions.putText(hash, text, encryption));
  }

  text(hash: string): MaybePromise<string | undefined> {
    return this.keys.withKeys(() => this.definitions.text(hash));
  }
}

/** An activity queue that fails with MissingKey. */
export interface LockedActivityQueue extends ActivityQueue {
  /** The oldest task that needs no key which is not in memory. */
  takeLegible(activityArn: string): MaybePromise<ActivityTask | undefined>;
}

/** A queue that asks for the keys, likewise. */
export class KeyedActivityQueue implements ActivityQueue {
  private readonly queue: LockedActivityQueue;
  private readonly keys: Sealer;

  constructor(queue: LockedActivityQueue, keys: Sealer) {
    this.queue = queue;
    this.keys = keys;
  }

  put(activityArn: string, task: ActivityTask): MaybePromise<void> {
    return this.keys.withKeys(() => this.queue.put(activityArn, task));
  }

  /** A task whose key cannot be used does not stand in the way of the others. */
  take(activityArn: string): MaybePromise<ActivityTask | undefined> {
    return attempt(
      () => this.keys.withKeys(() => this.queue.take(activityArn)),
      (error) => {
        if (!(error instanceof KeyFailure)) throw error;
        return whenDone(this.queue.takeLegible(activityArn), (task) => {
          if (task === undefined) throw error;
          return task;
        });
      },
    );
  }

  remove(executionArn: string, attempt: AttemptId): MaybePromise<void> {
    return this.queue.remove(executionArn, attempt);
  }
}
