import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Audit, audit } from "./kill/audit.ts";
import { CampaignKeys } from "./kill/campaign-keys.ts";
import { Client, pause } from "./kill/client.ts";
import { KilledServer } from "./kill/killed-server.ts";
import { Load } from "./kill/load.ts";
import { kinds, stateMachineArn } from "./kill/machines.ts";
import { Random } from "./random.ts";

export interface KillNineOptions {
  readonly kills: number;
  readonly executions: number;
  readonly seed: number;
  /** Run the package as `npm run build` has left it, not its source. */
  readonly isBuilt?: boolean;
  /** Everything has a customer's KMS key, and nothing may be legible without it. */
  readonly hasKeys?: boolean;
  /** Told now and then how far it has come. */
  readonly progress?: (text: string) => void;
}

export interface KillNineResult extends Audit {
  readonly kills: number;
  /** How often KMS was asked for data keys. */
  readonly keysAsked: number;
  /** Where payloads or data keys could be read, after a kill or at the end. */
  readonly legible: readonly string[];
  readonly started: number;
  readonly answered: number;
  /** From a start of the process to the first thing that it has done durably, in order. */
  readonly restartsMs: readonly number[];
  /** From a start of the process until it listens, in order. */
  readonly listensMs: readonly number[];
}

/**
 * Kills a server at random instants while executions of ten kinds run, starts it again each time,
 * waits until all have ended, and reads what is kept.
 */
export async function killNine(options: KillNineOptions): Promise<KillNineResult> {
  const folder = mkdtempSync(join(tmpdir(), "stepwright-kill-"));
  const [dataFolder, attempts] = [join(folder, "data"), join(folder, "attempts.log")];
  const client = new Client();
  const keys = options.hasKeys === true ? await CampaignKeys.start() : undefined;
  const server = new KilledServer(client, dataFolder, attempts, {
    isBuilt: options.isBuilt ?? false,
    environment: keys?.environment ?? {},
  });
  const load = new Load(client, attempts);
  const random = new Random(options.seed);
  const legible = new Set<string>();
  const killed = (): void => {
    for (const what of keys?.legible(dataFolder) ?? []) legible.add(what);
  };
  const parts = { server, load, random, attempts, killed };
  try {
    await server.start();
    await load.create(keys?.request ?? {});
    const working = load.work();
    const { restartsMs, listensMs } = await killAll(options, parts);
    await allEnded(client, options.progress);
    load.stop();
    // Whoever waits for an activity's task hears that there is none.
    await server.stop();
    killed();
    client.isClosed = true;
    await working;
    const { started, answered } = load;
    const { kills } = server;
    const dataKeys = keys?.dataKeys();
    const found = await audit({ dataFolder, attempts, started, answered, kills, keys: dataKeys });
    return {
      ...found,
      legible: [...legible],
      keysAsked: keys?.asked ?? 0,
      kills: kills.length,
      started: started.length,
      answered: answered.length,
      restartsMs: inOrder(restartsMs),
      listensMs: inOrder(listensMs),
    };
  } finally {
    await server.kill();
    await keys?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Parts {
  readonly server: KilledServer;
  readonly load: Load;
  readonly random: Random;
  readonly attempts: string;
  /** The server is dead, whatever it had in hand. */
  readonly killed: () => void;
}

async function killAll(
  options: KillNineOptions,
  parts: Parts,
): Promise<Pick<KillNineResult, "restartsMs" | "listensMs">> {
  const { server, load, random, attempts, killed } = parts;
  const restartsMs: number[] = [];
  const listensMs: number[] = [];
  const starting: Promise<void>[] = [];
  for (let kill = 0; kill < options.kills; kill++) {
    const upTo = Math.floor((options.executions * (kill + 1)) / options.kills);
    const from = Math.floor((options.executions * kill) / options.kills);
    const lifeMs = 20 + random.below(900);
    for (let number = from; number < upTo; number++) {
      starting.push(pause(random.below(lifeMs)).then(() => load.start()));
    }
    await pause(lifeMs);
    await server.kill();
    killed();
    const acknowledged = load.started.length;
    const bytes = sizeOf(attempts);
    const before = performance.now();
    await server.start();
    listensMs.push(performance.now() - before);
    // Whatever comes first: an acknowledged start, or a Task that begins since its record is won.
    while (load.started.length === acknowledged && sizeOf(attempts) === bytes) {
      if (performance.now() - before > 5_000) break;
      await pause(5);
    }
    restartsMs.push(performance.now() - before);
    if (kill % 25 === 24) options.progress?.(`${kill + 1} kills, ${load.started.length} started`);
  }
  await Promise.all(starting);
  return { restartsMs, listensMs };
}

/** Waits until no state machine has a running execution. */
async function allEnded(client: Client, progress: KillNineOptions["progress"]): Promise<void> {
  const deadline = performance.now() + 120_000;
  for (const kind of kinds) {
    for (;;) {
      const { executions } = await client.insist("ListExecutions", {
        stateMachineArn: stateMachineArn(kind),
        statusFilter: "RUNNING",
        maxResults: 1_000,
      });
      const running = (executions as readonly unknown[]).length;
      if (running === 0) break;
      progress?.(`${running} of ${kind} run`);
      // The audit says which never ended.
      if (performance.now() > deadline) return;
      await pause(500);
    }
  }
}

function inOrder(numbers: readonly number[]): readonly number[] {
  return numbers.toSorted((left, right) => left - right);
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
