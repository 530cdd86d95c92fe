/**
 * How an execution left a state. `caught`: an error that a Catcher took; `running`: not left yet.
 */
export type StateStatus = "succeeded" | "failed" | "caught" | "running";
