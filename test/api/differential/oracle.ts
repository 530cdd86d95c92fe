import type { OperationName } from "../../../lib/api/request-shapes.ts";
import type { Fields } from "../play-calls.ts";
import {
  arns,
  type Expected,
  encryptionRefused,
  hasTooMany,
  OracleDefinitions,
  type OracleTarget,
  refused,
} from "./oracle-definitions.ts";
import { activityArn, definitions, quotas, states } from "./script.ts";

interface OracleExecution {
  readonly arn: string;
  readonly target: OracleTarget;
  readonly input: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "ABORTED";
  output?: string | undefined;
  redrives: number;
  readonly redriveTokens: unknown[];
  /** Of the attempt that waits. */
  task?: { token: string | undefined } | undefined;
}

/** What the API must answer, by the simplest program that says it. Time stands still. */
export class Oracle {
  private readonly kept = new OracleDefinitions();
  private readonly activities = new Map<string, Map<string, string>>();
  private readonly tags = new Map<string, Map<string, string>>();
  private readonly executions = new Map<string, OracleExecution>();
  /** All that were ever handed out. */
  private readonly tokens = new Set<string>();
  /** Waiting tasks of the activity, oldest first. */
  private queue: { readonly execution: OracleExecution; readonly task: object }[] = [];

  /** `system` answers what only the system under test can know: its own opaque values. */
  call(op: OperationName, args: Fields, system: Fields): Expected {
    return this.operations[op]?.(args, system) ?? {};
  }

  private readonly operations: {
    readonly [Name in OperationName]?: (args: Fields, system: Fields) => Expected;
  } = {
    CreateActivity: ({ name, tags, encryptionConfiguration }) => {
      if (String(name).includes(" ")) return refused("InvalidName");
      const arn = `${arns}activity:${name}`;
      const isThere = this.activities.has(arn);
      const encryption = encryptionRefused(encryptionConfiguration);
      if (encryption !== undefined) {
        return isThere ? refused("ActivityAlreadyExists") : encryption;
      }
      if (hasTooMany(tags)) return refused("TooManyTags");
      if (isThere) return { activityArn: arn };
      if (this.activities.size >= quotas.activities) return refused("ActivityLimitExceeded");
      this.activities.set(arn, tagMap(tags));
      return { activityArn: arn };
    },
    DescribeActivity: ({ activityArn: arn }) =>
      this.activityRefused(arn) ?? { activityArn: arn, name: String(arn).split(":").at(-1) },
    DeleteActivity: ({ activityArn: arn }) => {
      if (!String(arn).includes(":activity:")) return refused("InvalidArn");
      this.activities.delete(String(arn));
      return {};
    },
    CreateStateMachine: (args) => {
      const isNew = !this.kept.machines.has(`${arns}stateMachine:${args.name}`);
      const answer = this.kept.create(args);
      if (isNew && !answer.error) this.tags.set(String(answer.stateMachineArn), tagMap(args.tags));
      return answer;
    },
    UpdateStateMachine: (args) => this.kept.update(args),
    PublishStateMachineVersion: (args, { error, currentRevision }) =>
      error === "ConflictException"
        ? this.kept.publishVersion(args, currentRevision)
        : this.kept.publishVersion(args, args.revisionId),
    DeleteStateMachineVersion: (args) => this.kept.deleteVersion(args),
    CreateStateMachineAlias: (args) => this.kept.createAlias(args),
    UpdateStateMachineAlias: (args) => this.kept.updateAlias(args),
    DescribeStateMachineAlias: ({ stateMachineAliasArn: arn }) => {
      const alias = this.kept.aliases.get(String(arn));
      if (alias === undefined) return refused("ResourceNotFound");
      return { stateMachineAliasArn: arn, routingConfiguration: alias.routes };
    },
    DeleteStateMachineAlias: ({ stateMachineAliasArn: arn }) => {
      this.kept.aliases.delete(String(arn));
      return {};
    },
    DeleteStateMachine: ({ stateMachineArn }) => {
      const arn = String(stateMachineArn);
      for (const execution of this.executions.values()) {
        if (execution.target.machine === this.kept.machines.get(arn)) this.abort(execution);
      }
      this.kept.deleteMachine(arn);
      this.tags.delete(arn);
      return {};
    },
    DescribeStateMachine: ({ stateMachineArn: arn }) => {
      const target = this.kept.target(String(arn));
      if (target === undefined) return refused("StateMachineDoesNotExist");
      const { machine, revision, version } = target;
      return {
        stateMachineArn: version ?? machine.arn,
        name: machine.name,
        definition: revision.definition,
        tracingConfiguration: { enabled: revision.tracing },
      };
    },
    TagResource: ({ resourceArn, tags }) => {
      const there = this.tagsOf(resourceArn);
      if (there === undefined) return refused("ResourceNotFound");
      const all = new Map([...there, ...tagMap(tags)]);
      if (all.size > quotas.tags) return refused("TooManyTags");
      for (const [key, value] of all) there.set(key, value);
      return {};
    },
    UntagResource: ({ resourceArn, tagKeys }) => {
      const there = this.tagsOf(resourceArn);
      if (there === undefined) return refused("ResourceNotFound");
      for (const key of tagKeys as readonly string[]) there.delete(key);
      return {};
    },
    ListTagsForResource: ({ resourceArn }) => {
      const there = this.tagsOf(resourceArn);
      if (there === undefined) return refused("ResourceNotFound");
      return { tags: [...there].map(([key, value]) => ({ key, value })) };
    },
    StartExecution: (args) => this.start(args),
    StartSyncExecution: ({ stateMachineArn }) => {
      const isThere = this.kept.machines.has(String(stateMachineArn));
      return refused(isThere ? "StateMachineTypeNotSupported" : "StateMachineDoesNotExist");
    },
    DescribeExecution: ({ executionArn }) =>
      this.withExecution(executionArn, ({ status, input, output, redrives, target }) => ({
        status,
        input,
        output,
        redriveCount: redrives,
        stateMachineVersionArn: target.version,
        stateMachineAliasArn: target.alias,
      })),
    DescribeStateMachineForExecution: ({ executionArn }) =>
      this.withExecution(executionArn, ({ target }) => ({
        definition: target.revision.definition,
      })),
    StopExecution: ({ executionArn }) =>
      this.withExecution(executionArn, (execution) => {
        this.abort(execution);
        return {};
      }),
    RedriveExecution: ({ executionArn, clientToken }) =>
      this.withExecution(executionArn, (execution) => this.redrive(execution, clientToken)),
    GetActivityTask: ({ activityArn: arn }, { taskToken }) => {
      const refusal = this.activityRefused(arn);
      if (refusal !== undefined || arn !== activityArn) return refusal ?? {};
      const next = this.queue.shift();
      if (next?.execution.task === undefined) return {};
      next.execution.task.token = String(taskToken);
      this.tokens.add(String(taskToken));
      return { taskToken, input: next.execution.input };
    },
    SendTaskSuccess: ({ taskToken, output }) => {
      if (output === "nope") return refused("InvalidOutput");
      return this.withTask(taskToken, (execution) => {
        end(execution, "SUCCEEDED", String(output));
      });
    },
    SendTaskFailure: ({ taskToken }) =>
      this.withTask(taskToken, (execution) => {
        end(execution, "FAILED", undefined);
      }),
    SendTaskHeartbeat: ({ taskToken }) => this.withTask(taskToken, () => {}),
    GetExecutionHistory: ({ executionArn }) => this.withExecution(executionArn, () => ({})),
    ListActivities: (args) => wholeList(args, "activities", "activityArn", this.activities.keys()),
    ListStateMachines: (args) =>
      wholeList(args, "stateMachines", "stateMachineArn", this.kept.machines.keys()),
    ListStateMachineVersions: (args) => {
      const ofMachine = [...this.kept.versions.values()]
        .filter(({ machine }) => machine.arn === args.stateMachineArn)
        .map(({ arn }) => arn);
      return wholeList(args, "stateMachineVersions", "stateMachineVersionArn", ofMachine.reverse());
    },
    ListStateMachineAliases: (args) => {
      if (!this.kept.machines.has(String(args.stateMachineArn))) {
        return refused("StateMachineDoesNotExist");
      }
      const ofMachine = [...this.kept.aliases.values()]
        .filter(({ machine }) => machine.arn === args.stateMachineArn)
        .map(({ arn }) => arn);
      return wholeList(args, "stateMachineAliases", "stateMachineAliasArn", ofMachine);
    },
    ListExecutions: (args) => {
      const { stateMachineArn: owner, statusFilter } = args;
      if (!this.kept.isThere(String(owner))) return refused("StateMachineDoesNotExist");
      const found = [...this.executions.values()]
        .filter(({ target: { machine, version, alias } }) =>
          [machine.arn, version, alias].includes(String(owner)),
        )
        .filter(({ status }) => statusFilter === undefined || statusFilter === status)
        .map(({ arn }) => arn);
      return wholeList(args, "executions", "executionArn", found.reverse());
    },
    TestState: ({ definition, input }) => {
      if (definition === states.broken) return refused("InvalidDefinition");
      return input === "nope"
        ? refused("InvalidExecutionInput")
        : { status: "SUCCEEDED", output: input };
    },
    ValidateStateMachineDefinition: ({ definition }) => ({
      result: definition === definitions.broken ? "FAIL" : "OK",
    }),
    ListMapRuns: ({ executionArn }, { mapRuns }) =>
      this.withExecution(executionArn, ({ target }) => {
        const count = target.revision.definition === definitions.map ? 1 : 0;
        return { mapRuns: (mapRuns as readonly unknown[] | undefined)?.slice(0, count) };
      }),
    DescribeMapRun: ({ mapRunArn }) =>
      String(mapRunArn).startsWith("arn:") ? { status: "SUCCEEDED" } : refused("InvalidArn"),
    UpdateMapRun: ({ mapRunArn }) =>
      refused(String(mapRunArn).startsWith("arn:") ? "ValidationException" : "InvalidArn"),
  };

  private start({ stateMachineArn, name, input }: Fields): Expected {
    if (String(name).includes(" ")) return refused("InvalidName");
    const target = this.kept.target(String(stateMachineArn));
    if (target === undefined) return refused("StateMachineDoesNotExist");
    if (input === "nope") return refused("InvalidExecutionInput");
    const arn = `${arns}execution:${target.machine.name}:${name}`;
    const there = this.executions.get(arn);
    if (there !== undefined) {
      const isSame = there.status === "RUNNING" && there.input === input;
      return isSame ? { executionArn: arn } : refused("ExecutionAlreadyExists");
    }
    if (this.isFull()) return refused("ExecutionLimitExceeded");
    const execution: OracleExecution = {
      arn,
      target,
      input: String(input),
      status: "RUNNING",
      redrives: 0,
      redriveTokens: [],
    };
    this.executions.set(arn, execution);
    this.run(execution);
    return { executionArn: arn };
  }

  private run(execution: OracleExecution): void {
    const { definition } = execution.target.revision;
    if (definition === definitions.activity) {
      execution.task = { token: undefined };
      this.queue.push({ execution, task: execution.task });
    } else if (definition === definitions.fail) end(execution, "FAILED", undefined);
    else end(execution, "SUCCEEDED", execution.input);
  }

  private abort(execution: OracleExecution): void {
    if (execution.status !== "RUNNING") return;
    this.queue = this.queue.filter(({ task }) => task !== execution.task);
    end(execution, "ABORTED", undefined);
  }

  private redrive(execution: OracleExecution, clientToken: unknown): Expected {
    if (clientToken !== undefined && execution.redriveTokens.includes(clientToken)) return {};
    const isOver = execution.status !== "RUNNING" && execution.status !== "SUCCEEDED";
    if (!isOver || !this.kept.isThere(execution.target.machine.arn)) {
      return refused("ExecutionNotRedrivable");
    }
    if (this.isFull()) return refused("ExecutionLimitExceeded");
    execution.status = "RUNNING";
    execution.redrives++;
    execution.redriveTokens.push(clientToken);
    this.run(execution);
    return {};
  }

  private isFull(): boolean {
    const running = [...this.executions.values()].filter(
      ({ status, target }) => status === "RUNNING" && this.kept.isThere(target.machine.arn),
    );
    return running.length >= quotas.openExecutions;
  }

  private withExecution(arn: unknown, answer: (execution: OracleExecution) => Expected): Expected {
    if (!String(arn).startsWith("arn:")) return refused("InvalidArn");
    const execution = this.executions.get(String(arn));
    return execution === undefined ? refused("ExecutionDoesNotExist") : answer(execution);
  }

  private withTask(token: unknown, answer: (execution: OracleExecution) => void): Expected {
    for (const execution of this.executions.values()) {
      const held = execution.task?.token;
      if (held !== token || execution.status !== "RUNNING") continue;
      if (!this.activities.has(activityArn)) return refused("TaskDoesNotExist");
      answer(execution);
      return {};
    }
    return refused(this.tokens.has(String(token)) ? "TaskTimedOut" : "InvalidToken");
  }

  private activityRefused(arn: unknown): Expected | undefined {
    if (!String(arn).includes(":activity:")) return refused("InvalidArn");
    return this.activities.has(String(arn)) ? undefined : refused("ActivityDoesNotExist");
  }

  private tagsOf(arn: unknown): Map<string, string> | undefined {
    return this.activities.get(String(arn)) ?? this.tags.get(String(arn));
  }
}

function end(
  execution: OracleExecution,
  status: OracleExecution["status"],
  output: string | undefined,
): void {
  execution.status = status;
  execution.output = output;
}

/** All entries of a list, unless only a page is asked for. */
function wholeList(
  { maxResults, nextToken }: Fields,
  entries: string,
  field: string,
  arns: Iterable<string>,
): Expected {
  if (maxResults !== undefined || nextToken !== undefined) return {};
  return { [entries]: [...arns].map((arn) => ({ [field]: arn })) };
}

function tagMap(tags: unknown): Map<string, string> {
  const list = (tags ?? []) as readonly { readonly key: string; readonly value: string }[];
  return new Map(list.map(({ key, value }) => [key, value]));
}
