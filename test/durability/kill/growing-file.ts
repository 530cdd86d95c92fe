import { closeSync, existsSync, openSync, readSync } from "node:fs";

/** A file at whose end lines are added: each is read once. */
export class GrowingFile {
  private readonly path: string;
  private readonly chunk = Buffer.alloc(65_536);
  private at = 0;
  /** What follows the last line's end. */
  private rest = "";

  constructor(path: string) {
    this.path = path;
  }

  /** The lines that are new. */
  read(): readonly string[] {
    if (!existsSync(this.path)) return [];
    const file = openSync(this.path, "r");
    try {
      for (;;) {
        const bytes = readSync(file, this.chunk, 0, this.chunk.length, this.at);
        if (bytes === 0) break;
        this.at += bytes;
        this.rest += this.chunk.toString("latin1", 0, bytes);
      }
    } finally {
      closeSync(file);
    }
    const lines = this.rest.split("\n");
    this.rest = lines.pop() ?? "";
    return lines;
  }
}
