import { painterFor } from "../terminal/colours.ts";
import { eventColumns, eventLine } from "../terminal/event-text.ts";
import { LiveLines } from "../terminal/live-lines.ts";
import { eventDetails } from "./event-details.ts";
import { type FollowOptions, followHistory } from "./follow-history.ts";
import type { ApiEvent } from "./operations.ts";
import { stateTree } from "./state-tree.ts";
import { StateVisits } from "./state-visits.ts";
import type { StepFunctionsClient } from "./step-functions-client.ts";

/**
 * Shows on standard error how an execution goes on, until it has ended: on a terminal its states as
 * a picture that moves, elsewhere a line for each state that it enters.
 */
export async function watchExecution(
  client: StepFunctionsClient,
  options: Pick<FollowOptions, "executionArn" | "redrives">,
): Promise<void> {
  const view = process.stderr.isTTY ? new MovingView() : new LineView();
  const leave = (): void => {
    view.end();
    console.error(`it runs on; look again: stepwright describe --wait ${options.executionArn}`);
    process.exit(130);
  };
  process.once("SIGINT", leave);
  try {
    const silent: FollowOptions["silent"] = (why) => view.tellSilence(why?.message);
    for await (const events of followHistory(client, { ...options, withData: false, silent })) {
      for (const event of events) view.add(event);
    }
  } finally {
    process.off("SIGINT", leave);
    view.end();
  }
}

/** The states, drawn in their place. */
class MovingView {
  private readonly visits = new StateVisits();
  private readonly lines = new LiveLines(process.stderr);
  private readonly paint = painterFor(process.stderr);
  private readonly timer = setInterval(() => this.draw(), drawnEveryMs);
  private tick = 0;
  private silence: string | undefined;

  add(event: ApiEvent): void {
    this.visits.add(event);
  }

  tellSilence(why: string | undefined): void {
    this.silence = why;
  }

  end(): void {
    clearInterval(this.timer);
    this.draw(rowsAtTheEnd);
    this.lines.end();
  }

  /** What has scrolled out of the terminal cannot be drawn again. */
  private draw(rows = (process.stderr.rows || rowsOfNoSize) - 3): void {
    const columns = process.stderr.columns || columnsOfNoSize;
    const options = { nowMs: Date.now(), tick: this.tick++, columns, rows, paint: this.paint };
    const lines = stateTree(this.visits.root, options);
    if (this.silence !== undefined) {
      lines.push(this.paint("yellow", `  ${this.silence}`.slice(0, columns - 1)));
    }
    this.lines.draw(lines);
  }
}

const drawnEveryMs = 100;
const rowsAtTheEnd = 200;
// A terminal without a size says 0: of a container, of `script` in CI.
const [rowsOfNoSize, columnsOfNoSize] = [24, 80];

/** States that are entered, and what fails. */
class LineView {
  private readonly paint = painterFor(process.stderr);
  private startedMs: number | undefined;

  add(event: ApiEvent): void {
    const atMs = event.timestamp * 1_000;
    this.startedMs ??= atMs;
    if (!shown.test(event.type)) return;
    const timed = { id: event.id, type: event.type, atMs, details: eventDetails(event) };
    console.error(eventLine(eventColumns(timed, this.startedMs), lineWidths, this.paint));
  }

  tellSilence(why = "it answers again"): void {
    console.error(this.paint("yellow", why));
  }

  end(): void {}
}

const shown = /(?:StateEntered|Failed|TimedOut|Aborted|ExecutionRedriven)$/;
const lineWidths = [4, 10, 20] as const;
