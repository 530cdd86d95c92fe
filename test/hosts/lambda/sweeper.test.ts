import { describe, expect, it } from "vitest";
import { RuntimeRig } from "./runtime-rig.ts";

const waits = {
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", SecondsPath: "$.seconds", End: true } },
};

describe("the sweeper", () => {
  it("wakes an execution whose first wake-up was lost", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    const executionArn = await api.start("waits", { seconds: 1 });
    rig.messages.splice(0);
    const sweeper = rig.sandbox();
    for (let sweeps = 0; sweeps < 2; sweeps++) {
      rig.clock.waitUntil(rig.clock.now() + 60_000);
      await sweeper.sweep();
    }
    expect(rig.wakeUps().map(({ arn }) => arn)).toContain(executionArn);
    expect(rig.lines.join()).toContain('"ExecutionsOverdue":1');
  });

  it("sends one exact wake-up for what no queue delays that long", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    const executionArn = await api.start("waits", { seconds: 3_600 });
    const at = rig.clock.now() + 3_600_000;
    await rig.settle();
    expect(rig.messages).toEqual([]);
    const sweeper = rig.sandbox();
    for (let minute = 0; minute < 59; minute++) {
      rig.clock.waitUntil(rig.clock.now() + 60_000);
      await sweeper.sweep();
    }
    expect(rig.wakeUps()).toEqual([{ arn: executionArn, at }]);
    rig.clock.waitUntil(at);
    await rig.settle();
    const { status, stopDate } = await api.call("DescribeExecution", { executionArn });
    expect({ status, stopDate }).toEqual({ status: "SUCCEEDED", stopDate: at / 1_000 });
  });

  it("lets what is just due to its own wake-up", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    await api.start("waits", { seconds: 100 });
    await rig.settle();
    const sent = rig.sent.length;
    rig.clock.waitUntil(rig.clock.now() + 110_000);
    await rig.sandbox().sweep();
    expect(rig.sent.length).toBe(sent);
  });

  it("wakes less and less often what stays overdue, so that a long queue does not grow", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    await api.start("waits", { seconds: 1 });
    rig.messages.splice(0);
    rig.sent.splice(0);
    const sweeper = rig.sandbox();
    const sweeps: number[] = [];
    for (let sweep = 1; sweep <= 64; sweep++) {
      rig.clock.waitUntil(rig.clock.now() + 60_000);
      const before = rig.sent.length;
      await sweeper.sweep();
      if (rig.sent.length > before) sweeps.push(sweep);
    }
    expect(sweeps.length).toBeLessThan(24);
    expect(sweeps.slice(0, 4)).toEqual([2, 3, 4, 5]);
    expect(sweeps.filter((sweep) => sweep > 32).length).toBe(4);
  });

  it("goes through more than fits into a page", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    const started = new Set<string>();
    for (let index = 0; index < 230; index++) {
      started.add(await api.start("waits", { seconds: 1 }));
    }
    rig.messages.splice(0);
    rig.clock.waitUntil(rig.clock.now() + 120_000);
    await rig.sandbox().sweep();
    expect(new Set(rig.wakeUps().map(({ arn }) => arn))).toEqual(started);
  });

  it("forgets what belonged to an execution that has expired", async () => {
    const rig = new RuntimeRig({ machines: { waits } });
    const api = await rig.deployed();
    const executionArn = await api.start("waits", { seconds: 0 });
    await rig.settle();
    const of = () => [...rig.dynamoDb.items()].filter(({ pk }) => holds(pk, executionArn));
    expect(of().length).toBeGreaterThan(1);
    const meta = of().filter(({ sk }) => holds(sk, "~"));
    for (const { pk, sk } of meta) {
      if (pk === undefined || sk === undefined) continue;
      await rig.dynamoDb.calls("deleteItem", { TableName: "table", Key: { pk, sk } });
    }
    const answer = await rig.sandbox().forget([executionArn]);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(of()).toEqual([]);
  });
});

function holds(attribute: object | undefined, text: string): boolean {
  return attribute !== undefined && "S" in attribute && attribute.S === text;
}
