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

/** Starts M's execution "e" in the pattern; what becomes of that is the output. */
function starter(pattern: string): string {
  return JSON.stringify({
    StartAt: "S",
    States: {
      S: {
        Type: "Task",
        Resource: `arn:aws:states:::states:startExecution${pattern}`,
        Parameters: {
          StateMachineArn: stateMachineArn,
          Name: "e",
          ...(pattern === ".waitForTaskToken" && { Input: { "token.$": "$$.Task.Token" } }),
        },
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }],
        End: true,
      },
      End: { Type: "Pass", End: true },
    },
  });
}

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

    for (const pattern of ["", ".sync", ".sync:2", ".waitForTaskToken"]) {
      it(`is refused to a Task with startExecution${pattern}, too`, async () => {
        const stores = open();
        const api = new StoredApi(stores);
        await api.call("CreateStateMachine", machine);
        const definition = starter(pattern);
        const parent = await api.call("CreateStateMachine", {
          ...machine,
          name: "P",
          definition,
        });
        // The second journal is the child's.
        beforeStart(stores, async () => {
          beforeStart(stores, () => api.call("DeleteStateMachine", { stateMachineArn }));
        });
        const { executionArn: parentArn } = await api.call("StartExecution", parent);
        const { status, output } = await api.call("DescribeExecution", { executionArn: parentArn });
        expect(status).toBe("SUCCEEDED");
        expect(JSON.parse(String(output))).toMatchObject({
          Error: "StepFunctions.StateMachineDeletingException",
        });
        const child = await api.call("DescribeExecution", { executionArn });
        expect(child.status).toBe("ABORTED");
      });
    }

    it("is refused to who redrives, too", async () => {
      const stores = open();
      const api = new StoredApi(stores);
      await api.call("CreateStateMachine", machine);
      await api.call("StartExecution", { stateMachineArn, name: "e" });
      await api.call("StopExecution", { executionArn });
      const { journal } = stores;
      const append = journal.append.bind(journal);
      journal.append = async (...put) => {
        journal.append = append;
        await api.call("DeleteStateMachine", { stateMachineArn });
        return append(...put);
      };
      expect(await api.call("RedriveExecution", { executionArn })).toEqual({
        error: "ExecutionNotRedrivable",
        message: "State machine is in DELETING status",
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
