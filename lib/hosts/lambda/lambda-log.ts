/** What the functions tell their operator; Powertools' Logger is one. */
export interface LambdaLog {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export type LogFields = { readonly [name: string]: string | number | boolean | undefined };

/** What an error says of itself in a log. */
export function faultFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { fault: String(error) };
  return { fault: error.name, reason: error.message, stack: error.stack };
}
