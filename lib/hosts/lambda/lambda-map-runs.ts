import type { Credentials } from "../../engine/credentials-port.ts";
import { EngineMapRuns } from "../../engine/map-runs.ts";
import type { MapRuns } from "../../engine/ports.ts";
import type { LambdaWorld } from "./lambda-world.ts";
import { RoleMapData } from "./role-map-data.ts";
import type { SdkChunks } from "./sdk-chunks.ts";

/** Runs distributed Maps over S3. */
export function lambdaMapRuns(
  world: LambdaWorld,
  chunks: SdkChunks,
  credentials: Credentials,
): MapRuns {
  return new EngineMapRuns(world.engine, world.tracked(new RoleMapData(chunks, credentials)));
}
