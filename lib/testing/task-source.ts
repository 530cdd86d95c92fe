import type { TaskHandler } from "../integrations/task-handler.ts";
import { chooseMock, type MockChoice, type Mocks } from "./mocks.ts";
import { type Tasks, TaskTable } from "./task-table.ts";

/** What stands for the Tasks of one state machine. Counts the calls of each state. */
export class TaskSource {
  private readonly mocks: Mocks | undefined;
  private readonly table: TaskTable | undefined;
  private calls: Map<string, number> | undefined;

  /** `calls`: how often each state has been called before. */
  constructor(
    mocks: Mocks | undefined,
    tasks: Tasks | undefined,
    calls?: ReadonlyMap<string, number>,
  ) {
    this.mocks = mocks;
    this.calls = calls && new Map(calls);
    this.table = tasks === undefined ? undefined : new TaskTable(tasks);
  }

  /** The mock of the state's next call. */
  nextMock(stateName: string): MockChoice {
    if (this.mocks === undefined) return undefined;
    this.calls ??= new Map();
    const call = this.calls.get(stateName) ?? 0;
    this.calls.set(stateName, call + 1);
    return chooseMock(this.mocks, stateName, call);
  }

  handler(names: readonly string[]): TaskHandler | undefined {
    return this.table?.find(names);
  }
}
