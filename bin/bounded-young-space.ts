/**
 * What `serve` has Node started with. V8 lets the room for new objects grow to three times 32 MB
 * and keeps it; a server is as fast with half of that.
 */
export const servesWith: readonly string[] = ["--max-semi-space-size=16"];

/**
 * Node takes such a size only when it starts: so it starts anew, as the same process. Where the
 * platform cannot do that, or somebody has said another size, all stays as it is.
 */
export function boundYoungSpace(command: string | undefined): void {
  if (command !== "serve") return;
  const { execve, execPath, argv0, execArgv, argv, env, channel } = process;
  const given = [...execArgv, env.NODE_OPTIONS ?? ""];
  if (given.some((option) => /max[-_]semi[-_]space/.test(option))) return;
  // Who has forked this process talks to it by what would be closed.
  if (execve === undefined || channel !== undefined) return;
  try {
    execve(execPath, [argv0, ...servesWith, ...execArgv, ...argv.slice(1)], env);
  } catch {
    // Windows, and where Node may not start programs.
  }
}
