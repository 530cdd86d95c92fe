import { executionCounts, itemCounts, type MapRunCounts } from "../core/map-run/map-run-counts.ts";
import type { MapRunSnapshot, MapRunStatus } from "../core/map-run/map-run-snapshot.ts";

/** What DescribeMapRun says of a Map Run, and its child executions by index. */
export class MapRunRecord<Child> {
  readonly executions: readonly Child[];
  private readonly run: MapRunSnapshot;

  constructor(run: MapRunSnapshot, executions: readonly Child[]) {
    this.run = run;
    this.executions = executions;
  }

  get mapRunArn(): string {
    return this.run.info.mapRunArn;
  }

  /** The Map state's name. */
  get stateName(): string {
    return this.run.order.stateName;
  }

  get status(): MapRunStatus {
    return this.run.status;
  }

  get maxConcurrency(): number {
    return this.run.settings.maxConcurrency;
  }

  get toleratedFailureCount(): number {
    return this.run.settings.toleratedFailureCount ?? 0;
  }

  get toleratedFailurePercentage(): number {
    return this.run.settings.toleratedFailurePercentage ?? 0;
  }

  get redriveCount(): number {
    return this.run.redriveCount;
  }

  get startDate(): Date {
    return new Date(this.run.startedMs ?? this.run.nowMs);
  }

  get stopDate(): Date | undefined {
    const { stoppedMs } = this.run;
    return stoppedMs === undefined ? undefined : new Date(stoppedMs);
  }

  /** Items by what became of them. */
  get itemCounts(): MapRunCounts {
    return itemCounts(this.run);
  }

  /** Child executions by what became of them. */
  get executionCounts(): MapRunCounts {
    return executionCounts(this.run);
  }
}
