import fc from "fast-check";
import {
  documents,
  intrinsics,
  jsonata,
  jsonataTemplates,
  paths,
  payloadTemplates,
  referencePaths,
} from "./expressions.ts";
import { comparisonOperators } from "./operators.ts";

/**
 * Random state machines. States of one container are chained, so that most are valid: what is
 * random is everything inside them.
 */

type Fields = { readonly [field: string]: unknown };

const absent = fc.constant(undefined);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof(absent, arbitrary);
const rare = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 6, arbitrary: absent }, { weight: 1, arbitrary });

const errorNames = fc.constantFrom(
  "States.ALL",
  "States.TaskFailed",
  "States.Timeout",
  "States.IntrinsicFailure",
  "States.QueryEvaluationError",
  "Busy",
  "Gone",
);

const retriers = fc
  .array(
    fc.record(
      {
        ErrorEquals: fc.array(errorNames, { minLength: 1, maxLength: 2 }),
        IntervalSeconds: fc.integer({ min: 1, max: 10 }),
        MaxAttempts: fc.integer({ min: 0, max: 3 }),
        BackoffRate: fc.double({ min: 1, max: 3, noNaN: true }),
        MaxDelaySeconds: fc.integer({ min: 11, max: 100 }),
        JitterStrategy: fc.constantFrom("FULL", "NONE"),
      },
      { requiredKeys: ["ErrorEquals"] },
    ),
    { maxLength: 2 },
  )
  .map(allLast);

/** States.ALL stands alone, and in the last one. */
function allLast<T extends { readonly ErrorEquals: readonly string[] }>(rules: T[]): T[] {
  return rules.map((rule, index) => {
    const last = index === rules.length - 1;
    if (last && rule.ErrorEquals.includes("States.ALL")) {
      return { ...rule, ErrorEquals: ["States.ALL"] };
    }
    const named = [...new Set(rule.ErrorEquals.filter((name) => name !== "States.ALL"))];
    return { ...rule, ErrorEquals: named.length > 0 ? named : ["Busy"] };
  });
}

const resources = fc.constantFrom(
  "arn:aws:lambda:us-east-1:111111111111:function:f",
  "arn:aws:states:::lambda:invoke",
  "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  "arn:aws:states:::states:startExecution.sync:2",
  "arn:aws:states:us-east-1:111111111111:activity:a",
  "arn:aws:states:::aws-sdk:s3:getObject",
);

/** Fields that states of several types have. */
function sharedFields(jsonPath: boolean, depth: number) {
  const template = jsonPath ? payloadTemplates : jsonataTemplates;
  const flow: { [field: string]: fc.Arbitrary<unknown> } = jsonPath
    ? { InputPath: rare(fc.oneof(fc.constant(null), paths)), OutputPath: rare(paths) }
    : { Output: fc.oneof({ weight: 5, arbitrary: keepInput }, optional(jsonataTemplates)) };
  const assign = {
    Assign: optional(fc.record({ [`w${depth}`]: jsonPath ? documents : jsonataTemplates })),
  };
  const result = jsonPath ? { ResultPath: resultPaths } : {};
  const selector = jsonPath ? { ResultSelector: optional(template) } : {};
  const parameters = { [jsonPath ? "Parameters" : "Arguments"]: optional(template) };
  const catchers = optional(
    fc
      .array(fc.record({ ErrorEquals: fc.array(errorNames, { minLength: 1, maxLength: 2 }) }), {
        maxLength: 2,
      })
      .map(allLast),
  );
  const errors = { Retry: optional(retriers), Catch: catchers };
  return { template, flow, assign, result, selector, parameters, errors };
}

/** What a state of each type has besides Type and its transition. */
function stateFields(jsonPath: boolean, depth: number): { [type: string]: fc.Arbitrary<Fields> } {
  const shared = sharedFields(jsonPath, depth);
  const { template, flow, assign, result, selector, parameters, errors } = shared;
  const inner = () => (depth > 0 ? containers(depth - 1) : leafContainer);
  return {
    Pass: fc.record({
      ...flow,
      ...assign,
      ...result,
      ...(jsonPath ? { Parameters: optional(template), Result: optional(documents) } : {}),
    }),
    Task: fc.record({
      ...flow,
      ...assign,
      ...result,
      ...selector,
      ...parameters,
      ...errors,
      Resource: resources,
      TimeoutSeconds: optional(fc.constantFrom(5, 60)),
    }),
    Wait: fc
      .tuple(fc.record({ ...flow, ...assign }), waits(jsonPath))
      .map(([fields, until]) => ({ ...fields, ...until })),
    Parallel: fc.record({
      ...flow,
      ...assign,
      ...result,
      ...selector,
      ...parameters,
      ...errors,
      Branches: fc.array(inner(), { minLength: 1, maxLength: 3 }),
    }),
    Map: fc.record<{ [field: string]: unknown }>({
      ...flow,
      ...assign,
      ...result,
      ...selector,
      ...errors,
      ...(jsonPath ? { ItemsPath: fc.constantFrom("$.items", "$.a", "$") } : { Items: items }),
      ItemSelector: optional(template),
      MaxConcurrency: optional(fc.integer({ min: 0, max: 3 })),
      ItemProcessor: fc.tuple(inner(), processorConfigs).map(([container, config]) => ({
        ...container,
        ...(config && { ProcessorConfig: config }),
      })),
    }),
  };
}

const items = fc.oneof(fc.constant("{% $states.input.items %}"), jsonata, fc.array(documents));

const processorConfigs = fc.constantFrom(
  undefined,
  { Mode: "INLINE" },
  { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
);

function waits(jsonPath: boolean): fc.Arbitrary<Fields> {
  return jsonPath
    ? fc.constantFrom(
        { Seconds: 3 },
        { SecondsPath: "$.n" },
        { Timestamp: "2020-01-01T00:00:00Z" },
        { TimestampPath: "$.at" },
      )
    : fc.constantFrom<Fields>(
        { Seconds: "{% $states.input.n %}" },
        { Timestamp: "{% $now() %}" },
        { Seconds: 1 },
      );
}

const choiceRules = fc.letrec<{ rule: Fields }>((tie) => ({
  rule: fc.oneof(
    { depthSize: "xsmall" },
    fc
      .tuple(paths, fc.constantFrom(...comparisonOperators))
      .map(([Variable, [operator, operand]]) => ({ Variable, [operator]: operand })),
    fc.array(tie("rule"), { minLength: 1, maxLength: 2 }).map((And) => ({ And })),
    fc.array(tie("rule"), { minLength: 1, maxLength: 2 }).map((Or) => ({ Or })),
    tie("rule").map((Not) => ({ Not })),
  ),
})).rule;

const keepInput = fc.constant("{% $states.input %}");

/** Mostly such that the next state still finds what is in the input. */
const resultPaths = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(null, "$.result") },
  { weight: 1, arbitrary: fc.oneof(fc.constant(undefined), referencePaths) },
);

const languages = fc.constantFrom(undefined, "JSONPath", "JSONata");

/** A state without name and transition. */
function states(depth: number): fc.Arbitrary<Fields> {
  return languages.chain((QueryLanguage) => {
    const byType = stateFields(QueryLanguage !== "JSONata", depth);
    return fc
      .constantFrom("Pass", "Task", "Wait", "Parallel", "Map", "Choice", "Pass", "Task")
      .chain((Type) =>
        (Type === "Choice"
          ? choices(QueryLanguage !== "JSONata")
          : (byType[Type] ?? fc.constant({}))
        ).map((fields) => ({ Type, ...(QueryLanguage && { QueryLanguage }), ...defined(fields) })),
      );
  });
}

function choices(jsonPath: boolean): fc.Arbitrary<Fields> {
  const rule = jsonPath ? choiceRules : jsonata.map((Condition) => ({ Condition }));
  return fc.array(rule, { minLength: 1, maxLength: 3 }).map((Choices) => ({ Choices }));
}

function defined(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const ends = fc.constantFrom<Fields>(
  { Type: "Succeed" },
  { Type: "Fail", Error: "Gone", Cause: "because" },
  { Type: "Pass", End: true },
);

let serial = 0;

/** Names are unique in a state machine, so they are given when the states are put together. */
function chain(states: readonly Fields[], end: Fields): Fields {
  const names = [...states, end].map(({ Type }) => `${Type}${++serial}`);
  const last = names.at(-1) ?? "";
  const entries = states.map((state, index) => {
    const next = names[index + 1] ?? last;
    return [names[index], { ...transitions(state, next, last) }];
  });
  return { StartAt: names[0], States: Object.fromEntries([...entries, [last, end]]) };
}

function transitions(state: Fields, next: string, last: string): Fields {
  const caught = state.Catch as Fields[] | undefined;
  const withCatch =
    caught === undefined ? state : { ...state, Catch: caught.map((c) => ({ ...c, Next: last })) };
  if (state.Type !== "Choice") return { ...withCatch, Next: next };
  const rules = state.Choices as Fields[];
  return { ...state, Choices: rules.map((rule) => ({ ...rule, Next: last })), Default: next };
}

const leafContainer = fc
  .tuple(payloadTemplates, ends)
  .map(([Parameters, end]) => chain([{ Type: "Pass", Parameters }], end));

function containers(depth: number): fc.Arbitrary<Fields> {
  return fc
    .tuple(fc.array(states(depth), { minLength: 1, maxLength: 3 }), ends)
    .map(([states, end]) => chain(states, end));
}

/** Whole definitions, up to three levels deep. */
export const definitions = fc
  .tuple(
    fc.constant({ Type: "Pass", Assign: { v: { n: 1 } }, Result: null, ResultPath: null }),
    fc.array(states(1), { minLength: 1, maxLength: 4 }),
    ends,
    intrinsics,
  )
  .map(([first, states, end, intrinsic]) =>
    chain([first, ...states, { Type: "Pass", Parameters: { "x.$": intrinsic } }], end),
  );
