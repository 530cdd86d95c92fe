/** Lines at the end of a terminal that are drawn again and again in the same place. */
export class LiveLines {
  private readonly stream: Pick<NodeJS.WriteStream, "write">;
  private shown = 0;

  constructor(stream: Pick<NodeJS.WriteStream, "write">) {
    this.stream = stream;
  }

  /** Draws these lines in the place of those before; each must fit the width. */
  draw(lines: readonly string[]): void {
    const drawn = lines.map((line) => `${line}${toEndOfLine}\n`).join("");
    this.stream.write(`${this.home()}${hideCursor}${drawn}${toEndOfScreen}`);
    this.shown = lines.length;
  }

  /** What stands there now stays. */
  end(): void {
    if (this.shown > 0) this.stream.write(showCursor);
    this.shown = 0;
  }

  private home(): string {
    return this.shown === 0 ? "" : `\r\u001b[${this.shown}A`;
  }
}

const toEndOfLine = "\u001b[K";
const toEndOfScreen = "\u001b[J";
const hideCursor = "\u001b[?25l";
const showCursor = "\u001b[?25h";
