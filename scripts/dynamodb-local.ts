import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** AWS's own DynamoDB Local in a process, on 127.0.0.1 and in memory. */
export interface DynamoDbLocal {
  /** `http://127.0.0.1:41235` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

const version = "3.1.0";
const recipe = fileURLToPath(new URL("../test/adapters/aws/dynamodb-local/", import.meta.url));
const startMsMax = 60_000;

/** Undefined where it cannot be had; why is printed, after what is not tested for want of it. */
export async function startDynamoDbLocal(notTested: string): Promise<DynamoDbLocal | undefined> {
  const folder = install(notTested);
  if (folder === undefined) return undefined;
  const port = await freePort();
  const run = mkdtempSync(join(tmpdir(), "stepwright-dynamodb-"));
  const out = openSync(join(run, "log"), "w");
  const options = ["-inMemory", "-sharedDb", "-disableTelemetry", "-port", String(port)];
  const libraries = ["-Djava.library.path=lib", "-Dsqlite4java.library.path=lib", "-cp", "lib/*"];
  const child = spawn("java", ["-Xmx512m", ...libraries, "Loopback.java", ...options], {
    cwd: folder,
    stdio: ["ignore", out, out],
    env: { ...process.env, DDB_LOCAL_TELEMETRY: "0" },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint, child, () => readFileSync(join(run, "log"), "utf8"));
  return {
    endpoint,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(run, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The folder that has it, kept for the next time; Maven fetches it from Maven Central. */
function install(notTested: string): string | undefined {
  const folder = join(tmpdir(), `stepwright-dynamodb-local-${version}`);
  try {
    execFileSync("java", ["-version"], { stdio: "pipe" });
    if (existsSync(join(folder, "complete"))) return folder;
    mkdirSync(folder, { recursive: true });
    for (const file of ["pom.xml", "Loopback.java"]) {
      copyFileSync(join(recipe, file), join(folder, file));
    }
    const goal = "dependency:copy-dependencies";
    const target = `-DoutputDirectory=${join(folder, "lib")}`;
    execFileSync("mvn", ["-q", "-B", "-f", join(folder, "pom.xml"), goal, target], {
      stdio: "pipe",
    });
    writeFileSync(join(folder, "complete"), "");
    return folder;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : error;
    console.log(`${notTested}: DynamoDB Local needs Java 17 and Maven Central (${reason})`);
    return undefined;
  }
}

async function answers(url: string, child: ChildProcess, log: () => string): Promise<void> {
  const until = Date.now() + startMsMax;
  while (child.exitCode === null && Date.now() < until) {
    // It answers 400 to whatever is no request of DynamoDB's.
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`DynamoDB Local did not start\n${log().slice(-2_000)}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port is free");
  return address.port;
}
