import { awsLimits, extendedLimits, type Limits } from "../../data/limits.ts";
import { variables } from "../environment/variables.ts";

/** What the constructs have deployed, as a function sees it. */
export interface RuntimeSettings {
  readonly tableName: string;
  readonly bucketName: string;
  readonly wakeQueueUrl: string;
  readonly aloneQueueUrl: string;
  readonly taskQueueUrl: string;
  /** How long ended executions are kept. */
  readonly retentionMs: number;
  readonly limits: Limits;
  /** Undefined: no event bus hears of executions. */
  readonly eventBusName: string | undefined;
  /** Where this function runs: `eu-west-1`. */
  readonly region: string;
}

export type Environment = { readonly [name: string]: string | undefined };

/** Reads the environment of a function. Throws if a variable is missing. */
export function readSettings(environment: Environment): RuntimeSettings {
  const given = (name: string): string => {
    const value = environment[name];
    if (value === undefined || value === "") {
      throw new Error(`the environment has no ${name}: the Stepwright construct sets it`);
    }
    return value;
  };
  const limits = environment[variables.limits] ?? "aws";
  const eventBusName = environment[variables.eventBus];
  return {
    tableName: given(variables.table),
    bucketName: given(variables.bucket),
    wakeQueueUrl: given(variables.wakeQueueUrl),
    aloneQueueUrl: given(variables.aloneQueueUrl),
    taskQueueUrl: given(variables.taskQueueUrl),
    retentionMs: Number(environment[variables.retentionDays] ?? retentionDays) * dayMs,
    limits: limits === "extended" ? extendedLimits : awsLimits,
    eventBusName: eventBusName === "" ? undefined : eventBusName,
    region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? "us-east-1",
  };
}

/** As Step Functions keeps them. */
const retentionDays = 90;
const dayMs = 86_400_000;
