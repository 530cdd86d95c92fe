/**
 * What the `api` function is invoked with by rules and schedules of EventBridge, which can neither
 * sign an HTTP request nor write JSON into a text. It answers the operation's response.
 */
export interface DirectInvocation {
  /** `StartExecution`. */
  readonly operation: string;
  /** The operation's request. `input` may be any JSON value: it becomes its text. */
  readonly request: { readonly [member: string]: unknown };
  /**
   * The caller delivers at least once: a start under a name that was used already is that caller's
   * own, made before, and no error.
   */
  readonly isRedelivered?: boolean | undefined;
}
