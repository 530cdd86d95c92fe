import type { Cost, CostReport } from "../../lib/hosts/cost/cost-report.ts";
import type { Paint } from "../terminal/colours.ts";

/** A report for people. */
export function costText(report: CostReport, path: readonly string[], paint: Paint): string {
  const { stepwright, keeping, standard, express, assumptions, usage } = report;
  const { payloadBytes, taskSeconds, retentionDays } = assumptions;
  return [
    `A million executions in ${report.region}, at the list prices of ${report.asOf}:`,
    `path      ${pathText(path)}`,
    `counted   ${countsText(usage)}`,
    `assumed   payloads of ${payloadBytes} bytes, Tasks of ${taskSeconds} s`,
    "",
    ...costLines("Stepwright, to run them", stepwright, paint),
    ...costLines(`Stepwright, to keep them for ${retentionDays} days`, keeping, paint),
    ...costLines("Step Functions Standard", standard, paint),
    ...(express === undefined
      ? ["           Step Functions Express cannot run it"]
      : costLines("Step Functions Express, which keeps nothing", express, paint)),
    "",
    comparison(report),
  ].join("\n");
}

function costLines(title: string, { dollars, lines }: Cost, paint: Paint): string[] {
  return [
    paint("bold", `${dollarsText(dollars)}  ${title}`),
    ...lines.map(({ what, formula, dollars: part }) =>
      paint("dim", `${dollarsText(part)}    ${what}: ${formula}`),
    ),
  ];
}

function comparison({ stepwright, keeping, standard }: CostReport): string {
  const share = (dollars: number): string => {
    const percent = (100 * dollars) / standard.dollars;
    return `${percent.toFixed(percent < 10 ? 1 : 0)} %`;
  };
  const both = stepwright.dollars + keeping.dollars;
  return `Of Standard's price: ${share(stepwright.dollars)} to run, ${share(both)} with keeping.`;
}

function dollarsText(dollars: number): string {
  return `$${dollars.toFixed(2)}`.padStart(9);
}

function pathText(path: readonly string[]): string {
  const shown = path.slice(0, statesShownMax).join(" → ");
  return path.length > statesShownMax ? `${shown} → … (${path.length} states)` : shown;
}

function countsText(usage: CostReport["usage"]): string {
  const counts = Object.entries({
    executions: usage.executions > 1 ? usage.executions : 0,
    states: usage.states,
    "Task calls": usage.calls,
    retries: usage.retries,
    "outside answers": usage.answers,
    waits: usage.waits,
    "Map Runs": usage.mapRuns,
  });
  return counts.flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : [])).join(", ");
}

const statesShownMax = 12;
