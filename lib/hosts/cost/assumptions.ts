/** What a definition does not say. */
export interface Assumptions {
  /** What states get and give, in bytes of UTF-8. */
  readonly payloadBytes: number;
  /** How long the call of a Task takes. */
  readonly taskSeconds: number;
  /** How long ended executions are kept. */
  readonly retentionDays: number;
}
