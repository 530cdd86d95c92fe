import type { MapRunAdvanced } from "../core/map-run/advance-map-run.ts";
import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { Intents } from "./intents.ts";
import type { JournalRecord, MapRunMeta, OwnCommand } from "./journal-port.ts";

interface RecordSettings {
  readonly intents: Intents | undefined;
  readonly retentionMs: number | undefined;
  nextNonce(): number;
}

/** What is known of a Map Run before it is recorded what became of it. */
interface Before {
  readonly meta: MapRunMeta;
  /** The record's. */
  readonly number: number;
  readonly before: MapRunSnapshot;
  readonly consumed: ReadonlySet<number>;
  /** The end is not known to be told. */
  readonly mustTell: boolean;
}

/** The record of a step of a Map Run. */
export function mapRunRecord(
  settings: RecordSettings,
  { meta, number, before, consumed, mustTell }: Before,
  { snapshot, commands }: MapRunAdvanced,
): JournalRecord<MapRunSnapshot> {
  const isOver = snapshot.status !== "RUNNING";
  const tells = isOver && (mustTell || before.status === "RUNNING");
  return {
    incarnation: meta.incarnation,
    number,
    nonce: settings.nextNonce(),
    before,
    snapshot,
    events: [],
    unconfirmed: tells ? tellParent : [],
    consumed: [...consumed],
    ...due(settings, snapshot, isOver ? tells : commands.length > 0 || isBusy(snapshot)),
  };
}

/** Is something being done, or to be done, for a Map Run that runs? */
function isBusy({ starting, reading, writing }: MapRunSnapshot): boolean {
  return starting.length > 0 || reading.asked || writing === "asked";
}

function due(
  { intents, retentionMs }: RecordSettings,
  { status, nowMs, stoppedMs = nowMs }: MapRunSnapshot,
  isWorking: boolean,
): Pick<JournalRecord, "dueMs" | "expiresMs"> {
  // When this process is dead, or at once, if whoever has the journal next knows that it is.
  if (isWorking) return { dueMs: intents?.deadByMs() ?? nowMs, expiresMs: undefined };
  const isKept = status === "RUNNING" || retentionMs === undefined;
  return { dueMs: undefined, expiresMs: isKept ? undefined : stoppedMs + retentionMs };
}

const tellParent: readonly OwnCommand[] = [{ type: "tellParent" }];
