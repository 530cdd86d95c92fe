import type { IntegrationPattern } from "../../language/resource.ts";
import type { Arguments } from "./arguments.ts";
import type { Arns } from "./arns.ts";

/** A Task that calls a service. */
export interface ServiceTask {
  readonly action: string;
  readonly pattern: IntegrationPattern;
  readonly arguments: Arguments;
  readonly timeoutSeconds: number | undefined;
  readonly arns: Arns;
}
