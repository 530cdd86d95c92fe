import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { fail, type Scenario, succeed } from "../scenario.ts";

const lambda = "arn:aws:lambda:us-east-1:111122223333:function:F";

/** What the host in AWS does in another way than a server does. */
export const awsScenarios: readonly Scenario[] = [
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
        { reply: succeed(`${number}`), takesMs: 14_000, boundMs: 30_000 },
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
    name: "waits of many lengths",
    machines: [{ name: "Waits", definition: waits([1, 59, 900, 901, 3_600, 1_000_000]) }],
    input: {},
    tasks: {},
    isSequential: true,
  },
];

/** So many Tasks in a row. */
function tasks(count: number): StateMachineDefinition {
  const names = Array.from({ length: count }, (_, index) => `T${index + 1}`);
  const states = names.map((name, index) => {
    const next = names[index + 1];
    const state = {
      Type: "Task",
      Resource: lambda,
      ResultPath: `$.${name}`,
      Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 2 }],
      ...(next === undefined ? { End: true } : { Next: next }),
    };
    return [name, state];
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
