import type { ExecutionInfo } from "../../lib/core/snapshot.ts";
import type { JournalRecord } from "../../lib/engine/journal-port.ts";
import type { Execution } from "../../lib/hosts/execution.ts";
import type { StateMachineFile } from "../../lib/hosts/state-machine-files.ts";
import { hasErrors } from "../../lib/language/diagnostic.ts";
import { svgDiagram } from "../../lib/language/diagram/svg.ts";
import { stateGraph } from "../../lib/language/graph.ts";
import { readSource } from "../../lib/language/source.ts";
import type { StateMachineType } from "../../lib/language/state-machine.ts";
import { validateSource } from "../../lib/language/validate.ts";
import { readMockConfig } from "../../lib/testing/mock-config.ts";
import type { Mocks } from "../../lib/testing/mocks.ts";
import { stateStatuses } from "../../lib/testing/state-statuses.ts";
import { painterFor } from "../terminal/colours.ts";
import { Progress } from "../terminal/progress.ts";
import { type ExecutionInputOptions, readExecutionInput } from "./execution-input.ts";
import { executionJson, executionText } from "./execution-text.ts";
import { chooseStateMachine, inputFrom, readTextFile } from "./input-files.ts";
import type { InputOptions } from "./options.ts";
import { writeOutput } from "./output-file.ts";
import { importTasks, reportIfInvalid, stateMachineFrom } from "./state-machine-of-file.ts";
import { UsageError } from "./usage-error.ts";

/** Runs the state machine of a file, and prints how that ended. */
export async function runStateMachine(path: string, options: RunOptions): Promise<void> {
  const { chosen, others } = chooseStateMachine(path, inputFrom(options));
  const input = readExecutionInput(options);
  if (!reportIfInvalid(chosen, options.type)) return;
  const tasks = await importTasks(options.tasks);
  const machine = stateMachineFrom(chosen, options.type, readMocks(chosen.name, options));
  const progress = new Progress();
  let events = 0;
  const recorded = (_execution: ExecutionInfo, record: JournalRecord): void => {
    events += record.events.length;
    progress.say(() => `${events} events, in ${statesOf(record)}`);
  };
  let execution: Execution;
  try {
    execution = await machine.run(input, {
      tasks,
      time: options.realTime ? "real" : "skip",
      seed: options.seed,
      at: options.at,
      machines: others.filter(isValid).map((other) => stateMachineFrom(other)),
      telemetry: { recorded },
    });
  } finally {
    progress.end();
  }
  report(execution, chosen, options);
}

export interface RunOptions extends InputOptions, ExecutionInputOptions {
  readonly tasks?: string;
  readonly mockConfig?: string;
  readonly testCase?: string;
  readonly history?: boolean;
  readonly diagram?: string;
  readonly realTime?: boolean;
  readonly seed: number;
  readonly at?: string;
  readonly type?: StateMachineType;
  readonly format: "pretty" | "json";
}

function isValid(machine: StateMachineFile): boolean {
  return !hasErrors(validateSource(machine, { type: machine.type }));
}

function report(execution: Execution, machine: StateMachineFile, options: RunOptions): void {
  if (options.format === "json") console.log(executionJson(execution, options.history === true));
  else console.log(executionText(execution, options.history === true, painterFor(process.stdout)));
  if (options.diagram !== undefined) {
    const statuses = stateStatuses(execution);
    const title = `An execution of ${machine.name}: ${execution.status}`;
    writeOutput(
      options.diagram,
      svgDiagram(stateGraph(machine.value ?? null), { title, statuses }),
    );
  }
  if (execution.status !== "SUCCEEDED") process.exitCode = 1;
}

/** The mocks of a test case of Step Functions Local's MockConfigFile.json. */
function readMocks(name: string, { mockConfig, testCase }: RunOptions): Mocks {
  if (mockConfig === undefined && testCase === undefined) return {};
  if (mockConfig === undefined) throw new UsageError("--test-case needs --mock-config");
  if (testCase === undefined) throw new UsageError("--mock-config needs --test-case");
  const { value, problems } = readSource(readTextFile(mockConfig));
  if (value === undefined) throw new UsageError(`${mockConfig}: ${problems[0]?.message}`);
  try {
    return readMockConfig(value, name, testCase);
  } catch (error) {
    throw new UsageError(`${mockConfig}: ${error instanceof Error ? error.message : error}`);
  }
}

function statesOf({ snapshot }: JournalRecord): string {
  const states = [...snapshot.threads.values()].map(({ state }) => state);
  const [first = "no state"] = states;
  return states.length > 1 ? `${states.length} states` : first;
}
