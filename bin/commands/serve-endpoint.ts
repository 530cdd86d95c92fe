import { statSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { resolve } from "node:path";
import { ConnectionsFault } from "../../lib/adapters/file/connections.ts";
import { DataFolderError } from "../../lib/adapters/sqlite/data-folder-error.ts";
import type { Quotas } from "../../lib/api/account-quotas.ts";
import { isLoopback, type Server, startServer } from "../../lib/hosts/server/server.ts";
import type { LogLevel } from "../../lib/hosts/server/server-log.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { readSource } from "../../lib/language/source.ts";
import { painterFor } from "../terminal/colours.ts";
import { readTextFile } from "./input-files.ts";
import { lineWriter } from "./line-writer.ts";
import { fileFault, UsageError } from "./usage-error.ts";

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly key?: string;
  readonly dataDir: string;
  readonly inMemory?: boolean;
  readonly retentionDays: number;
  readonly quota?: Partial<Quotas>;
  readonly time: "real" | "skip";
  readonly function?: { readonly [name: string]: string };
  readonly lambdaEndpoint?: string;
  readonly atLeastOnce?: readonly string[];
  readonly bucket?: { readonly [name: string]: string };
  readonly mockConfig?: string;
  readonly connections?: string;
  readonly executionLogs: string;
  readonly logLevel: LogLevel;
}

/** Serves until the process is told to end. */
export async function serveEndpoint(options: ServeOptions): Promise<void> {
  const { host, key } = options;
  if (key === undefined && !isLoopback(host)) {
    throw new UsageError(
      `--host ${host} lets other machines call: say with --key which access key they must have`,
    );
  }
  checkPaths(options);
  const server = await start(options);
  process.stderr.write(startText(server, options));
  // A server may be killed before Node would keep compiled code by itself.
  flushCompileCache();
  await untilToldToEnd();
  await server.stop();
  // Functions that were given up may still hold timers.
  process.exit();
}

/** Mistakes that would show only when a Task fails. */
function checkPaths({ function: functions = {}, bucket = {}, ...options }: ServeOptions): void {
  for (const [name, place] of Object.entries(functions)) {
    const [path = ""] = place.split("#");
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    throw new UsageError(`--function ${name}=${place}: there is no file ${resolve(path)}`);
  }
  const folders = Object.entries(bucket).map(([name, path]) => [`--bucket ${name}=${path}`, path]);
  if (!options.inMemory) folders.push([`--data-dir ${options.dataDir}`, options.dataDir]);
  for (const [option, path = ""] of folders) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) throw new UsageError(`${option}: it is a file, no folder`);
  }
}

async function start(options: ServeOptions): Promise<Server> {
  const { port, host, key, time, lambdaEndpoint, logLevel } = options;
  try {
    return await startServer({
      port,
      host,
      key,
      time,
      lambdaEndpoint,
      logLevel,
      dataFolder: options.inMemory ? undefined : resolve(options.dataDir),
      retentionMs: options.retentionDays * dayMs,
      quotas: options.quota,
      functions: options.function,
      atLeastOnce: options.atLeastOnce,
      buckets: options.bucket,
      mockConfig: readJsonFile(options.mockConfig),
      connections: readJsonFile(options.connections),
      projectFolder: process.cwd(),
      environment: process.env,
      log: (line) => process.stderr.write(line),
      executionLog: lineWriter(options.executionLogs),
    });
  } catch (error) {
    if (error instanceof ConnectionsFault) {
      throw new UsageError(`${options.connections}: ${error.message}`);
    }
    throw startFault(error, options) ?? error;
  }
}

const dayMs = 86_400_000;

/** Whoever asks a second time does not wait for the end. */
function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const end = (): void => {
      if (asked) process.exit(1);
      asked = true;
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
  });
}

function startText({ url }: Server, { key, dataDir, inMemory }: ServeOptions): string {
  const paint = painterFor(process.stderr);
  const line = (name: string, text: string): string => `  ${name.padEnd(8)} ${text}\n`;
  return [
    paint("bold", `Step Functions at ${url}\n`),
    line("data", inMemory ? "in memory: gone when this ends" : resolve(dataDir)),
    line("clients", `export AWS_ENDPOINT_URL_SFN=${url}`),
    line("", key === undefined ? "any credentials will do" : "with the access key of --key"),
    line("sync-", "SDKs put this before the host for StartSyncExecution and TestState:"),
    line("", "disableHostPrefix: true (JavaScript), inject_host_prefix=False (boto3),"),
    line("", `or "127.0.0.1 sync-${new URL(url).hostname}" in the hosts file`),
  ].join("");
}

function readJsonFile(path: string | undefined): JsonValue | undefined {
  if (path === undefined) return undefined;
  const { value, problems } = readSource(readTextFile(path));
  if (value === undefined) throw new UsageError(`${path}: ${problems[0]?.message}`);
  return value;
}

function startFault(error: unknown, { port, host }: ServeOptions): UsageError | undefined {
  if (error instanceof DataFolderError) return new UsageError(error.message);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") {
    return new UsageError(`port ${port} is in use: end what listens there, or give another --port`);
  }
  if (code === "EACCES" && error instanceof Error && "path" in error) {
    return fileFault("write", String(error.path), error);
  }
  if (code === "EACCES") {
    return new UsageError(`port ${port} needs more rights: give another --port`);
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new UsageError(`--host ${host} is no address of this machine`);
  }
  return undefined;
}
