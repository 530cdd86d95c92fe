import { expect, it } from "vitest";
import { AtLeastOnce, idempotencyKey } from "../../lib/integrations/delivery.ts";
import { serviceInvoker } from "./sdk-services.ts";
import { taskRequest } from "./task-request.ts";

const invoke = "arn:aws:states:::lambda:invoke";

it.each([
  [[], false],
  [["machine"], true],
  [["machine/Call"], true],
  [["machine/Other", "other", "machine/"], false],
])("of %j the Task machine/Call is at-least-once: %s", (tasks, covered) => {
  const request = taskRequest(invoke, {});
  expect(new AtLeastOnce(tasks).covers(request)).toBe(covered);
  const atLeastOnce = new AtLeastOnce(tasks);
  expect(serviceInvoker({ atLeastOnce }).isRepeatable(request)).toBe(covered);
});

it("covers the children of the machine's distributed Maps", () => {
  const request = taskRequest(invoke, {});
  const child = { ...request, execution: { ...request.execution, stateMachineName: "machine/L" } };
  expect(new AtLeastOnce(["machine"]).covers(child)).toBe(true);
  expect(new AtLeastOnce(["machine/Call"]).covers(child)).toBe(true);
});

it("a state machine's tag makes all its Tasks at-least-once", () => {
  const request = taskRequest(invoke, {});
  const tagged = { ...request.execution, delivery: "at-least-once" } as const;
  expect(serviceInvoker({}).isRepeatable({ ...request, execution: tagged })).toBe(true);
});

it("a state machine's tags make the Tasks of some states at-least-once", () => {
  const request = taskRequest(invoke, {});
  const isRepeatable = (states: readonly string[]): boolean => {
    const execution = { ...request.execution, delivery: states };
    return serviceInvoker({}).isRepeatable({ ...request, execution });
  };
  expect(isRepeatable(["Other", "Call"])).toBe(true);
  expect(isRepeatable(["Other", "Cal"])).toBe(false);
});

it.each([
  ["arn:aws:states:us-east-1:123456789012:activity:a", true],
  ["arn:aws:states:::states:startExecution.sync", true],
  ["arn:aws:states:::sqs:sendMessage", false],
  ["arn:aws:states:::aws-sdk:sfn:startExecution", false],
  ["arn:aws:lambda:us-east-1:123456789012:function:f", false],
])("%s can be made again without being asked for: %s", (resource, repeatable) => {
  expect(serviceInvoker({}).isRepeatable(taskRequest(resource, {}))).toBe(repeatable);
});

it("attempts have keys of their own, which stay", () => {
  const first = taskRequest(invoke, {}, { attempt: 3 });
  const second = taskRequest(invoke, {}, { attempt: 7 });
  expect(idempotencyKey(first)).toBe(idempotencyKey({ ...first, at: first.at + 1 }));
  expect(idempotencyKey(first)).not.toBe(idempotencyKey(second));
  expect(idempotencyKey(first)).not.toBe(idempotencyKey({ ...first, incarnation: 2 }));
});
