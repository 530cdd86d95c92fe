import type { Scenario } from "./scenario.ts";

/** What the ledger needs of the world that it is kept for. */
export interface LedgerWorld {
  readonly scheduler: { readonly nowMs: number };
  readonly options: {
    readonly scenario: Scenario;
    readonly cuts?: object | undefined;
  };
  violation(text: string): void;
}
