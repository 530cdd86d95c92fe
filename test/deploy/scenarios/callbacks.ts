import { equal } from "node:assert/strict";
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { Execution } from "../../../lib/hosts/execution.ts";
import { reaches, type Scenario, type There, takeToken } from "../scenario.ts";

const expense = { expense: { euros: 120, for: "train" } };

/** Task tokens, and those who have them. */
export const callbacks: readonly Scenario[] = [
  {
    title: "a callback",
    golden: "a callback that is answered",
    machine: "Expenses",
    input: expense,
    here: (execution) => approveHere(execution, "AskForApproval"),
    there: async (there) => {
      await approve(there);
    },
  },
  {
    title: "a callback that reports a failure",
    machine: "Expenses",
    input: expense,
    here: async (execution) => {
      await execution.runUntilWaiting();
      await execution.openTask("AskForApproval").fail({ error: "No", cause: "not this month" });
    },
    there: async (there) => {
      const taskToken = await takeToken(there);
      await there.clients.stepFunctions.send(
        new SendTaskFailureCommand({ taskToken, error: "No", cause: "not this month" }),
      );
    },
  },
  {
    title: "a callback that nobody answers",
    golden: "a callback that nobody answers",
    machine: "HurriedExpenses",
    input: expense,
    there: async (there) => {
      const taskToken = await takeToken(there);
      await reaches(there, "ExecutionSucceeded");
      const { stepFunctions } = there.clients;
      const late = new SendTaskHeartbeatCommand({ taskToken });
      equal(await nameOf(stepFunctions.send(late)), "TaskTimedOut");
    },
  },
  {
    title: "a callback that is stopped",
    golden: "a callback that is stopped",
    machine: "Expenses",
    input: expense,
    here: async (execution) => {
      await execution.runUntilWaiting();
      await execution.stop({ error: "Enough", cause: "of this" });
    },
    there: async (there) => {
      await takeToken(there);
      const { executionArn } = there;
      await there.clients.stepFunctions.send(
        new StopExecutionCommand({ executionArn, error: "Enough", cause: "of this" }),
      );
    },
  },
  {
    title: "two different answers to one token",
    golden: "two different answers to one token",
    machine: "Expenses",
    input: expense,
    here: (execution) => approveHere(execution, "AskForApproval"),
    there: async (there) => {
      const taskToken = await approve(there);
      const { stepFunctions } = there.clients;
      const second = new SendTaskFailureCommand({ taskToken, error: "No" });
      equal(await nameOf(stepFunctions.send(second)), "TaskTimedOut");
    },
  },
  {
    title: "an answer while a Task is under way",
    golden: "an answer while a Task is under way",
    machine: "Besides",
    input: { milliseconds: 3_000 },
    mocks: { Work: { result: "done", afterSeconds: 3 } },
    here: (execution) => approveHere(execution, "Ask"),
    there: async (there) => {
      await approve(there);
    },
  },
  {
    title: "an answer that does not come in time",
    golden: "an answer when the time is up",
    machine: "Asking",
    input: {},
    there: async (there) => {
      await takeToken(there);
    },
  },
  {
    title: "a heartbeat that does not come in time",
    golden: "heartbeats that come late",
    machine: "Beating",
    input: {},
    there: async (there) => {
      const taskToken = await takeToken(there);
      // On a slow machine, this one comes too late already.
      await nameOf(there.clients.stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken })));
    },
  },
];

async function approveHere(execution: Execution, stateName: string): Promise<void> {
  await execution.runUntilWaiting();
  await execution.openTask(stateName).succeed({ approved: true });
}

async function approve(there: There): Promise<string> {
  const taskToken = await takeToken(there);
  const output = '{"approved":true}';
  await there.clients.stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }));
  return taskToken;
}

async function nameOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "accepted",
    (error: Error) => error.name,
  );
}
