/**
 * One line on standard error that says how far a long command is; only on a terminal, and only
 * once it has taken longer than anybody notices.
 */
export class Progress {
  private readonly stream: NodeJS.WriteStream;
  private readonly startedMs = performance.now();
  private shownMs = 0;
  private timer: NodeJS.Timeout | undefined;
  private text = (): string => "";
  private isShown = false;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.stream = stream;
    if (stream.isTTY) this.timer = setInterval(() => this.show(), everyMs).unref();
  }

  /** Says what is being done; asked for only when it is shown. Called for every step of a run. */
  say(text: () => string): void {
    if (this.timer === undefined) return;
    this.text = text;
    // A busy event loop runs no timers.
    if (performance.now() - this.shownMs >= everyMs) this.show();
  }

  /** Removes the line. */
  end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.isShown) this.stream.write("\r\u001b[2K");
    this.isShown = false;
  }

  private show(): void {
    const now = performance.now();
    this.shownMs = now;
    if (now - this.startedMs < quietMs) return;
    const seconds = Math.floor((now - this.startedMs) / 1000);
    const line = `${seconds} s  ${this.text()}`.slice(0, (this.stream.columns ?? 80) - 1);
    this.stream.write(`\r\u001b[2K${line}`);
    this.isShown = true;
  }
}

const everyMs = 100;
const quietMs = 400;
