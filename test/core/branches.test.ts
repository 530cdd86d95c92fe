import { expect, test } from "vitest";
import { Drive, lambda, machine } from "./drive.ts";

const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

const failing = machine({
  Type: "Parallel",
  Branches: [
    branch("Bad", { Type: "Task", Resource: lambda, End: true }),
    branch("Slow", { Type: "Wait", Seconds: 60, End: true }),
    branch("Busy", { Type: "Task", Resource: lambda, End: true }),
  ],
  End: true,
});

test("when a branch fails, the others are aborted and cancelled", async () => {
  const drive = new Drive(failing);
  await drive.start();
  await drive.tell("taskFailed", { attempt: drive.attempt("Bad"), error: "E" });
  expect(drive.types().slice(-4)).toEqual([
    "WaitStateAborted",
    "TaskStateAborted",
    "ParallelStateFailed",
    "ExecutionFailed",
  ]);
  expect(drive.commands).toContainEqual({ type: "cancelTask", attempt: drive.attempt("Busy") });
  expect(drive.snapshot.dueMs).toBeUndefined();
});

test("redrive tries the failed and aborted branches again, not the ended ones", async () => {
  const drive = new Drive(failing);
  await drive.start();
  await drive.tell("taskSucceeded", { attempt: drive.attempt("Busy"), output: "busy" });
  await drive.tell("taskFailed", { attempt: drive.attempt("Bad"), error: "E" });
  const before = drive.types().length;
  await drive.tell("redrive", {}, 1_000);
  expect(drive.snapshot).toMatchObject({ status: "RUNNING", redriveCount: 1 });
  expect(drive.snapshot.error).toBeUndefined();
  await drive.tell("taskSucceeded", { attempt: drive.attempt("Bad"), output: "good" });
  await drive.wake();
  expect(drive.snapshot).toMatchObject({ status: "SUCCEEDED", output: ["good", {}, "busy"] });
  expect(drive.types().slice(before)).toEqual([
    "ExecutionRedriven",
    "LambdaFunctionScheduled",
    "LambdaFunctionStarted",
    "LambdaFunctionSucceeded",
    "TaskStateExited",
    "WaitStateExited",
    "ParallelStateSucceeded",
    "ParallelStateExited",
    "ExecutionSucceeded",
  ]);
});

test("an execution that has succeeded cannot be redriven", async () => {
  const drive = new Drive(machine({ Type: "Pass", End: true }));
  await drive.start();
  await drive.tell("redrive", {});
  expect(drive.answers).toEqual([{ accepted: false, reason: "notRedrivable" }]);
});

test("States.Runtime inside a branch ends the execution at once", async () => {
  const drive = new Drive(
    machine(
      {
        Type: "Parallel",
        Branches: [branch("Fast", { Type: "Pass", Parameters: { "m.$": "$.nope" }, End: true })],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Never" }],
        End: true,
      },
      { Never: { Type: "Succeed" } },
    ),
  );
  await drive.start({ x: "a" });
  expect(drive.types()).toEqual([
    "ExecutionStarted",
    "ParallelStateEntered",
    "ParallelStateStarted",
    "PassStateEntered",
    "ExecutionFailed",
  ]);
  expect(drive.snapshot.cause).toMatch(/executing the state 'Fast' \(entered at the event id #4\)/);
});

test("a Map runs no more iterations at once than MaxConcurrency", async () => {
  const drive = new Drive(
    machine({
      Type: "Map",
      MaxConcurrency: 2,
      ItemProcessor: branch("Each", { Type: "Task", Resource: lambda, End: true }),
      End: true,
    }),
  );
  await drive.start([1, 2, 3, 4, 5]);
  let running = 2;
  const results: number[] = [];
  while (drive.snapshot.status === "RUNNING") {
    const live = [...drive.snapshot.threads.values()].filter(({ phase }) => phase.type === "task");
    expect(live.length).toBe(Math.min(running, 5 - results.length));
    const last = live.at(-1);
    if (last?.phase.type !== "task") break;
    results.push(last.index);
    await drive.tell("taskSucceeded", { attempt: last.phase.attempt, output: last.index * 10 });
    running = 2;
  }
  expect(drive.snapshot.output).toEqual([0, 10, 20, 30, 40]);
  expect(results).not.toEqual([0, 1, 2, 3, 4]);
});

test("a failed iteration aborts the others", async () => {
  const drive = new Drive(
    machine({
      Type: "Map",
      ItemProcessor: branch("Each", { Type: "Task", Resource: lambda, End: true }),
      End: true,
    }),
  );
  await drive.start(["a", "b"]);
  await drive.tell("taskFailed", { attempt: drive.attempt(), error: "E" });
  expect(drive.types().slice(-6)).toEqual([
    "LambdaFunctionFailed",
    "MapIterationFailed",
    "TaskStateAborted",
    "MapIterationAborted",
    "MapStateFailed",
    "ExecutionFailed",
  ]);
});

test("an abort ends the execution and cancels what runs", async () => {
  const drive = new Drive(machine({ Type: "Task", Resource: lambda, End: true }));
  await drive.start();
  const attempt = drive.attempt();
  await drive.tell("abort", { error: "Manual", cause: "probe" });
  expect(drive.snapshot).toMatchObject({ status: "ABORTED", error: "Manual", cause: "probe" });
  expect(drive.commands).toContainEqual({ type: "cancelTask", attempt });
  await drive.tell("taskSucceeded", { attempt, output: 1 });
  expect(drive.answers).toEqual([{ accepted: false, reason: "executionEnded" }]);
  expect(drive.types().at(-1)).toBe("ExecutionAborted");
});
