import type { MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import { isRunning } from "../core/map-run/map-run-stimuli.ts";

/** Is the end of a child for somebody else, or to be replaced? */
export function isLeft(run: MapRunSnapshot, index: number, redrive = run.redriveCount): boolean {
  // Others have redriven it: whoever goes on from there takes it in.
  if (redrive > run.redriveCount) return true;
  // It has been redriven since, and what is awaited takes the place of this end. Consuming it now
  // could take away what is awaited instead.
  return redrive < run.redriveCount && isRunning(run, index);
}
