/**
 * Plays all recorded cases against a fresh server over HTTP, by the kit's own runner, and grades
 * them. Whatever stands after `--` goes to the runner.
 *   npm run conformance:http [-- --area X --verbose …]
 * Exit code 1: a case fails that is not listed, one that is listed passes, or fewer pass than
 * must: outcome 98 %, history 97 %.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { readExpectedFailures, surprises } from "./conformance/expectations.ts";
import type { Grades } from "./conformance/kit.ts";
import { startServe } from "./serve-process.ts";

const runner = "../shared/conformance/run.mjs";
const listed = ["expected-failures.json", "expected-failures-http.json"].map((name) =>
  readExpectedFailures(new URL(`../test/conformance/${name}`, import.meta.url)),
);

process.exitCode = await main(process.argv.slice(2));

async function main(options: readonly string[]): Promise<number> {
  if (!existsSync(runner)) {
    console.log(`conformance over HTTP skipped: there is no ${runner}`);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "stepwright-conformance-"));
  try {
    return await grade(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function grade(folder: string, options: readonly string[]): Promise<number> {
  const mocks = join(folder, "mocks.json");
  const report = join(folder, "report.json");
  await run(["--write-mocks", mocks]);
  const queues = await startQueues();
  const server = await startServe(["--data-dir", join(folder, "data")], {
    SFN_MOCK_CONFIG: mocks,
    AWS_ENDPOINT_URL_SQS: queues.url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  });
  try {
    const code = await run([
      ...["--endpoint", server.url, "--jobs", "16", "--json", report],
      ...["--min-outcome", "98", "--min-history", "97", ...options],
    ]);
    const wrong = surprisesIn(report);
    for (const line of wrong) console.log(`UNEXPECTED ${line}`);
    return code === 0 && wrong.length === 0 ? 0 : 1;
  } finally {
    await server.stop();
    queues.close();
  }
}

/** Runs the kit's runner; answers its exit code. */
function run(options: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [runner, ...options], { stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Takes every message: one conversation sends a token to a queue, and waits. */
async function startQueues(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const { MessageBody } = JSON.parse(await text(request)) as { readonly MessageBody: string };
    const MD5OfMessageBody = createHash("md5").update(MessageBody).digest("hex");
    response.setHeader("Content-Type", "application/x-amz-json-1.0");
    response.end(JSON.stringify({ MessageId: "1", MD5OfMessageBody }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

interface Report {
  readonly results: readonly ({ readonly id: string } & Grades)[];
}

function surprisesIn(file: string): readonly string[] {
  const { results } = JSON.parse(readFileSync(file, "utf8")) as Report;
  const expected = Object.assign({}, ...listed);
  return results.flatMap((result) => surprises(result, result, expected));
}
