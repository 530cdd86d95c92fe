import type { Command, StartMapRun } from "../../core/command.ts";
import type { MapRunSettings } from "../../core/map-run/map-run-snapshot.ts";
import type { MapRunParent, MapRuns } from "../../engine/ports.ts";

/** Map Runs; what runs them is loaded when the first one is met. */
export class LazyMapRuns implements MapRuns {
  private readonly make: () => Promise<MapRuns>;
  private loading: Promise<MapRuns> | undefined;
  private loaded: MapRuns | undefined;

  constructor(make: () => Promise<MapRuns>) {
    this.make = make;
  }

  get activeCount(): number {
    return this.loaded?.activeCount ?? 0;
  }

  isActive(mapRunArn: string): boolean {
    return this.loaded?.isActive(mapRunArn) ?? false;
  }

  async start(parent: MapRunParent, command: StartMapRun): Promise<void> {
    return (await this.load()).start(parent, command);
  }

  async stop(parent: MapRunParent, map: Command<"stopMapRun">): Promise<void> {
    return (await this.load()).stop(parent, map);
  }

  async redrive(parent: MapRunParent, command: Command<"redriveMapRun">): Promise<void> {
    return (await this.load()).redrive(parent, command);
  }

  failed(mapRunArn: string, error: unknown): void {
    this.loaded?.failed(mapRunArn, error);
  }

  async lookAt(mapRunArn: string): Promise<void> {
    return (await this.load()).lookAt(mapRunArn);
  }

  async update(mapRunArn: string, changes: Partial<MapRunSettings>): Promise<boolean> {
    return (await this.load()).update(mapRunArn, changes);
  }

  private load(): Promise<MapRuns> {
    this.loading ??= this.make().then((mapRuns) => {
      this.loaded = mapRuns;
      return mapRuns;
    });
    return this.loading;
  }
}
