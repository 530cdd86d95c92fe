import type { AttemptId } from "../../core/command.ts";
import { readDocument, writeDocument } from "../../data/document.ts";
import type { ActivityQueue, ActivityTask } from "../../engine/ports.ts";
import type { JsonValue } from "../../language/json.ts";
import { bytesIn, itemOf, textIn } from "./attributes.ts";
import { pack, unpack } from "./compression.ts";
import { padded } from "./keys.ts";
import type { Objects } from "./objects.ts";
import { isAbsent, type Key, type Table } from "./table.ts";
import { objectKey } from "./values.ts";

export interface ActivityQueueSettings {
  readonly table: Table;
  readonly objects: Objects;
  now(): number;
}

/**
 * Activity tasks, each an item that the due index has in the order of arrival. The index may lag
 * behind: what it still has is looked up before it is handed out, and what it has not yet is handed
 * out when it is asked again.
 */
export class AwsActivityQueue implements ActivityQueue {
  private readonly settings: ActivityQueueSettings;
  /** Of this process; the tasks themselves stay until they are removed. */
  private readonly taken = new Set<string>();
  private arrived = 0;

  constructor(settings: ActivityQueueSettings) {
    this.settings = settings;
  }

  async put(activityArn: string, task: ActivityTask): Promise<void> {
    const { table, objects, now } = this.settings;
    const key = keyOf(task.executionArn, task.attempt);
    const body = pack(writeDocument(task as unknown as JsonValue), task.executionArn);
    const isObject = body.length > bodyBytesMax;
    if (isObject) await objects.put(objectOf(task.executionArn, task.attempt), body);
    // As exact as a number in JavaScript: an instant and the order within this process.
    const place = now() * arrivedMax + (this.arrived++ % arrivedMax);
    const item = { ...key, d: partitionOf(activityArn), u: place };
    await table.put(itemOf({ ...item, b: isObject ? undefined : body }), isAbsent);
    this.taken.delete(key.pk + key.sk);
  }

  async take(activityArn: string): Promise<ActivityTask | undefined> {
    const { table } = this.settings;
    const query = { index: "due", partition: partitionOf(activityArn), pageLength } as const;
    for await (const entries of table.pages(query)) {
      for (const entry of entries) {
        const key = { pk: textIn(entry, "pk"), sk: textIn(entry, "sk") };
        const known = key.pk + key.sk;
        if (this.taken.has(known)) continue;
        this.taken.add(known);
        const task = await this.read(key);
        if (task !== undefined) return task;
        this.taken.delete(known);
      }
    }
    return undefined;
  }

  async remove(executionArn: string, attempt: AttemptId): Promise<void> {
    const key = keyOf(executionArn, attempt);
    const { table, objects } = this.settings;
    const item = await table.take(key);
    this.taken.delete(key.pk + key.sk);
    if (item !== undefined && item.b === undefined) {
      await objects.delete([objectOf(executionArn, attempt)]);
    }
  }

  /** Undefined: it was removed. */
  private async read(key: Key): Promise<ActivityTask | undefined> {
    const { table, objects } = this.settings;
    const item = await table.get(key);
    if (item === undefined) return undefined;
    const executionArn = key.pk.slice(prefix.length);
    const attempt = Number.parseInt(key.sk, 36);
    const body = bytesIn(item, "b") ?? (await objects.get(objectOf(executionArn, attempt)));
    return readDocument(unpack(body, executionArn)) as unknown as ActivityTask;
  }
}

function keyOf(executionArn: string, attempt: AttemptId): Key {
  return { pk: prefix + executionArn, sk: padded(attempt, 6) };
}

function partitionOf(activityArn: string): string {
  return `tasks of ${activityArn}`;
}

function objectOf(executionArn: string, attempt: AttemptId): string {
  return objectKey(executionArn, attempt, "activity");
}

const prefix = "task of ";
const arrivedMax = 1_000;
const pageLength = 25;
/** Whatever AWS allows fits: only where the limits are extended there are objects. */
const bodyBytesMax = 350_000;
