import { equal } from "node:assert/strict";
import {
  DescribeMapRunCommand,
  ListMapRunsCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { machineNamed } from "../machines.ts";
import { reaches, type Scenario, type There } from "../scenario.ts";

/** Executions that a function has much to do with, or that somebody interferes with. */
export const processes: readonly Scenario[] = [
  {
    title: "many Tasks side by side",
    golden: "Tasks that wait long for a slot",
    machine: "Crowd",
    input: { items: [1, 2, 3, 4, 5, 6] },
  },
  {
    title: "a loop of 120 rounds",
    golden: "a loop of pure states that is stopped",
    machine: "Loop",
    input: { count: 0 },
  },
  {
    title: "a Wait that is stopped",
    machine: "Trial",
    input: { trialSeconds: 86_400, remindAt: "2026-01-01T00:00:00Z", mailSeconds: 20 },
    here: async (execution) => {
      await execution.runUntilWaiting();
      await execution.stop();
    },
    there: async (there) => {
      await reaches(there, "WaitStateEntered");
      await stop(there);
    },
  },
  {
    title: "a long history with much in it",
    golden: "a long history with much in it",
    machine: "Notes",
    input: { note: "n".repeat(5_000), count: 0 },
  },
  {
    title: "a state machine that is updated while it runs",
    golden: "a state machine that is updated while it runs",
    machine: "Versions",
    input: {},
    there: async ({ clients, places, executionArn }) => {
      const stateMachineArn = executionArn
        .replace(":execution:", ":stateMachine:")
        .replace(/:[^:]+$/, "");
      const definition = JSON.stringify(machineNamed("Versions").definition(places));
      await clients.stepFunctions.send(
        new UpdateStateMachineCommand({
          stateMachineArn,
          definition: definition.replace('"first"', '"second"'),
        }),
      );
    },
  },
  {
    title: "a name that is used again",
    golden: "a name that is used again",
    machine: "Shipping",
    input: { kilograms: 1, country: "DE", limits: { letterKilograms: 2 } },
    isNameUsedAgain: true,
  },
  {
    title: "a distributed Map that is redriven",
    golden: "a distributed Map that is redriven",
    machine: "MapRedriven",
    input: {},
    isRedriven: true,
  },
  {
    title: "a distributed Map of Express children that is redriven",
    golden: "a distributed Map of Express children that is redriven",
    machine: "MapOfExpress",
    input: {},
    isRedriven: true,
  },
  {
    title: "a distributed Map that is stopped",
    golden: "a distributed Map that is stopped",
    machine: "MapStopped",
    input: {},
    here: async (execution) => {
      await execution.runUntilWaiting();
      await execution.stop();
    },
    mocks: { Work: { never: true } },
    there: async (there) => {
      await reaches(there, "MapRunStarted");
      await stop(there);
    },
  },
  {
    title: "a distributed Map that is sped up",
    golden: "a distributed Map that is sped up",
    machine: "MapFaster",
    input: {},
    mocks: { Work: { result: "done" } },
    there: async (there) => {
      await reaches(there, "MapRunStarted");
      const { stepFunctions } = there.clients;
      const { executionArn } = there;
      const { mapRuns = [] } = await stepFunctions.send(new ListMapRunsCommand({ executionArn }));
      const mapRunArn = mapRuns[0]?.mapRunArn;
      await stepFunctions.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 3 }));
      const run = await stepFunctions.send(new DescribeMapRunCommand({ mapRunArn }));
      equal(run.maxConcurrency, 3);
    },
  },
];

async function stop({ clients, executionArn }: There): Promise<void> {
  await clients.stepFunctions.send(new StopExecutionCommand({ executionArn }));
}
