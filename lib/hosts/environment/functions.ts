/**
 * The functions of a runtime, by their files in `dist/lambda`: how long each may run and how much
 * memory it has. Names and figures that those who deploy, run and price them share.
 */
export const functions = {
  /** An Express execution of StartSyncExecution takes up to five minutes. */
  api: { timeoutSeconds: 330, memoryMegabytes: 512 },
  interpreter: { timeoutSeconds: 60, memoryMegabytes: 512 },
  "task-runner": { timeoutSeconds: 900, memoryMegabytes: 256 },
  "dead-letters": { timeoutSeconds: 60, memoryMegabytes: 256 },
  /** Invoked each minute, and with what the table's TTL has removed. */
  sweeper: { timeoutSeconds: 60, memoryMegabytes: 256 },
  deployer: { timeoutSeconds: 900, memoryMegabytes: 512 },
} as const;

export type FunctionName = keyof typeof functions;
