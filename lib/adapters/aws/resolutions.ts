import type { Resolution } from "../../engine/journal-port.ts";
import { replaces } from "../../engine/replaces.ts";
import type { Consumed, Head, StoredResolution } from "./heads.ts";
import { padded } from "./keys.ts";
import {
  type ResolutionPlaces,
  readResolutionItem,
  resolutionItem,
  resolutionPlace,
} from "./resolution-items.ts";
import { type Condition, isAbsent, type Table } from "./table.ts";
import type { ValueOwner, Values } from "./values.ts";

export interface ResolutionsSettings {
  readonly table: Table;
  readonly values: Values;
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

  /** `head` is what this process knows, which may be old. */
  async resolve(
    arn: string,
    resolution: Resolution,
    head: Pick<Head, "resolutions" | "valuesThere"> | undefined,
  ): Promise<Resolution | undefined> {
    const { attempt, incarnation } = resolution;
    const nonce = this.settings.nonce();
    const known = head?.resolutions;
    const owner = { arn, incarnation, valuesThere: head?.valuesThere ?? new Set<string>() };
    const before = known?.get(attempt);
    // What would keep this one out may be gone by now: the table says.
    let there = before && replaces(resolution, before.resolution) ? before : undefined;
    for (;;) {
      if (there !== undefined && !replaces(resolution, there.resolution)) {
        known?.set(attempt, there);
        return there.resolution;
      }
      const stored = { resolution, nonce, arrival: there?.arrival ?? this.arrival() };
      const put = await this.put(owner, stored, there);
      if (put === "done" || put?.nonce === nonce) {
        known?.set(attempt, stored);
        return undefined;
      }
      there = put;
    }
  }

  /** Deletes those that a record has taken in; what was put in their places since stays. */
  async delete(
    { arn, incarnation, resolutions }: Pick<Head, "arn" | "incarnation" | "resolutions">,
    consumed: readonly Consumed[],
  ): Promise<void> {
    const { table } = this.settings;
    for (let from = 0; from < consumed.length; from += deletedAtOnce) {
      const deletions = consumed.slice(from, from + deletedAtOnce).map(async ([attempt, nonce]) => {
        const key = resolutionPlace(this.places, arn, { incarnation, attempt });
        await table.delete(key, isStill({ nonce }));
        if (resolutions.get(attempt)?.nonce === nonce) resolutions.delete(attempt);
      });
      await Promise.all(deletions);
    }
  }

  /** On condition that `before` is still there. Otherwise answers what is. */
  private async put(
    owner: ValueOwner,
    stored: StoredResolution,
    before: StoredResolution | undefined,
  ): Promise<"done" | StoredResolution | undefined> {
    const { table, values } = this.settings;
    const { item, values: large } = resolutionItem(this.places, owner.arn, stored);
    await values.put(owner, large);
    const written = await table.put(item, before === undefined ? isAbsent : isStill(before));
    if (written.isDone) return "done";
    if (written.there === undefined) return undefined;
    return readResolutionItem(written.there, owner, values);
  }

  /** Resolutions are taken in the order of the instants, then of this process. */
  private arrival(): string {
    return `${padded(this.settings.now(), 9)}${padded(this.written++ % writtenMax, 4)}`;
  }
}

function isStill({ nonce }: Pick<StoredResolution, "nonce">): Condition {
  return { expression: "#o = :o", values: { o: nonce } };
}

const deletedAtOnce = 16;
const writtenMax = 36 ** 4;
