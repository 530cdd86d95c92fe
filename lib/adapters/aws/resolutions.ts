import type { Resolution } from "../../engine/journal-port.ts";
import { replaces } from "../../engine/replaces.ts";
import type { Head, StoredResolution } from "./heads.ts";
import { padded } from "./keys.ts";
import type { Objects } from "./objects.ts";
import {
  type ResolutionPlaces,
  readResolutionItem,
  resolutionItem,
  resolutionPlace,
} from "./resolution-items.ts";
import { type Condition, isAbsent, type Table } from "./table.ts";

export interface ResolutionsSettings {
  readonly table: Table;
  readonly objects: Objects;
  now(): number;
  nonce(): number;
}

/** The answers from outside: each an item that whoever comes first writes. */
export class Resolutions {
  private readonly settings: ResolutionsSettings;
  private readonly places: ResolutionPlaces;
  private written = 0;

  constructor(settings: ResolutionsSettings, places: ResolutionPlaces) {
    this.settings = settings;
    this.places = places;
  }

  /** `known` are those that this process has read or written: what is there may be another. */
  async resolve(
    arn: string,
    resolution: Resolution,
    known: Map<number, StoredResolution> | undefined,
  ): Promise<Resolution | undefined> {
    const { attempt } = resolution;
    const nonce = this.settings.nonce();
    let there = known?.get(attempt);
    for (;;) {
      if (there !== undefined && !replaces(resolution, there.resolution)) {
        known?.set(attempt, there);
        return there.resolution;
      }
      const stored = { resolution, nonce, arrival: there?.arrival ?? this.arrival() };
      const put = await this.put(arn, stored, there);
      if (put === "done" || put?.nonce === nonce) {
        known?.set(attempt, stored);
        return undefined;
      }
      there = put;
    }
  }

  /** Deletes those that a record has taken in; what another process has put there since stays. */
  async delete(
    { arn, incarnation, resolutions }: Pick<Head, "arn" | "incarnation" | "resolutions">,
    attempts: readonly number[],
  ): Promise<void> {
    const { table } = this.settings;
    for (let from = 0; from < attempts.length; from += deletedAtOnce) {
      const deletions = attempts.slice(from, from + deletedAtOnce).map(async (attempt) => {
        const there = resolutions.get(attempt);
        const key = resolutionPlace(this.places, arn, { incarnation, attempt });
        await table.delete(key, there && isStill(there));
        resolutions.delete(attempt);
      });
      await Promise.all(deletions);
    }
  }

  /** On condition that `before` is still there. Otherwise answers what is. */
  private async put(
    arn: string,
    stored: StoredResolution,
    before: StoredResolution | undefined,
  ): Promise<"done" | StoredResolution | undefined> {
    const { table, objects } = this.settings;
    const { item, object } = resolutionItem(this.places, arn, stored);
    if (object !== undefined) await objects.put(object.key, object.body);
    const written = await table.put(item, before === undefined ? isAbsent : isStill(before));
    if (written.isDone) return "done";
    if (written.there === undefined) return undefined;
    const { incarnation, attempt } = stored.resolution;
    return readResolutionItem(arn, incarnation, attempt, written.there, objects);
  }

  /** Resolutions are taken in the order of the instants, then of this process. */
  private arrival(): string {
    return `${padded(this.settings.now(), 9)}${padded(this.written++ % writtenMax, 4)}`;
  }
}

function isStill({ nonce }: StoredResolution): Condition {
  return { expression: "#o = :o", values: { o: nonce } };
}

const deletedAtOnce = 16;
const writtenMax = 36 ** 4;
