import { execFile } from "node:child_process";
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Benchmark, BenchmarkResult } from "./benchmark.ts";

const gigabyte = 1_000_000_000;

/** What reading the items of a large CSV adds to the process's peak, in a process of its own. */
export const largeFile: Benchmark = async (mode) => {
  const folder = await mkdtemp(join(tmpdir(), "large-file-"));
  const server = serveFolder(folder);
  try {
    await writeCsv(join(folder, "items.csv"), mode === "smoke" ? 5_000_000 : gigabyte);
    const { port } = server.address() as AddressInfo;
    return [
      await measured("a folder", folder),
      await measured("an S3 endpoint", `http://127.0.0.1:${port}`),
    ];
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
};

async function measured(store: string, place: string): Promise<BenchmarkResult> {
  const script = fileURLToPath(new URL("./read-large-file.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    script,
    place,
  ]);
  const { beforeMb, peakMb, items, seconds } = JSON.parse(stdout) as ReadLargeFile;
  return {
    name: `items of a 1 GB CSV from ${store}: peak memory`,
    detail: `${items} items in ${seconds.toFixed(0)} s, ${beforeMb.toFixed(0)} MB before, ${peakMb.toFixed(0)} MB at most`,
    figure: peakMb - beforeMb,
    unit: "MB",
    goal: { atMost: 250 },
  };
}

/** What the script prints. */
interface ReadLargeFile {
  readonly beforeMb: number;
  readonly peakMb: number;
  readonly items: number;
  readonly seconds: number;
}

/** Rows of some 100 bytes. */
async function writeCsv(path: string, bytes: number): Promise<void> {
  const file = createWriteStream(path);
  file.write("id,name,note\n");
  for (let id = 0, written = 0; written < bytes; ) {
    const rows = Array.from({ length: 1_000 }, () => `${id++},"name ${id}",${"n".repeat(80)}\n`);
    const text = rows.join("");
    written += text.length;
    if (!file.write(text)) await once(file, "drain");
  }
  file.end();
  await once(file, "close");
}

/** As much of S3 as reading a file needs: HEAD, and GET with a range. */
function serveFolder(folder: string): Server {
  const server = createServer(async ({ method, url = "", headers }, response) => {
    const path = join(folder, new URL(url, "http://localhost").pathname.split("/")[2] ?? "");
    const { size } = await stat(path);
    response.setHeader("ETag", '"1"');
    if (method === "HEAD") {
      response.setHeader("Content-Length", size).end();
      return;
    }
    const [, start, end] = /(\d+)-(\d+)/.exec(headers.range ?? "") ?? [];
    response.writeHead(206);
    createReadStream(path, { start: Number(start), end: Number(end) }).pipe(response);
  });
  server.listen(0, "127.0.0.1");
  return server;
}
