import { describe, expect, it } from "vitest";
import { memoryStores, sqliteStores } from "./differential/kept-stores.ts";
import { type KeptStores, StoredApi } from "./differential/stored-api.ts";

const machine = {
  name: "M",
  definition: JSON.stringify({
    StartAt: "W",
    States: { W: { Type: "Wait", Seconds: 60, End: true } },
  }),
  roleArn: "arn:aws:iam::123456789012:role/R",
};
const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
const executionArn = "arn:aws:states:us-east-1:123456789012:execution:M:e";

/** What happens once, just before the journal is written that an execution begins. */
function beforeStart(stores: KeptStores, happens: () => Promise<unknown>): void {
  const { journal } = stores;
  const create = journal.create.bind(journal);
  journal.create = async (...put) => {
    journal.create = create;
    await happens();
    return create(...put);
  };
}

for (const [where, open] of Object.entries({ memory: memoryStores, SQLite: sqliteStores })) {
  describe(`StartExecution while the state machine is deleted, in ${where}`, () => {
    it("is refused, and leaves nothing running", async () => {
      const stores = open();
      const api = new StoredApi(stores);
      await api.call("CreateStateMachine", machine);
      beforeStart(stores, () => api.call("DeleteStateMachine", { stateMachineArn }));
      const answer = await api.call("StartExecution", { stateMachineArn, name: "e" });
      expect(answer).toEqual({
        error: "StateMachineDeleting",
        message: `State Machine is being deleted: '${stateMachineArn}'`,
      });
      const { status } = await api.call("DescribeExecution", { executionArn });
      expect(status).toBe("ABORTED");
    });

    it("is refused while a deletion that was cut short is not gone on with", async () => {
      const stores = open();
      const api = new StoredApi(stores);
      await api.call("CreateStateMachine", machine);
      const { definitions } = stores;
      beforeStart(stores, async () => {
        const record = await definitions.get(stateMachineArn);
        if (record?.kind !== "stateMachine") throw new Error("it was created");
        await definitions.put({ ...record, edition: record.edition + 1, status: "DELETING" });
      });
      const start = () => api.call("StartExecution", { stateMachineArn, name: "e" });
      expect(await start()).toMatchObject({ error: "StateMachineDeleting" });
      expect(await start()).toMatchObject({ error: "StateMachineDeleting" });
      expect(await api.call("DescribeExecution", { executionArn })).toMatchObject({
        status: "ABORTED",
      });
      expect(await api.call("DeleteStateMachine", { stateMachineArn })).toEqual({});
      expect(await definitions.get(stateMachineArn)).toBeUndefined();
    });
  });
}
