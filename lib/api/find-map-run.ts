import { createMapRun, type MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import type { ApiContext } from "./api-context.ts";
import { readArn } from "./arn.ts";
import { resourceNotFound } from "./tags.ts";

/** The Map Run as its journal has it. Throws InvalidArn or ResourceNotFound. */
export async function findMapRun(
  { engine }: ApiContext,
  mapRunArn: string,
): Promise<MapRunSnapshot> {
  readArn(mapRunArn, "mapRun");
  const head = await engine.ports.mapRunJournal.load(mapRunArn);
  if (head === undefined) throw resourceNotFound(mapRunArn);
  const { info, order, startedMs } = head.meta;
  return head.snapshot ?? { ...createMapRun(info, order), startedMs };
}
