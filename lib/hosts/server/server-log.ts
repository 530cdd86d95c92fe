/** What the server tells its operator: one JSON object a line. */
export interface ServerLog {
  readonly error: LogWriter;
  readonly warn: LogWriter;
  readonly info: LogWriter;
  readonly debug: LogWriter;
}

export type LogWriter = (message: string, fields?: LogFields) => void;
export type LogFields = { readonly [name: string]: string | number | boolean | undefined };

/** From the least to the most talkative. */
const logLevels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** A log that writes what is at least as grave as `level`. `now`: ms since the epoch. */
export function serverLog(
  level: LogLevel,
  write: (line: string) => void,
  now: () => number,
): ServerLog {
  const writer = (of: LogLevel): LogWriter => {
    if (logLevels.indexOf(of) > logLevels.indexOf(level)) return () => {};
    return (message, fields) => {
      const time = new Date(now()).toISOString();
      write(`${JSON.stringify({ time, level: of, message, ...fields })}\n`);
    };
  };
  return {
    error: writer("error"),
    warn: writer("warn"),
    info: writer("info"),
    debug: writer("debug"),
  };
}
