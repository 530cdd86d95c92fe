import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lineWriter } from "../../bin/commands/line-writer.ts";
import { UsageError } from "../../bin/commands/usage-error.ts";

const folder = mkdtempSync(join(tmpdir(), "stepwright-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("has written a line when it returns, so that none waits in memory", () => {
  const path = join(folder, "log");
  const write = lineWriter(path);
  const line = `${"ä".repeat(100_000)}\n`;
  for (let times = 1; times <= 20; times++) {
    write(line);
    expect(readFileSync(path, "utf8")).toBe(line.repeat(times));
  }
});

it("goes on behind what is there", () => {
  const path = join(folder, "kept");
  lineWriter(path)("first\n");
  lineWriter(path)("second\n");
  expect(readFileSync(path, "utf8")).toBe("first\nsecond\n");
});

it("names a file that cannot be written before anything is done", () => {
  expect(() => lineWriter(join(folder, "missing", "log"))).toThrow(UsageError);
});
