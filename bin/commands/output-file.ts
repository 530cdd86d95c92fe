import { writeFileSync } from "node:fs";
import { fileFault } from "./usage-error.ts";

/** Writes a file that the user named. */
export function writeOutput(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw fileFault("write", path, error);
  }
}
