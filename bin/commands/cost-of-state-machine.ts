import type { CostReport } from "../../lib/hosts/cost/cost-report.ts";
import { costReport } from "../../lib/hosts/cost/cost-report.ts";
import { countRun } from "../../lib/hosts/cost/counted-run.ts";
import { happyPath } from "../../lib/hosts/cost/happy-path.ts";
import type { Usage } from "../../lib/hosts/cost/usage.ts";
import type { StateMachineFile } from "../../lib/hosts/state-machine-files.ts";
import { painterFor } from "../terminal/colours.ts";
import { costText } from "./cost-text.ts";
import { type ExecutionInputOptions, readExecutionInput } from "./execution-input.ts";
import { chooseStateMachine, inputFrom } from "./input-files.ts";
import type { InputOptions } from "./options.ts";
import { importTasks, reportIfInvalid, stateMachineFrom } from "./state-machine-of-file.ts";

/** Prices the state machine of a file, and prints what comes of it. */
export async function costOfStateMachine(path: string, options: CostOptions): Promise<void> {
  const { chosen, others } = chooseStateMachine(path, inputFrom(options));
  if (!reportIfInvalid(chosen)) return;
  const counted = await countOf(chosen, others, options);
  const report = costReport(counted.usage, {
    payloadBytes: options.payload ?? counted.payloadBytes,
    taskSeconds: options.taskMs / 1_000,
    retentionDays: options.retention,
  });
  print(report, counted.path, options.format);
}

export interface CostOptions extends InputOptions, ExecutionInputOptions {
  readonly tasks?: string;
  readonly payload?: number;
  readonly taskMs: number;
  readonly items: number;
  readonly retention: number;
  readonly format: "pretty" | "json";
}

/** What is priced, and the states of the way that it was counted on. */
interface Counted {
  readonly usage: Usage;
  readonly payloadBytes: number;
  readonly path: readonly string[];
}

async function countOf(
  chosen: StateMachineFile,
  others: readonly StateMachineFile[],
  options: CostOptions,
): Promise<Counted> {
  if (options.tasks === undefined && options.input === undefined && !options.inputFile) {
    const { usage, states } = happyPath(chosen.value ?? null, options.items);
    return { usage, payloadBytes: payloadBytesUsual, path: states };
  }
  const machine = stateMachineFrom(chosen);
  const execution = await machine.run(readExecutionInput(options), {
    tasks: await importTasks(options.tasks),
    machines: others.map((other) => stateMachineFrom(other)),
  });
  return { ...countRun(execution), path: execution.path };
}

function print(report: CostReport, path: readonly string[], format: CostOptions["format"]): void {
  if (format === "json") console.log(JSON.stringify({ path, ...report }, undefined, 2));
  else console.log(costText(report, path, painterFor(process.stdout)));
}

const payloadBytesUsual = 1_024;
