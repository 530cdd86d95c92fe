import type { Machine } from "../core/machine.ts";
import { type IndexRanges, indexesOf } from "../core/map-run/index-ranges.ts";
import { ChildNames } from "../core/map-run/map-run-names.ts";
import type { ChildStart, MapRunSnapshot } from "../core/map-run/map-run-snapshot.ts";
import { type MaybePromise, whenDone } from "../core/maybe-promise.ts";
import type { ExecutionInfo } from "../core/snapshot.ts";
import { StatesError } from "../data/states-error.ts";
import type { ChildResult } from "../data/writers/result-entry.ts";
import type { Engine } from "./engine.ts";
import type { ExecutionHead } from "./execution-head.ts";
import type { ExecutionMeta, MapRunMeta } from "./journal-port.ts";
import { readAhead } from "./read-ahead.ts";

/** The child executions of a Map Run: their names follow from their indexes. */
export class MapRunChildren {
  private readonly engine: Engine;
  private readonly processor: Machine;
  private readonly run: MapRunMeta;
  private readonly parent: ExecutionMeta;
  private readonly names: ChildNames;

  constructor(engine: Engine, processor: Machine, run: MapRunMeta, parent: ExecutionMeta) {
    this.engine = engine;
    this.processor = processor;
    this.run = run;
    this.parent = parent;
    this.names = new ChildNames(run.info);
  }

  /** Starts the child, unless it is there already. */
  start(start: ChildStart, { redriveCount }: MapRunSnapshot): MaybePromise<void> {
    return this.begin(start, 0, redriveCount);
  }

  private begin(
    { index, input, mapItem }: ChildStart,
    attempt: number,
    redrive: number,
  ): MaybePromise<void> {
    const { engine, run, parent } = this;
    const { clock, wakeQueue } = engine.ports;
    const info = this.info(index, attempt, mapItem);
    const { stateName } = run.order;
    const started = engine.start(this.processor, {
      incarnation: engine.nonces.fresh(),
      info,
      input,
      startedMs: clock.now(),
      seed: clock.seed(),
      secret: clock.secret?.(),
      revision: parent.revision,
      child: {
        index,
        incarnation: run.incarnation,
        redrive,
        processor: [...(parent.child?.processor ?? []), stateName],
      },
    });
    return whenDone(started, () => wakeQueue.send(info.executionArn));
  }

  /** A Standard child goes on where it failed, an Express child begins again. */
  redrive(index: number, redriveCount: number): MaybePromise<void> {
    return whenDone(this.head(index, redriveCount), (head) => {
      if (head === undefined) return;
      const { info, input } = head.meta;
      if (info.type === "EXPRESS") {
        return this.begin({ index, input, mapItem: info.mapItem }, redriveCount, redriveCount);
      }
      const clientToken = String(redriveCount);
      // It was sent again.
      if (head.snapshot?.redriveToken === clientToken) return;
      return this.tell(info.executionArn, { type: "redrive", clientToken });
    });
  }

  stop(index: number, redriveCount: number): MaybePromise<void> {
    return whenDone(this.head(index, redriveCount), (head) => {
      if (head === undefined || !isUnderWay(head)) return;
      const cause = "The Map Run of this execution was stopped";
      return this.tell(head.meta.info.executionArn, { type: "abort", cause });
    });
  }

  /** Was the child's last end told to nobody, and will not be: was it to be redriven? */
  async mustBeRedriven(index: number, redriveCount: number): Promise<boolean> {
    const head = await this.head(index, redriveCount);
    if (head?.snapshot === undefined || head.snapshot.status === "RUNNING") return false;
    if (head.snapshot.redriveToken === String(redriveCount)) return false;
    return head.unconfirmed.length === 0;
  }

  /** Of children that have ended, in order. Fails with a StatesError where one is not kept. */
  async *results(indexes: IndexRanges, { redriveCount }: MapRunSnapshot) {
    const heads = readAhead(indexesOf(indexes), (index) => this.head(index, redriveCount));
    for await (const head of heads) {
      if (head === undefined) throw new StatesError("States.ResultWriterFailed", notKeptCause);
      yield childResult(head);
    }
  }

  /** An Express child that was redriven is another execution: the latest counts. */
  private head(index: number, attempt: number): MaybePromise<ExecutionHead | undefined> {
    const { executionArn } = this.names.of(index, attempt);
    return whenDone(this.engine.head(executionArn), (head) => {
      if (head !== undefined || attempt === 0) return head;
      return this.head(index, this.run.info.childType === "STANDARD" ? 0 : attempt - 1);
    });
  }

  private tell(
    executionArn: string,
    stimulus:
      | { readonly type: "redrive"; readonly clientToken: string }
      | { readonly type: "abort"; readonly cause: string },
  ): MaybePromise<void> {
    const { clock } = this.engine.ports;
    const told = { ...stimulus, at: clock.now(), seed: clock.seed() };
    if (this.engine.isVolatile) return this.engine.tell(executionArn, told);
    return whenDone(this.engine.ask(executionArn, told), () => undefined);
  }

  private info(index: number, attempt: number, mapItem: ExecutionInfo["mapItem"]): ExecutionInfo {
    const { info } = this.run;
    const { testCase, delivery } = this.parent.info;
    return {
      ...this.names.of(index, attempt),
      roleArn: info.roleArn,
      stateMachineArn: info.stateMachineArn,
      stateMachineName: info.stateMachineName,
      type: info.childType,
      mapRunArn: info.mapRunArn,
      ...(mapItem !== undefined && { mapItem }),
      ...(testCase !== undefined && { testCase }),
      ...(delivery !== undefined && { delivery }),
    };
  }
}

function isUnderWay({ snapshot }: ExecutionHead): boolean {
  return snapshot === undefined || snapshot.status === "RUNNING";
}

const notKeptCause =
  "a child execution whose result is to be written is not kept any more: raise the retention above " +
  "the time that the Map Run takes";

function childResult({ meta, snapshot }: ExecutionHead): ChildResult {
  const { executionArn, name, stateMachineArn } = meta.info;
  const status = snapshot?.status ?? "ABORTED";
  return {
    executionArn,
    name,
    stateMachineArn,
    status: status === "RUNNING" || status === "PENDING_REDRIVE" ? "ABORTED" : status,
    input: meta.input,
    output: snapshot?.output,
    error: snapshot?.error,
    cause: snapshot?.cause,
    startedMs: meta.startedMs,
    stoppedMs: snapshot?.stoppedMs ?? 0,
    redriveCount: snapshot?.redriveCount ?? 0,
  };
}
