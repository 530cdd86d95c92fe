import { apiHistoryEvent } from "../core/api-history-event.ts";
import type { HistoryEvent, StateEnteredDetails } from "../core/history-event.ts";
import type { ExecutionStatus } from "../core/snapshot.ts";
import type { Driver } from "../engine/driver.ts";
import { plainFromJson } from "../integrations/plain-json.ts";
import {
  defineKey,
  isJsonObject,
  type JsonObject,
  type MutableJsonObject,
} from "../language/json.ts";
import type { ExecutionHistoryEvent, ExecutionView } from "../testing/execution-view.ts";
import type { World } from "./harness-world.ts";
import { MapRunRecord } from "./map-run-record.ts";

/** What can be read of an execution, at any moment. Everything is made when it is asked for. */
export class ExecutionRecord implements ExecutionView {
  protected readonly world: World;
  protected readonly driver: Driver;

  constructor(world: World, driver: Driver) {
    this.world = world;
    this.driver = driver;
  }

  get executionArn(): string {
    return this.driver.executionArn;
  }

  get name(): string {
    return this.driver.meta.info.name;
  }

  get status(): ExecutionStatus {
    return this.driver.snapshot.status;
  }

  get input(): unknown {
    return plainFromJson(this.driver.meta.input);
  }

  /** Parsed, yours to change; undefined unless the execution has succeeded. */
  get output(): unknown {
    const { output } = this.driver.snapshot;
    return output === undefined ? undefined : plainFromJson(output);
  }

  get error(): string | undefined {
    return this.driver.snapshot.error;
  }

  get cause(): string | undefined {
    return this.driver.snapshot.cause;
  }

  get startDate(): Date {
    return new Date(this.driver.meta.startedMs);
  }

  get stopDate(): Date | undefined {
    const { stoppedMs } = this.driver.snapshot;
    return stoppedMs === undefined ? undefined : new Date(stoppedMs);
  }

  /** The execution's time. */
  get now(): Date {
    return new Date(this.world.clock.now());
  }

  /** The events as GetExecutionHistory gives them to the AWS SDK's users. */
  get history(): readonly ExecutionHistoryEvent[] {
    return this.events.map((event) => {
      const api = apiHistoryEvent(event);
      return { ...api, timestamp: new Date(api.timestamp) };
    });
  }

  /** The names of the states in the order in which they were entered. */
  get path(): readonly string[] {
    return this.events.filter(isEntered).map(({ details }) => details.name);
  }

  /** The states that it is in: one, or one for each branch and iteration under way. */
  get currentStates(): readonly string[] {
    if (this.status !== "RUNNING") return [];
    const states: string[] = [];
    for (const { state, phase } of this.driver.snapshot.threads.values()) {
      if (phase.type !== "joining") states.push(state);
    }
    return states;
  }

  /** The variables outside of branches and iterations, also after the end. */
  get variables(): { readonly [name: string]: unknown } {
    const root = this.driver.snapshot.threads.get(0);
    return plainFromJson(root?.variables ?? this.assigned()) as { [name: string]: unknown };
  }

  /** The Map Runs of its distributed Maps, in the order of their start. */
  get mapRuns(): readonly MapRunRecord<ExecutionRecord>[] {
    const mapRuns = this.world.mapRuns();
    return mapRuns.list(this.executionArn).map((run) => {
      const children = mapRuns.children(run.info.mapRunArn);
      return new MapRunRecord(
        run,
        children.map((driver) => new ExecutionRecord(this.world, driver)),
      );
    });
  }

  /** What the core has recorded: values, not texts. */
  protected get events(): readonly HistoryEvent[] {
    return this.world.journal.events(this.executionArn);
  }

  /** What the states of the outermost scope have assigned. */
  private assigned(): JsonObject {
    const { States } = this.driver.machine.definition;
    const variables: MutableJsonObject = {};
    for (const { details } of this.events) {
      if (!isExited(details) || !Object.hasOwn(States, details.name)) continue;
      for (const [name, value] of Object.entries(details.assignedVariables)) {
        defineKey(variables, name, value);
      }
    }
    return variables;
  }
}

/** Whether the event says that a state was entered. */
export function isEntered(
  event: HistoryEvent,
): event is HistoryEvent & { readonly details: StateEnteredDetails } {
  return event.type.endsWith("StateEntered");
}

function isExited(details: unknown): details is {
  readonly name: string;
  readonly assignedVariables: JsonObject;
} {
  return (
    typeof details === "object" &&
    details !== null &&
    "assignedVariables" in details &&
    isJsonObject(details.assignedVariables)
  );
}
