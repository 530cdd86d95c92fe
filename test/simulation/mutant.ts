import type { Engine } from "../../lib/engine/engine.ts";
import type { Ports } from "../../lib/engine/ports.ts";
import type { Process } from "./process.ts";

/** A wrong variant of the engine, made by wrapping its ports or patching it. */
export interface Mutant {
  readonly name: string;
  /** The rule of the durable protocol that it breaks. */
  readonly breaks: string;
  ports?(ports: Ports, process: Process): Ports;
  engine?(engine: Engine, process: Process): void;
}
