import type { AwsStores } from "../../../lib/adapters/aws/stores.ts";
import type { SimulatedSandbox } from "./simulated-cloud.ts";

/** The stores of a sandbox, whose journal says to the book what it is about to write. */
export function recordingStores(sandbox: SimulatedSandbox, stores: AwsStores): AwsStores {
  const { book, ledger } = sandbox.world;
  const { journal } = stores;
  const create = journal.create.bind(journal);
  const append = journal.append.bind(journal);
  const resolve = journal.resolve.bind(journal);
  return {
    ...stores,
    journal: Object.assign(journal, {
      create: (...[arn, meta]: Parameters<typeof create>) => {
        book.creates(arn, meta);
        return create(arn, meta);
      },
      append: async (...[arn, record]: Parameters<typeof append>) => {
        book.writes(sandbox, arn, record);
        const won = await append(arn, record);
        // The adapter repeats a put that hangs: only now does its process know.
        if (won) ledger.repeated(arn, record);
        return won;
      },
      resolve: async (...[arn, resolution]: Parameters<typeof resolve>) => {
        const { outcome, attempt } = resolution;
        if (outcome.type === "claimed") ledger.claims(arn, -attempt, sandbox);
        const there = await resolve(arn, resolution);
        if (outcome.type === "claimed" && there === undefined) {
          ledger.claimed(arn, -attempt, sandbox, outcome.deadByMs);
        }
        return there;
      },
    }),
  };
}
