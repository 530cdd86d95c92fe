import type { Machine } from "../core/machine.ts";
import { writeDocument } from "../data/document.ts";
import type { Revision } from "../engine/definitions-port.ts";
import type { ExecutionMeta } from "../engine/journal-port.ts";
import type { ApiContext } from "./api-context.ts";

/** What an execution runs. */
export interface ExecutionDefinition {
  readonly revision: Revision;
  /** Of a child of a Map Run: its processor as JSON text. */
  readonly processor?: string | undefined;
}

/** The revision that an execution began with; undefined where it is kept nowhere. */
export async function definitionOfExecution(
  context: ApiContext,
  meta: ExecutionMeta,
): Promise<ExecutionDefinition | undefined> {
  if (meta.info.mapRunArn === undefined) return meta.revision && { revision: meta.revision };
  const found = await machineOf(context, meta);
  if (found === undefined) return undefined;
  return { revision: found.revision, processor: writeDocument(found.machine.definition as never) };
}

interface Found {
  readonly revision: Revision;
  readonly machine: Machine;
}

/** A child's machine is the processor of a Map state in its parent's. */
async function machineOf(context: ApiContext, meta: ExecutionMeta): Promise<Found | undefined> {
  const { engine } = context;
  const { revision, info } = meta;
  if (info.mapRunArn === undefined) {
    if (revision === undefined) return undefined;
    return { revision, machine: await engine.machines.get(revision.definitionHash) };
  }
  const mapRun = await engine.ports.mapRunJournal.load(info.mapRunArn);
  const parentArn = mapRun?.meta.info.executionArn ?? "";
  const parent = await engine.head(parentArn);
  const found = parent && (await machineOf(context, parent.meta));
  const machine = found?.machine.processors.get(mapRun?.meta.order.stateName ?? "");
  return found && machine && { revision: found.revision, machine };
}
