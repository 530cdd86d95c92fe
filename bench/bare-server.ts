/**
 * A server that does nothing but what must be done: two group commits per execution, with rows that
 * a real server has written. Started by bench/http.ts; its first line is its port.
 *   node bench/bare-server.ts FOLDER
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { BareWriter, readWrittenRows } from "./bare-rows.ts";

const [, , folder = ""] = process.argv;
const rows = readWrittenRows(folder);
const writer = new BareWriter(rows.statements);
let next = 0;

const server = createServer(async (request, response) => {
  const operation = String(request.headers["x-amz-target"]).split(".")[1];
  JSON.parse(await text(request));
  let answer: object = { status: "SUCCEEDED" };
  if (operation === "StartExecution") {
    const number = next++;
    for (const commit of rows.executions[number] ?? []) await writer.write(commit);
    answer = { executionArn: String(number), startDate: Date.now() / 1_000 };
  }
  const body = JSON.stringify(answer);
  response.writeHead(200, { "Content-Length": Buffer.byteLength(body) });
  response.end(body);
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
process.on("SIGTERM", () => {
  writer.close();
  process.exit(0);
});
