import { flushCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { startServer } from "../../../lib/hosts/server/server.ts";

// The process that is killed: a server over a data folder. Says where it listens.
const [dataFolder = ""] = process.argv.slice(2);
const functions = fileURLToPath(new URL("./functions.ts", import.meta.url));
const server = await startServer({
  port: 0,
  host: "127.0.0.1",
  dataFolder,
  functions: Object.fromEntries(
    ["work", "flaky", "ask"].map((name) => [name, `${functions}#${name}`]),
  ),
  projectFolder: fileURLToPath(new URL(".", import.meta.url)),
  environment: {},
  logLevel: "error",
  log: (line) => process.stderr.write(`${line}\n`),
  executionLog: () => {},
  activityPollMs: 1_000,
});
process.stdout.write(`${server.url}\n`);
// It is killed before it would do so by itself.
flushCompileCache();
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
