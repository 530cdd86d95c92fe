/** The command was given something it cannot use: one message, no stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What a failed file operation says to a person. */
export function fileFault(verb: "read" | "write", path: string, error: unknown): UsageError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  return new UsageError(`cannot ${verb} ${path}: ${why}`);
}

const reasons: { readonly [code: string]: string } = {
  ENOENT: "there is no such file or folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  ENOTDIR: "a part of the path is a file, not a folder",
};
