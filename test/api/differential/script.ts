import fc from "fast-check";
import type { OperationName } from "../../../lib/api/request-shapes.ts";
import type { Fields } from "../play-calls.ts";

/** A call of a script; `${~1.taskToken}` is the last but one `taskToken` that was answered. */
export interface ScriptCall {
  readonly op: OperationName | "$restart";
  readonly args: Fields;
}

export const roleArn = "arn:aws:iam::123456789012:role/r";
const arns = "arn:aws:states:us-east-1:123456789012:";
export const activityArn = `${arns}activity:a`;

function definitionOf(state: object): string {
  return JSON.stringify({ StartAt: "S", States: { S: { ...state, End: true } } });
}

/** What state machines do, by a name for it. */
export const definitions = {
  pass: definitionOf({ Type: "Pass" }),
  pass2: definitionOf({ Type: "Pass", Comment: "2" }),
  fail: JSON.stringify({ StartAt: "S", States: { S: { Type: "Fail", Error: "E", Cause: "C" } } }),
  activity: definitionOf({ Type: "Task", Resource: activityArn }),
  map: definitionOf({
    Type: "Map",
    Label: "L",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "P",
      States: { P: { Type: "Pass", End: true } },
    },
  }),
  broken: "{}",
} as const;

const machine = ["m", "m", "m", "m", "n", "n", "x"].map((name) => `${arns}stateMachine:${name}`);
const version = [...machine.map((arn) => `${arn}:1`), ...machine.map((arn) => `${arn}:2`)];
const firstVersions = machine.slice(0, -1).map((arn) => `${arn}:1`);
const alias = machine.map((arn) => `${arn}:live`);
const execution = ["m", "n"].flatMap((name) =>
  ["e", "f", "g"].map((one) => `${arns}execution:${name}:${one}`),
);
const activity = [
  activityArn,
  activityArn,
  activityArn,
  activityArn,
  `${arns}activity:b`,
  `${arns}stateMachine:m`,
];
const text = [
  ...Object.values(definitions),
  definitions.activity,
  definitions.activity,
  definitions.activity,
  definitions.activity,
  definitions.fail,
  definitions.fail,
];
const tag = ["k1", "k2", "k3"].map((key, at) => ({ key, value: `v${at}` }));

/** So little that a script comes to the end of it. */
export const quotas = {
  stateMachines: 2,
  activities: 2,
  openExecutions: 2,
  versions: 2,
  aliases: 1,
  tags: 2,
} as const;

/** What TestState is given. */
export const states = { pass: '{"Type":"Pass","End":true}', broken: "{}" } as const;

const encryptions: readonly Fields[] = [
  { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY" } },
  { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: "k" } },
];

type Pick = <T>(options: readonly T[]) => T;
/** A field that one of the calls before has answered. */
type Earlier = (field: string) => string;

/** A good one, but for one time in eight. */
const mostly = <T>(pick: Pick, good: readonly T[], bad: readonly T[]): T =>
  pick<T>(pick([0, 1, 2, 3, 4, 5, 6, 7]) === 0 ? bad : good);

/** Sometimes. */
const maybe = <T>(pick: Pick, options: readonly T[]): T | undefined =>
  pick([true, false]) ? pick(options) : undefined;

const page = (pick: Pick, earlier: Earlier) => ({
  maxResults: maybe(pick, [1, 2]),
  nextToken: pick([false, false, true]) ? earlier("nextToken") : undefined,
});

const routes = (pick: Pick) => [
  {
    stateMachineVersionArn: mostly(pick, firstVersions, [...version, ...machine]),
    weight: mostly(pick, [100], [50]),
  },
  ...mostly(pick, [[]], [[{ stateMachineVersionArn: pick(version), weight: 0 }]]),
];

/** How the arguments of each operation are made up. */
export const argumentsOf: {
  readonly [Name in OperationName]: (pick: Pick, earlier: Earlier) => Fields;
} = {
  CreateActivity: (pick) => ({
    name: mostly(pick, ["a", "a", "b", "c"], ["a b"]),
    tags: maybe(pick, [tag.slice(1)]),
    ...mostly(pick, [{}], [{ tags: tag }, ...encryptions]),
  }),
  CreateStateMachine: (pick) => ({
    name: mostly(pick, ["m", "m", "n", "o"], ["m n"]),
    definition: pick(text),
    roleArn: mostly(pick, [roleArn], ["r"]),
    publish: maybe(pick, [true]),
    tags: maybe(pick, [tag.slice(1)]),
    ...mostly(
      pick,
      [{}],
      [
        { versionDescription: "d" },
        { tags: tag },
        { loggingConfiguration: { level: "ALL" } },
        { tracingConfiguration: {} },
        ...encryptions,
      ],
    ),
  }),
  CreateStateMachineAlias: (pick) => ({
    name: pick(["live", "live", "next"]),
    routingConfiguration: routes(pick),
  }),
  DeleteActivity: (pick) => ({ activityArn: pick(activity) }),
  DeleteStateMachine: (pick) => ({ stateMachineArn: mostly(pick, machine.slice(-3), machine) }),
  DeleteStateMachineAlias: (pick) => ({ stateMachineAliasArn: pick(alias) }),
  DeleteStateMachineVersion: (pick) => ({
    stateMachineVersionArn: pick([...version, ...machine]),
  }),
  DescribeActivity: (pick) => ({ activityArn: pick(activity) }),
  DescribeExecution: (pick) => ({
    executionArn: mostly(pick, execution.slice(0, 2), [...execution, "x"]),
  }),
  DescribeMapRun: (pick, earlier) => ({ mapRunArn: pick([earlier("mapRunArn"), "x"]) }),
  DescribeStateMachine: (pick) => ({ stateMachineArn: pick([...machine, ...version, ...alias]) }),
  DescribeStateMachineAlias: (pick) => ({ stateMachineAliasArn: pick(alias) }),
  DescribeStateMachineForExecution: (pick) => ({ executionArn: pick(execution) }),
  GetActivityTask: (pick) => ({ activityArn: mostly(pick, [activityArn], activity) }),
  GetExecutionHistory: (pick, earlier) => ({
    executionArn: pick(execution),
    reverseOrder: maybe(pick, [true]),
    ...page(pick, earlier),
  }),
  ListActivities: page,
  ListExecutions: (pick, earlier) => ({
    stateMachineArn: pick([...machine, ...machine, ...version, ...alias]),
    statusFilter: maybe(pick, ["RUNNING", "SUCCEEDED", "FAILED", "ABORTED"]),
    ...page(pick, earlier),
  }),
  ListMapRuns: (pick) => ({ executionArn: pick(execution) }),
  ListStateMachineAliases: (pick, earlier) => ({
    stateMachineArn: pick(machine),
    ...page(pick, earlier),
  }),
  ListStateMachineVersions: (pick, earlier) => ({
    stateMachineArn: pick(machine),
    ...page(pick, earlier),
  }),
  ListStateMachines: page,
  ListTagsForResource: (pick) => ({ resourceArn: pick([...machine, ...activity]) }),
  PublishStateMachineVersion: (pick, earlier) => ({
    stateMachineArn: pick([...machine, ...machine, ...version]),
    revisionId: pick([undefined, undefined, "INITIAL", earlier("revisionId")]),
    description: maybe(pick, ["d"]),
  }),
  RedriveExecution: (pick) => ({
    executionArn: mostly(pick, execution.slice(0, 2), [...execution, "x"]),
    clientToken: pick([undefined, "t", "t", "t", "u"]),
  }),
  SendTaskFailure: (pick, earlier) => ({
    taskToken: mostly(pick, [earlier("taskToken")], ["x"]),
    error: "E",
  }),
  SendTaskHeartbeat: (pick, earlier) => ({
    taskToken: mostly(pick, [earlier("taskToken")], ["x"]),
  }),
  SendTaskSuccess: (pick, earlier) => ({
    taskToken: mostly(pick, [earlier("taskToken")], ["x"]),
    output: mostly(pick, ["1", "2"], ["nope"]),
  }),
  StartExecution: (pick) => ({
    stateMachineArn: pick([...machine, ...machine, ...machine, ...version, ...alias]),
    name: mostly(pick, ["e", "f", "g"], ["e f"]),
    input: mostly(pick, ["[1,2]", "[3]"], ["nope"]),
  }),
  StartSyncExecution: (pick) => ({ stateMachineArn: pick(machine), name: "s" }),
  StopExecution: (pick) => ({ executionArn: pick(execution), error: maybe(pick, ["E"]) }),
  TagResource: (pick) => ({
    resourceArn: pick([...machine, ...activity]),
    tags: maybe(pick, [[pick(tag)]]) ?? tag.slice(pick([0, 1])),
  }),
  TestState: (pick) => ({
    definition: mostly(pick, [states.pass], [states.broken]),
    input: mostly(pick, ["[1,2]"], ["nope"]),
  }),
  UntagResource: (pick) => ({ resourceArn: pick([...machine, ...activity]), tagKeys: ["k1"] }),
  UpdateMapRun: (pick, earlier) => ({
    mapRunArn: pick([earlier("mapRunArn"), "x"]),
    maxConcurrency: 1,
  }),
  UpdateStateMachine: (pick) => ({
    stateMachineArn: pick([...machine, ...machine, ...version]),
    definition: maybe(pick, text),
    publish: maybe(pick, [true]),
    tracingConfiguration: maybe(pick, [{ enabled: true }]),
    ...mostly(pick, [{}], [{ tracingConfiguration: {} }, ...encryptions]),
  }),
  UpdateStateMachineAlias: (pick) => ({
    stateMachineAliasArn: pick(alias),
    description: maybe(pick, ["d"]),
    routingConfiguration: pick([undefined, routes(pick)]),
  }),
  ValidateStateMachineDefinition: (pick) => ({ definition: pick(text) }),
};

/** Those that make something come first and often: without them there is nothing to ask for. */
const frequent = [
  "CreateStateMachine",
  "CreateStateMachine",
  "StartExecution",
  "StartExecution",
  "StartExecution",
  "StartExecution",
  "StartExecution",
  "CreateActivity",
  "GetActivityTask",
  "GetActivityTask",
  "GetActivityTask",
  "SendTaskSuccess",
  "SendTaskSuccess",
  "SendTaskFailure",
  "RedriveExecution",
  "RedriveExecution",
  "DeleteStateMachine",
  "DeleteActivity",
  "CreateStateMachineAlias",
  "CreateStateMachineAlias",
  "DescribeStateMachineAlias",
  "CreateStateMachineAlias",
  "PublishStateMachineVersion",
  "DescribeExecution",
  "ListMapRuns",
  "$restart",
] as const;

const operations = Object.keys(argumentsOf) as OperationName[];

/** Random calls; the same numbers give the same calls, so that they can be shrunk. */
export const scripts: fc.Arbitrary<readonly ScriptCall[]> = fc
  .noBias(fc.array(call(), { minLength: 60, maxLength: 120, size: "max" }))
  .map((calls) => calls.map(([op, numbers]) => ({ op, args: makeArguments(op, numbers) })));

function call(): fc.Arbitrary<[ScriptCall["op"], number[]]> {
  const numbers = fc.array(fc.nat(997), { minLength: 12, maxLength: 12 });
  return fc.tuple(fc.constantFrom(...frequent, ...operations), numbers);
}

function makeArguments(op: ScriptCall["op"], numbers: readonly number[]): Fields {
  let at = 0;
  const next = (): number => numbers[at++ % numbers.length] ?? 0;
  const pick: Pick = (options) => options[next() % options.length] as (typeof options)[number];
  const earlier: Earlier = (field) => `\${~${next() % 3}.${field}}`;
  const args = op === "$restart" ? {} : argumentsOf[op](pick, earlier);
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined));
}

/** Arguments with their references to earlier answers resolved. */
export function resolveReferences(value: unknown, answers: readonly Fields[]): unknown {
  if (typeof value === "string") {
    return value.replaceAll(/\$\{~(\d)\.(\w+)\}/g, (_, back, field) => {
      const found = answers.map((answer) => answer[field]).filter((given) => given !== undefined);
      return String(found.at(-1 - Number(back)) ?? "none");
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, answers));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, resolveReferences(field, answers)]),
  );
}
