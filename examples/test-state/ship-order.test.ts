import { StateMachine } from "stepwright";
import "stepwright/vitest";
import { expect, test } from "vitest";
import { recorded } from "../recorded.ts";

const machine = await StateMachine.fromFile(new URL("ship-order.asl.json", import.meta.url));
const input = { orderId: "42" };
const throttled = { error: "DynamoDB.ProvisionedThroughputExceededException", cause: "slow down" };

test("the state makes this request and goes on to Thank", async () => {
  const { status, nextState, output, inspection } = await machine.testState({
    stateName: "ShipOrder",
    input,
    mock: { result: {} },
  });
  expect(status).toBe("SUCCEEDED");
  expect(nextState).toBe("Thank");
  expect(output).toEqual({ orderId: "42", put: {} });
  expect(inspection.afterParameters).toEqual({
    TableName: "Shipments",
    Item: { orderId: { S: "42" } },
  });
});

test("the second retry waits six seconds", async () => {
  const { status, inspection } = await machine.testState({
    stateName: "ShipOrder",
    input,
    mock: throttled,
    stateConfiguration: { retrierRetryCount: 1 },
  });
  expect(status).toBe("RETRIABLE");
  expect(inspection.errorDetails).toMatchObject({ retryBackoffIntervalSeconds: 6, retryIndex: 0 });
});

test("after that the error is caught", async () => {
  const { status, nextState } = await machine.testState({
    stateName: "ShipOrder",
    input,
    mock: throttled,
    stateConfiguration: { retrierRetryCount: 2 },
  });
  expect(status).toBe("CAUGHT_ERROR");
  expect(nextState).toBe("Apologise");
});

test("the whole machine's history is the recorded one", async () => {
  const execution = await machine.run(input, {
    mocks: { ShipOrder: { result: {} } },
    seed: 1,
    at: "2026-01-01T00:00:00Z",
  });
  expect(execution).toHaveSucceeded();
  await expect(recorded(execution)).toMatchFileSnapshot("ship-order.history.json");
});
