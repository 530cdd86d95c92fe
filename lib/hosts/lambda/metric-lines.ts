import { metricsNamespace, stateMachineDimension } from "../environment/metrics.ts";

/** The values of one metric since they were last written. */
interface Series {
  readonly name: string;
  readonly unit: "Count" | "Milliseconds";
  readonly values: number[];
}

/**
 * Collects values of metrics and writes them in CloudWatch's embedded format: one line of the log
 * for each state machine, and no call.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class MetricLines {
  private readonly write: (line: string) => void;
  private byMachine = new Map<string, Map<string, Series>>();

  constructor(write: (line: string) => void) {
    this.write = write;
  }

  /** One more of them. `stateMachineArn`: undefined for what belongs to the runtime. */
  count(name: string, stateMachineArn?: string, times = 1): void {
    const { values } = this.series(name, "Count", stateMachineArn);
    values[0] = (values[0] ?? 0) + times;
  }

  duration(name: string, milliseconds: number, stateMachineArn?: string): void {
    this.series(name, "Milliseconds", stateMachineArn).values.push(milliseconds);
  }

  /** Writes what was collected. `now`: ms since the epoch. */
  flush(now: number): void {
    const { byMachine } = this;
    this.byMachine = new Map();
    for (const [stateMachineArn, series] of byMachine) {
      for (const line of linesOf(stateMachineArn, [...series.values()], now)) this.write(line);
    }
  }

  private series(name: string, unit: Series["unit"], stateMachineArn = ""): Series {
    const ofMachine = this.byMachine.get(stateMachineArn) ?? new Map<string, Series>();
    this.byMachine.set(stateMachineArn, ofMachine);
    const series = ofMachine.get(name) ?? { name, unit, values: [] };
    ofMachine.set(name, series);
    return series;
  }
}

/** A line holds at most so many values of a metric. */
const valuesMax = 100;

function linesOf(stateMachineArn: string, series: readonly Series[], now: number): string[] {
  const dimensions = stateMachineArn === "" ? {} : { [stateMachineDimension]: stateMachineArn };
  const lines: string[] = [];
  for (let from = 0; series.some(({ values }) => values.length > from); from += valuesMax) {
    const part = series.filter(({ values }) => values.length > from);
    const values = part.map(({ name, values }) => [name, some(values, from)] as const);
    const metrics = {
      Namespace: metricsNamespace,
      Dimensions: [Object.keys(dimensions)],
      Metrics: part.map(({ name, unit }) => ({ Name: name, Unit: unit })),
    };
    const header = { Timestamp: now, CloudWatchMetrics: [metrics] };
    lines.push(JSON.stringify({ _aws: header, ...dimensions, ...Object.fromEntries(values) }));
  }
  return lines;
}

function some(values: readonly number[], from: number): number | readonly number[] {
  const part = values.slice(from, from + valuesMax);
  return part.length === 1 ? (part[0] ?? 0) : part;
}
