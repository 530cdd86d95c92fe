import type { Advanced } from "../core/advance.ts";
import type { Command } from "../core/command.ts";
import type { MaybePromise } from "../core/maybe-promise.ts";
import type { Snapshot } from "../core/snapshot.ts";
import { hasNewStatus } from "./has-new-status.ts";
import type { OwnCommand } from "./journal-port.ts";

export interface OwnCommandsHost {
  /** Nobody comes after this process: nothing need be confirmed. */
  readonly isVolatile: boolean;
  /** Must the end of the execution be told to somebody? */
  readonly tellsParent: boolean;
  /** A repeat is harmless. */
  carryOut(command: OwnCommand): MaybePromise<void>;
  /** All were carried out, after a while. */
  carriedOut(): MaybePromise<void>;
  /** An adapter has failed. */
  troubled(error: unknown): void;
}

/**
 * The commands of ours that an execution owes: recorded with the record that gives them, carried
 * out in order once it is won, again by whoever loads the execution, and left out by a later record
 * when they were carried out.
 */
export class OwnCommands {
  private readonly host: OwnCommandsHost;
  /** Of the last record. */
  private unconfirmed: readonly OwnCommand[];
  private waiting: OwnCommand[] = [];
  private done: Set<OwnCommand> | undefined;
  private busy = false;

  constructor(host: OwnCommandsHost, unconfirmed: readonly OwnCommand[]) {
    this.host = host;
    this.unconfirmed = unconfirmed;
    if (unconfirmed.length > 0) this.waiting = [...unconfirmed];
  }

  /** Is something being carried out, or yet to be? */
  get isBusy(): boolean {
    return this.busy || this.waiting.length > 0;
  }

  /** All were carried out, and no record says so. */
  get mustBeConfirmed(): boolean {
    return this.done !== undefined && !this.isBusy;
  }

  /** Those that the next record still has. */
  takeLeft(): readonly OwnCommand[] {
    const { done } = this;
    if (this.host.isVolatile) return nothing;
    if (done === undefined) return this.unconfirmed;
    return this.unconfirmed.filter((command) => !done.has(command));
  }

  unconfirmedAfter(
    left: readonly OwnCommand[],
    before: Snapshot,
    { commands, snapshot }: Advanced,
  ): readonly OwnCommand[] {
    const isEnd = hasNewStatus(before, snapshot) && snapshot.status !== "RUNNING";
    const tells = isEnd && this.host.tellsParent;
    if (!tells && !commands.some(isOwn)) return left;
    return [...left, ...commands.filter(isOwn), ...(tells ? [tellParent()] : [])];
  }

  /** A record with these commands is won: the new ones are carried out. */
  recorded(unconfirmed: readonly OwnCommand[]): void {
    if (unconfirmed === this.unconfirmed) return;
    const known = new Set(this.unconfirmed);
    const now = new Set(unconfirmed);
    for (const command of this.done ?? []) if (!now.has(command)) this.done?.delete(command);
    if (this.done?.size === 0) this.done = undefined;
    this.unconfirmed = unconfirmed;
    for (const command of unconfirmed) if (!known.has(command)) this.waiting.push(command);
    void this.carryOut();
  }

  /**
   * Others have recorded: these are theirs, until somebody loads the execution anew, as whoever
   * knows nothing of it does now.
   */
  adopt(unconfirmed: readonly OwnCommand[], isNew = false): void {
    this.unconfirmed = unconfirmed;
    this.waiting = isNew ? [...unconfirmed] : [];
    this.done = undefined;
  }

  /** Carries out what waits, in order. Never fails: what an adapter refuses waits on. */
  carryOut(): Promise<void> | undefined {
    if (this.busy) return;
    while (this.waiting.length > 0) {
      const [command] = this.waiting;
      if (command === undefined) return;
      try {
        const done = this.host.carryOut(command);
        if (done instanceof Promise) return this.carryOn(command, done);
        this.carried(command);
      } catch (error) {
        this.host.troubled(error);
        return;
      }
    }
  }

  private async carryOn(command: OwnCommand, done: Promise<void>): Promise<void> {
    this.busy = true;
    try {
      await done;
      this.carried(command);
    } catch (error) {
      this.host.troubled(error);
      return;
    } finally {
      this.busy = false;
    }
    await this.carryOut();
    if (this.waiting.length === 0) await this.host.carriedOut();
  }

  private carried(command: OwnCommand): void {
    if (this.waiting[0] !== command) return;
    this.waiting.shift();
    if (this.host.isVolatile) return;
    this.done ??= new Set();
    this.done.add(command);
  }
}

const nothing: readonly OwnCommand[] = [];

/** Another one for each end: a redriven execution may owe the telling of both. */
function tellParent(): OwnCommand {
  return { type: "tellParent" };
}

function isOwn(command: Command): command is Exclude<OwnCommand, { readonly type: "tellParent" }> {
  return command.type !== "runTask" && command.type !== "startTimer";
}
