import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sqliteStores } from "../../../lib/hosts/server/sqlite-stores.ts";
import { call, testServer } from "./http-client.ts";

const machine = {
  name: "M",
  definition: JSON.stringify({
    StartAt: "W",
    States: { W: { Type: "Wait", Seconds: 3_600, End: true } },
  }),
  roleArn: "arn:aws:iam::123456789012:role/r",
  // Looks like a state machine that is being deleted, but for its quotes.
  tags: [{ key: '"status":"DELETING"', value: "" }],
};

/** What a process leaves that dies when it has begun to delete. */
async function beginDeleting(dataFolder: string, stateMachineArn: string): Promise<void> {
  const stores = sqliteStores(dataFolder, Date.now, () => undefined);
  expect(stores.deleting?.()).toEqual([]);
  const record = await stores.definitions.get(stateMachineArn);
  if (record?.kind !== "stateMachine") throw new Error("it was created");
  await stores.definitions.put({ ...record, edition: record.edition + 1, status: "DELETING" });
  expect(stores.deleting?.()).toEqual([stateMachineArn]);
  stores.close();
}

it("a deletion that was cut short is gone on with by who opens the data folder next", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "stepwright-deleting-"));
  try {
    const first = await testServer({ dataFolder });
    const { stateMachineArn } = await call(first.url, "CreateStateMachine", machine);
    const { executionArn } = await call(first.url, "StartExecution", { stateMachineArn });
    await first.stop();
    await beginDeleting(dataFolder, stateMachineArn);
    const second = await testServer({ dataFolder });
    try {
      while ((await call(second.url, "ListStateMachines", {})).stateMachines.length > 0);
      const { status } = await call(second.url, "DescribeExecution", { executionArn });
      expect(status).toBe("ABORTED");
    } finally {
      await second.stop();
    }
  } finally {
    await rm(dataFolder, { recursive: true });
  }
});
