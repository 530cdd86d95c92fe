import type { TaskOutcome } from "../../../lib/engine/journal-port.ts";
import type { StateMachineDefinition } from "../../../lib/language/state-machine.ts";
import { type Scenario, submit, succeed } from "../scenario.ts";
import { example } from "./example.ts";

const yes: TaskOutcome = { type: "succeeded", output: { approved: true } };
const no: TaskOutcome = { type: "failed", error: "No", cause: "not this month" };

/** Whoever has a task token is at odds with others, or with the time. */
export const outsiders: readonly Scenario[] = [
  {
    name: "two different answers to one token",
    machines: [example("callbacks/approve-expense", "Expenses")],
    input: { expense: { amount: 15 } },
    tasks: {
      AskForApproval: {
        reply: submit,
        outside: async (outsider) => {
          await outsider.sleepAbout(500);
          const answers = [yes, no].filter(
            (_, way) => outsider.way === undefined || outsider.way === way,
          );
          await Promise.all(answers.map((outcome) => outsider.answer(outcome)));
        },
      },
    },
    ways: 2,
    isSequential: true,
  },
  {
    name: "an answer before the request is accepted",
    machines: [example("callbacks/approve-expense", "Expenses")],
    input: { expense: { amount: 16 } },
    tasks: {
      AskForApproval: {
        reply: submit,
        isHasty: true,
        takesMs: 800,
        outside: async (outsider) => {
          await outsider.sleepAbout(200);
          await outsider.answer(yes);
        },
      },
    },
    isSequential: true,
  },
  {
    name: "an answer while a Task is under way",
    machines: [{ name: "Besides", definition: besides() }],
    input: {},
    tasks: {
      Work: { reply: succeed("done"), takesMs: 1_000 },
      Ask: {
        reply: submit,
        outside: async (outsider) => {
          await outsider.sleepAbout(500);
          await outsider.answer(yes);
        },
      },
    },
    isSequential: false,
  },
  {
    name: "an answer when the time is up",
    machines: [{ name: "Asking", definition: asking({ TimeoutSeconds: 20 }) }],
    input: {},
    tasks: {
      Ask: {
        reply: submit,
        outside: async (outsider) => {
          await outsider.sleepNear(19_000);
          await outsider.answer(yes);
        },
      },
    },
    mayTimeOut: true,
    isSequential: true,
  },
  {
    name: "heartbeats that come late",
    machines: [{ name: "Beating", definition: asking({ HeartbeatSeconds: 40 }) }],
    input: {},
    tasks: {
      Ask: {
        reply: submit,
        outside: async (outsider) => {
          await outsider.sleepNear(39_000);
          // Those that come soon after one that was written are left out: so long it may take.
          for (let beats = 0; beats < 3; beats++) {
            if (!(await outsider.beat())) return;
            await outsider.sleepNear(48_000);
          }
          await outsider.answer(yes);
        },
      },
    },
    mayTimeOut: true,
    isSequential: true,
  },
];

/** A Task, and one that waits for an answer, side by side. */
function besides(): StateMachineDefinition {
  const work = {
    Type: "Task",
    Resource: "arn:aws:lambda:us-east-1:111122223333:function:F",
    End: true,
  };
  const ask = {
    Type: "Task",
    Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
    TimeoutSeconds: 600,
    End: true,
  };
  const branches = [
    { StartAt: "Work", States: { Work: work } },
    { StartAt: "Ask", States: { Ask: ask } },
  ];
  return {
    StartAt: "Both",
    States: { Both: { Type: "Parallel", Branches: branches, End: true } },
  } as unknown as StateMachineDefinition;
}

/** Waits for an answer, so long. */
function asking(time: { readonly [name: string]: number }): StateMachineDefinition {
  const errors = ["States.HeartbeatTimeout", "States.Timeout"];
  return {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
        ...time,
        Catch: [{ ErrorEquals: errors, ResultPath: "$.failure", Next: "Late" }],
        ResultPath: "$.answer",
        Next: "InTime",
      },
      Late: { Type: "Pass", Result: "late", End: true },
      InTime: { Type: "Pass", End: true },
    },
  } as unknown as StateMachineDefinition;
}
