import { openSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import { fileFault } from "./usage-error.ts";

/**
 * Writes lines to standard output (`-`), or to the end of a file. A line is written when the call
 * returns: whoever writes more than the disk takes is slowed down, and nothing piles up in memory.
 */
export function lineWriter(path: string): (line: string) => void {
  if (path === "-") return (line) => process.stdout.write(line);
  const file = orFault(path, () => openSync(resolve(path), "a"));
  return (line) => {
    let rest = Buffer.from(line);
    while (rest.length > 0) rest = rest.subarray(orEnd(path, () => writeSync(file, rest)));
  };
}

/** Whoever writes cannot do anything about it: the process ends. */
function orEnd<T>(path: string, work: () => T): T {
  try {
    return orFault(path, work);
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    process.exit(1);
  }
}

function orFault<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileFault("write", path, error);
  }
}
