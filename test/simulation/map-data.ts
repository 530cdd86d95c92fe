import type {
  ItemPage,
  MapData,
  ReadItems,
  WriteResults,
  WrittenResults,
} from "../../lib/engine/map-data-port.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { nameOf } from "./names.ts";
import type { AnyProcess } from "./simulated.ts";

/** The items of a scenario, two on a page, and the results of all children as the output. */
export class SimulatedMapData implements MapData {
  private readonly process: AnyProcess;

  constructor(process: AnyProcess) {
    this.process = process;
  }

  read({ mapRunArn, cursor }: ReadItems): Promise<ItemPage> {
    const { items = [] } = this.process.world.options.scenario;
    const from = typeof cursor === "number" ? cursor : 0;
    return this.process.call("mapData.read", `${nameOf(mapRunArn)} ${from}`, () => ({
      items: items.slice(from, from + 2).map((value) => ({ value, source: "items" })),
      cursor: from + 2,
      ended: from + 2 >= items.length,
    }));
  }

  async write({ run, succeeded, failed }: WriteResults): Promise<WrittenResults> {
    const output: JsonValue[] = [];
    for await (const child of succeeded) output.push([child.status, child.output ?? null]);
    for await (const child of failed) output.push([child.status, child.error ?? null]);
    const key = nameOf(run.info.mapRunArn);
    return this.process.call("mapData.write", key, () => ({ output, files: [] }));
  }

  release(): void {}
}
