import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { Random } from "../random.ts";
import { fail, type Outsider, submit, succeed } from "../scenario.ts";
import type { AwsScenario } from "./aws-scenario.ts";
import { comeAndGo, runInPlace } from "./callers.ts";

const lambda = "arn:aws:lambda:us-east-1:111122223333:function:F";

const inPlace = {
  StartAt: "T1",
  States: {
    T1: { Type: "Task", Resource: lambda, ResultPath: "$.T1", Next: "Wait" },
    Wait: { Type: "Wait", SecondsPath: "$.waitSeconds", Next: "T2" },
    T2: { Type: "Task", Resource: lambda, ResultPath: "$.T2", End: true },
  },
} as unknown as StateMachineDefinition;

/** What the host in AWS does in another way than a server does. */
export const awsScenarios: readonly AwsScenario[] = [
  {
    name: "Tasks for the task runner",
    machines: [{ name: "Runner", definition: tasks(2) }],
    input: {},
    tasks: {
      T1: { reply: succeed("first"), takesMs: 30_000, boundMs: undefined },
      T2: {
        reply: ({ retryCount }) =>
          retryCount === 0 ? fail("Busy", "try again") : succeed("second")(),
        takesMs: 2_000,
        boundMs: 120_000,
      },
    },
    isSequential: true,
  },
  {
    name: "Tasks for the task runner that are made again",
    machines: [{ name: "Runner", definition: tasks(2) }],
    input: {},
    tasks: {
      T1: { reply: succeed("first"), takesMs: 5_000, boundMs: undefined },
      T2: { reply: succeed("second"), takesMs: 2_000, boundMs: 120_000 },
    },
    isAtLeastOnce: true,
    isSequential: true,
  },
  {
    name: "Tasks that fill an invocation",
    machines: [{ name: "Fills", definition: tasks(5) }],
    input: {},
    tasks: Object.fromEntries(
      [1, 2, 3, 4, 5].map((number) => [
        `T${number}`,
        { reply: succeed(`${number}`), takesMs: 16_000, boundMs: 30_000 },
      ]),
    ),
    isSequential: true,
  },
  {
    name: "an execution that kills whoever carries it on",
    machines: [{ name: "Poison", definition: tasks(1) }],
    input: {},
    tasks: { T1: { reply: succeed("never") } },
    isPoison: true,
    isSequential: true,
  },
  {
    name: "several executions in a batch",
    machines: [{ name: "Several", definition: tasks(2) }],
    input: {},
    tasks: {
      T1: { reply: succeed("first"), takesMs: 2_500, boundMs: 6_000 },
      T2: { reply: succeed("second"), takesMs: 20 },
    },
    copies: 4,
    isSequential: true,
  },
  {
    name: "values that are too large for the table",
    machines: [{ name: "Large", definition: tasks(2, 3) }],
    input: { note: noise(1, 30_000), other: noise(2, 9_000) },
    tasks: {
      T1: { reply: succeed(noise(3, 20_000)), takesMs: 20 },
      T2: { reply: succeed(noise(4, 7_000)), takesMs: 20 },
    },
    isSequential: true,
  },
  {
    name: "callbacks whose wake-ups are lost",
    machines: [{ name: "Lost", definition: callbacks(3) }],
    input: {},
    tasks: Object.fromEntries(
      ["A0", "A1", "A2"].map((name, index) => {
        const output = noise(5 + index, 12_000);
        const outside = async (outsider: Outsider) => {
          await outsider.sleepAbout(2_000);
          await outsider.answer({ type: "succeeded", output });
        };
        return [name, { reply: submit, outside }];
      }),
    ),
    copies: 2,
    isSequential: false,
  },
  {
    name: "waits of many lengths",
    machines: [{ name: "Waits", definition: waits([1, 59, 900, 901, 3_600, 1_000_000]) }],
    input: {},
    tasks: {},
    isSequential: true,
  },
  {
    name: "an execution whose wake-ups lead nowhere",
    machines: [{ name: "Futile", definition: tasks(1) }],
    input: {},
    tasks: { T1: { reply: succeed("never") } },
    isFutile: true,
    takesLong: true,
    isSequential: true,
  },
  {
    name: "a deploy of a release that writes another format",
    machines: [{ name: "Deployed", definition: tasks(8, 3) }],
    input: {},
    tasks: Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7, 8].map((number) => [
        `T${number}`,
        { reply: succeed(`${number}`), takesMs: 1_000, boundMs: number === 3 ? undefined : 5_000 },
      ]),
    ),
    deployedAfterMs: 5_000,
    isSequential: true,
  },
  {
    name: "state machines that come and go",
    machines: [{ name: "Meanwhile", definition: waits([5]) }],
    input: {},
    tasks: {},
    caller: comeAndGo,
    isSequential: true,
  },
  {
    name: "an Express workflow in place",
    machines: [{ name: "InPlace", definition: inPlace, type: "EXPRESS" }],
    input: { waitSeconds: 1 },
    tasks: {
      T1: { reply: succeed("first"), takesMs: 200 },
      T2: { reply: succeed("second"), takesMs: 200 },
    },
    caller: runInPlace,
    isSequential: true,
  },
];

/** A text of so many characters that no compression makes much smaller, and that is no token. */
function noise(seed: number, length: number): string {
  const random = new Random(seed);
  let text = "";
  while (text.length < length) text += `${random.below(2 ** 31).toString(36)} `;
  return text.slice(0, length);
}

/** So many Tasks side by side that wait for answers. */
function callbacks(count: number): StateMachineDefinition {
  const branches = Array.from({ length: count }, (_, index) => {
    const ask = {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
      TimeoutSeconds: 86_400,
      End: true,
    };
    return { StartAt: `A${index}`, States: { [`A${index}`]: ask } };
  });
  return {
    StartAt: "All",
    States: { All: { Type: "Parallel", Branches: branches, End: true } },
  } as unknown as StateMachineDefinition;
}

/** So many Tasks in a row, and so many seconds' wait behind each if there is to be one. */
function tasks(count: number, seconds?: number): StateMachineDefinition {
  const names = Array.from({ length: count }, (_, index) => `T${index + 1}`);
  const states = names.flatMap((name, index) => {
    const next = names[index + 1];
    const onward = next === undefined ? { End: true } : { Next: next };
    const state = {
      Type: "Task",
      Resource: lambda,
      ResultPath: `$.${name}`,
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2 }],
      ...(seconds === undefined ? onward : { Next: `${name}Later` }),
    };
    const wait = { Type: "Wait", Seconds: seconds, ...onward };
    return seconds === undefined
      ? [[name, state]]
      : [
          [name, state],
          [`${name}Later`, wait],
        ];
  });
  return {
    StartAt: "T1",
    States: Object.fromEntries(states),
  } as unknown as StateMachineDefinition;
}

/** Waits in a row, of so many seconds. */
function waits(seconds: readonly number[]): StateMachineDefinition {
  const states = seconds.map((wait, index) => {
    const isLast = index + 1 === seconds.length;
    const next = isLast ? { End: true } : { Next: `W${index + 1}` };
    return [`W${index}`, { Type: "Wait", Seconds: wait, ...next }];
  });
  return {
    StartAt: "W0",
    States: Object.fromEntries(states),
  } as unknown as StateMachineDefinition;
}
