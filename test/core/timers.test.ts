import { expect, test } from "vitest";
import { Drive, lambda, machine } from "./drive.ts";

test("a Wait ends at its instant, not before", async () => {
  const drive = new Drive(machine({ Type: "Wait", Seconds: 10, End: true }));
  await drive.start();
  expect(drive.snapshot.dueMs).toBe(10_000);
  await drive.tell("timerFired", {}, 9_999);
  expect(drive.answers).toEqual([{ accepted: false, reason: "notDue" }]);
  await drive.tell("timerFired", {}, 1);
  expect(drive.snapshot.status).toBe("SUCCEEDED");
  expect(drive.events.at(-1)?.timestampMs).toBe(10_000);
});

test("a Task that takes longer than TimeoutSeconds times out and is cancelled", async () => {
  const drive = new Drive(
    machine({ Type: "Task", Resource: lambda, TimeoutSeconds: 5, End: true }),
  );
  await drive.start();
  await drive.tell("taskStarted", { attempt: drive.attempt() });
  await drive.wake();
  expect(drive.types()).toEqual([
    "ExecutionStarted",
    "TaskStateEntered",
    "LambdaFunctionScheduled",
    "LambdaFunctionStarted",
    "LambdaFunctionTimedOut",
    "ExecutionFailed",
  ]);
  expect(drive.snapshot).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  expect(drive.commands.map(({ type }) => type)).toContain("cancelTask");
});

test("a heartbeat puts the heartbeat timeout off", async () => {
  const drive = new Drive(
    machine({
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      HeartbeatSeconds: 10,
      TimeoutSeconds: 100,
      Parameters: { "MessageBody.$": "$$.Task.Token" },
      End: true,
    }),
  );
  await drive.start();
  const attempt = drive.attempt();
  await drive.tell("taskSubmitted", { attempt, output: {} });
  await drive.tell("heartbeat", { attempt }, 8_000);
  expect(drive.snapshot.dueMs).toBe(18_000);
  await drive.wake();
  expect(drive.snapshot).toMatchObject({ status: "FAILED", error: "States.HeartbeatTimeout" });
  expect(drive.types()).toContain("TaskTimedOut");
});

test("an activity's heartbeat counts from the worker's start", async () => {
  const drive = new Drive(
    machine({
      Type: "Task",
      Resource: "arn:aws:states:us-east-1:111111111111:activity:a",
      HeartbeatSeconds: 10,
      TimeoutSeconds: 100,
      End: true,
    }),
  );
  await drive.start();
  expect(drive.snapshot.dueMs).toBe(100_000);
  await drive.tell("taskStarted", { attempt: drive.attempt(), workerName: "w" }, 50_000);
  expect(drive.snapshot.dueMs).toBe(60_000);
  await drive.wake();
  expect(drive.types().slice(-3)).toEqual([
    "ActivityStarted",
    "ActivityTimedOut",
    "ExecutionFailed",
  ]);
});

test("the machine's TimeoutSeconds ends the execution without error or cause", async () => {
  const drive = new Drive({
    TimeoutSeconds: 3,
    ...machine({ Type: "Wait", Seconds: 25, End: true }),
  });
  await drive.start();
  await drive.wake();
  expect(drive.snapshot).toMatchObject({ status: "TIMED_OUT", stoppedMs: 3_000 });
  expect(drive.snapshot.error).toBeUndefined();
  expect(drive.events.at(-1)).toMatchObject({
    type: "ExecutionTimedOut",
    details: { error: "States.Timeout" },
  });
});

test("a callback that never comes ends with the year that AWS allows", async () => {
  const drive = new Drive(
    machine({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: { FunctionName: "f", "Payload.$": "$$.Task.Token" },
      End: true,
    }),
  );
  await drive.start();
  await drive.wake();
  expect(drive.snapshot).toMatchObject({ status: "TIMED_OUT", stoppedMs: 31_536_000_000 });
});

test("Retriers wait with back-off, capped by MaxDelaySeconds", async () => {
  const drive = new Drive(
    machine({
      Type: "Task",
      Resource: lambda,
      Retry: [
        {
          ErrorEquals: ["Busy"],
          IntervalSeconds: 2,
          BackoffRate: 3,
          MaxDelaySeconds: 10,
          MaxAttempts: 3,
        },
      ],
      End: true,
    }),
  );
  await drive.start();
  const delays: number[] = [];
  for (let round = 0; round < 3; round++) {
    const failedAt = drive.nowMs;
    await drive.tell("taskFailed", { attempt: drive.attempt(), error: "Busy" });
    await drive.wake();
    delays.push(drive.nowMs - failedAt);
  }
  expect(delays).toEqual([2_000, 6_000, 10_000]);
  await drive.tell("taskFailed", { attempt: drive.attempt(), error: "Busy", cause: "still" });
  expect(drive.snapshot).toMatchObject({ status: "FAILED", error: "Busy", cause: "still" });
});

test("the timer of a branch that has ended is forgotten", async () => {
  const wait = (name: string, Seconds: number) => ({
    StartAt: name,
    States: { [name]: { Type: "Wait", Seconds, End: true } },
  });
  const drive = new Drive(
    machine({ Type: "Parallel", Branches: [wait("Long", 20), wait("Short", 10)], End: true }),
  );
  await drive.start();
  await drive.wake();
  expect(drive.snapshot.dueMs).toBe(20_000);
  await drive.wake();
  expect(drive.snapshot.status).toBe("SUCCEEDED");
});
