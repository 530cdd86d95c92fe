import { compileMachine } from "../core/machine.ts";
import { startExecution } from "../engine/start-execution.ts";
import type { Startable } from "../engine/startable.ts";
import { jsonFromPlain } from "../integrations/plain-json.ts";
import type { StateMachineDefinition } from "../language/state-machine.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import {
  type DefinitionSource,
  readDefinitionFile,
  readDefinitionText,
} from "./definition-file.ts";
import { Execution } from "./execution.ts";
import {
  instantOf,
  limitsOf,
  type RunOptions,
  type StateMachineOptions,
} from "./harness-options.ts";
import { World } from "./harness-world.ts";
import { checkDefinition } from "./invalid-definition.ts";
import { RealClock } from "./real-clock.ts";
import { runStateTest, type StateTestOptions, type StateTestResult } from "./state-test.ts";
import { taskSource } from "./task-source.ts";

/**
 * A state machine to run in this process. Making one throws InvalidDefinition, which lists all that
 * is wrong with the definition.
 */
export class StateMachine {
  readonly name: string;
  readonly stateMachineArn: string;
  readonly definition: StateMachineDefinition;
  private readonly options: StateMachineOptions;
  private readonly record: Startable;

  /** A definition that is here already, as an object. */
  constructor(definition: object, options: StateMachineOptions = {}) {
    this.options = options;
    this.definition = checked({ value: jsonFromPlain(definition) }, options);
    this.name = options.name ?? "StateMachine";
    this.stateMachineArn = options.stateMachineArn ?? `${arnPrefix}${this.name}`;
    this.record = {
      stateMachineArn: this.stateMachineArn,
      name: this.name,
      type: options.type ?? "STANDARD",
      roleArn: options.roleArn ?? `arn:aws:iam::123456789012:role/${this.name}`,
      machine: compileMachine(this.definition),
    };
  }

  /** The same as the constructor. */
  static fromObject(definition: object, options: StateMachineOptions = {}): StateMachine {
    return new StateMachine(definition, options);
  }

  /** Reads a definition in JSON or YAML, or a template that declares exactly one state machine. */
  static async fromFile(
    path: string | URL,
    options: StateMachineOptions = {},
  ): Promise<StateMachine> {
    return fromSource(await readDefinitionFile(path, options), options);
  }

  /** Reads a definition's text, in JSON or YAML. */
  static fromText(text: string, options: StateMachineOptions = {}): StateMachine {
    return fromSource(readDefinitionText(text, options), options);
  }

  /** Reads a state machine of a SAM or CloudFormation template, or of a CDK app's `cdk.out`. */
  static async fromTemplate(
    path: string | URL,
    logicalId: string,
    options: StateMachineOptions = {},
  ): Promise<StateMachine> {
    return fromSource(await readDefinitionFile(path, options, logicalId), options);
  }

  /** Runs an execution to its end. Time is skipped unless told otherwise. */
  run(input: unknown = {}, options: RunOptions = {}): Promise<Execution> {
    try {
      const { execution, driver } = this.begin(input, options, false);
      const driven = driver.drive();
      if (driven === undefined && driver.snapshot.status !== "RUNNING") {
        return Promise.resolve(execution);
      }
      return Promise.resolve(driven).then(() => execution.finish());
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** Starts an execution under the test's control: nothing runs until it is told to. */
  async start(input: unknown = {}, options: RunOptions = {}): Promise<Execution> {
    const { execution, world } = this.begin(input, options, true);
    await world.engine.ports.wakeQueue.send(execution.executionArn);
    return execution;
  }

  /** Tests one state alone, as AWS's TestState does: with a mock, or with its Task's handler. */
  async testState(options: StateTestOptions): Promise<StateTestResult> {
    const { at, seed, tasks } = options;
    const world = this.worldOf({ at, seed, tasks }, false);
    const { definition, record } = this;
    return runStateTest({ definition, roleArn: record.roleArn, world }, options);
  }

  private begin(input: unknown, options: RunOptions, interactive: boolean) {
    const world = this.worldOf(options, interactive);
    const driver = startExecution(world.engine, this.record, {
      name: options.name,
      input: jsonFromPlain(input),
    });
    if (driver === undefined || driver instanceof Promise)
      throw new Error("memory answers at once");
    return { world, driver, execution: new Execution(world, driver) };
  }

  private worldOf(options: RunOptions, interactive: boolean): World {
    const { seed = 0, limits, telemetry, asText, s3, machines = [] } = options;
    const world = new World({
      clock:
        options.time === "real"
          ? new RealClock(seed)
          : new VirtualClock(instantOf(options.at), seed),
      source: taskSource(this.name, this.options, options),
      limits: limitsOf(limits),
      interactive,
      telemetry,
      asText,
      s3,
    });
    for (const machine of machines) {
      if (!(machine instanceof StateMachine)) {
        throw new TypeError("machines: these must be made by StateMachine");
      }
      const own = taskSource(machine.name, machine.options, { tasks: options.tasks });
      world.register(machine.record, own);
    }
    return world;
  }
}

function fromSource(source: DefinitionSource, options: StateMachineOptions): StateMachine {
  const own = { name: source.name, type: source.type, ...options };
  const definition = checked(source, own);
  return new StateMachine(definition, { ...own, validate: false });
}

function checked(
  source: DefinitionSource,
  { type, validate = true }: StateMachineOptions,
): StateMachineDefinition {
  if (validate || source.value === undefined) checkDefinition({ ...source, type });
  // What validation lets pass has the shape of a definition.
  return source.value as unknown as StateMachineDefinition;
}

const arnPrefix = "arn:aws:states:us-east-1:123456789012:stateMachine:";
