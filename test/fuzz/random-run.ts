import { type Advanced, advance } from "../../lib/core/advance.ts";
import type { Command } from "../../lib/core/command.ts";
import { compileMachine, type Machine } from "../../lib/core/machine.ts";
import type { ExecutionInfo, Snapshot } from "../../lib/core/snapshot.ts";
import { createSnapshot, readSnapshot, writeSnapshot } from "../../lib/core/snapshot-json.ts";
import type { Stimulus } from "../../lib/core/stimulus.ts";
import { awsLimits } from "../../lib/data/limits.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import { validate } from "../../lib/language/validate.ts";

const execution: ExecutionInfo = {
  executionArn: "arn:aws:states:us-east-1:111111111111:execution:fuzz:run",
  name: "run",
  roleArn: "arn:aws:iam::111111111111:role/role",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:fuzz",
  stateMachineName: "fuzz",
  type: "STANDARD",
};

/** What a Task answers. */
export type TaskAnswer = { readonly output: JsonValue } | { readonly error: string };

export interface RandomRun {
  readonly definition: JsonValue;
  readonly input: JsonValue;
  /** Answers in turn, over and over. */
  readonly answers: readonly TaskAnswer[];
}

/** How a run ended: the definition was refused, or the execution's status. */
export type Ending = "refused" | Snapshot["status"];

const limits = { ...awsLimits, historyEventsMax: 400, jsonataStepsMax: 20_000 };
const stepsMax = 600;

/**
 * Validates and, if that finds no error, runs a definition in virtual time; throws where anything
 * but an ASL error comes of it, or where a snapshot does not survive JSON.
 */
export async function runRandomly(run: RandomRun): Promise<Ending> {
  const diagnostics = validate(run.definition);
  if (diagnostics.some(({ severity }) => severity === "ERROR")) return "refused";
  const machine = compileMachine(run.definition as unknown as StateMachineDefinition);
  return execute(machine, run);
}

async function execute(machine: Machine, run: RandomRun): Promise<Ending> {
  let snapshot = createSnapshot(execution);
  let stimuli: Stimulus[] = [{ type: "start", at: 1, seed: 1, input: run.input }];
  let answered = 0;
  for (let step = 0; step < stepsMax; step++) {
    const advanced: Advanced = await advance(machine, snapshot, stimuli, { limits });
    if (stimuli[0]?.type === "timerFired" && advanced.answers[0]?.accepted === false) {
      throw new Error("a timer that was due did not fire");
    }
    snapshot = throughJson(advanced.snapshot);
    stimuli = advanced.commands.flatMap((command) =>
      reply(command, snapshot.nowMs, run.answers[answered++ % run.answers.length]),
    );
    if (snapshot.status !== "RUNNING") return snapshot.status;
    if (stimuli.length > 0 || advanced.more) continue;
    if (snapshot.dueMs === undefined) throw new Error("the execution is stuck");
    stimuli = [{ type: "timerFired", at: snapshot.dueMs, seed: step }];
  }
  throw new Error("the execution does not come to an end");
}

function throughJson(snapshot: Snapshot): Snapshot {
  const text = writeSnapshot(snapshot);
  const read = readSnapshot(text);
  if (writeSnapshot(read) !== text) throw new Error(`JSON changes the snapshot ${text}`);
  return read;
}

function reply(command: Command, at: number, answer: TaskAnswer = { output: null }): Stimulus[] {
  if (command.type === "startMapRun") {
    const { attempt, items } = command;
    return [
      { type: "mapRunStarted", at, seed: attempt, attempt, mapRunArn: "arn:aws:states:::mapRun:f" },
      { type: "taskSucceeded", at, seed: attempt, attempt, output: items ?? [] },
    ];
  }
  if (command.type !== "runTask") return [];
  const { attempt } = command;
  const base = { at: at + 500, seed: attempt, attempt };
  return [
    { type: "taskStarted", ...base },
    "error" in answer
      ? { type: "taskFailed", ...base, error: answer.error, cause: "made up" }
      : { type: "taskSucceeded", ...base, output: answer.output },
  ];
}
