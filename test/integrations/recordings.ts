import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** One Task that AWS ran: what it sent to the service, and what came of it. */
export interface Recording {
  readonly slug: string;
  /** TaskScheduled's parameters. */
  readonly scheduled: unknown;
  /** TaskSucceeded's output. */
  readonly succeeded: unknown;
}

const cases = fileURLToPath(new URL("../../../shared/conformance/cases", import.meta.url));

/** The first Task of each case of the area whose name begins so; none where there is no kit. */
export function readRecordings(area: string, begin: string): readonly Recording[] {
  if (!existsSync(cases)) return [];
  const names = readdirSync(`${cases}/${area}`).filter((name) => name.startsWith(begin));
  return names.map((name) => {
    const { slug, expected } = JSON.parse(readFileSync(`${cases}/${area}/${name}`, "utf8"));
    const find = (type: string) =>
      expected.history.find((event: { readonly type: string }) => event.type === type);
    return {
      slug,
      scheduled: find("TaskScheduled")?.taskScheduledEventDetails.parameters,
      succeeded: find("TaskSucceeded")?.taskSucceededEventDetails.output,
    };
  });
}
