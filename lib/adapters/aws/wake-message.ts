/** A message of the wake queue: "look at this execution or Map Run". Its body is JSON. */
export interface WakeMessage {
  readonly arn: string;
  /** Not before this instant, in ms since the epoch. A queue delays 15 minutes at most. */
  readonly at?: number | undefined;
  /** Wake-ups of the same execution since its last record. Absent: none. */
  readonly hops?: number | undefined;
  /** Of a fresh start: the text of META, so that nothing need be read. */
  readonly meta?: string | undefined;
  /** On the queue of what comes alone: since when it has been tried in vain, in ms. */
  readonly sinceMs?: number | undefined;
}

export function writeWakeMessage(message: WakeMessage): string {
  return JSON.stringify(message);
}

/** Undefined: it is none of ours. */
export function readWakeMessage(body: string): WakeMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(body);
  } catch {
    return undefined;
  }
  return isWakeMessage(message) ? message : undefined;
}

function isWakeMessage(value: unknown): value is WakeMessage {
  return (
    typeof value === "object" && value !== null && typeof Reflect.get(value, "arn") === "string"
  );
}
