/**
 * Node's own SQLite, loaded when the first database is opened. It warns on its import that it is
 * experimental; whoever runs Stepwright did not choose it and need not hear of it.
 */
export function sqliteModule(): typeof import("node:sqlite") {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}
