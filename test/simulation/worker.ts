import type { ApiClient } from "./simulated.ts";

/** A worker of an activity: takes tasks, sends heartbeats, and answers. */
export function work(client: ApiClient, activityArn: string, isOver: () => boolean): void {
  const poll = async (): Promise<void> => {
    while (!isOver()) {
      const task = await client.takeTask(activityArn);
      if (task !== undefined) {
        client.world.ledger.received(task);
        await client.sleep(4_000);
        await client.heartbeat(task.taskToken);
        await client.sleep(2_000);
        await client.answerTask(task.taskToken, { type: "succeeded", output: { kilowatts: 3 } });
      }
      await client.sleep(1_000);
    }
  };
  void poll();
}
