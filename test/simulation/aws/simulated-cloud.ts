import type { AwsStores } from "../../../lib/adapters/aws/stores.ts";
import type { Startable } from "../../../lib/engine/startable.ts";
import type { LambdaWorld } from "../../../lib/hosts/lambda/lambda-world.ts";
import type { SimulatedDynamoDb } from "../../adapters/aws/simulated-dynamodb.ts";
import type { SimulatedS3 } from "../../adapters/aws/simulated-s3.ts";
import type { AnyProcess, AnyWorld, WorldOptions } from "../simulated.ts";
import type { AwsBoundary, AwsFault, AwsFaultPlan } from "./aws-faults.ts";
import type { AwsScenario } from "./aws-scenario.ts";
import type { SimulatedQueues } from "./simulated-queues.ts";
import type { WrittenBook } from "./written-book.ts";

export interface CloudOptions extends Omit<WorldOptions, "plan" | "mutant" | "scenario"> {
  readonly scenario: AwsScenario;
  readonly plan: AwsFaultPlan;
  readonly mutant?: AwsMutant | undefined;
  /** Is nobody going to read what happened? Then it need not be written. */
  readonly isUntraced?: boolean | undefined;
}

/** A wrong variant of the host, made by patching what a sandbox has. */
export interface AwsMutant {
  readonly name: string;
  /** The rule of the durable protocol that it breaks. */
  readonly breaks: string;
  /** The scenario in which it shows. */
  readonly where: string;
  change(sandbox: SimulatedSandbox): void;
}

/** A sandbox of a Lambda function, as those see it who have to do with it. */
export interface SimulatedSandbox extends AnyProcess {
  readonly world: SimulatedCloud;
  readonly id: number;
  readonly functionName: string;
  readonly release: Release;
  readonly host: LambdaWorld;
  readonly stores: AwsStores;
  die(why?: string): void;
  sleep(milliseconds: number): Promise<void>;
}

/** An account in the cloud, as its sandboxes and clients see it. */
export interface SimulatedCloud extends AnyWorld {
  readonly options: CloudOptions;
  readonly dynamoDb: SimulatedDynamoDb;
  readonly s3: SimulatedS3;
  readonly queues: SimulatedQueues;
  readonly lambda: {
    invoke(name: "api", event: ApiRequest): Promise<object | undefined>;
  };
  readonly book: WrittenBook<SimulatedSandbox>;
  readonly machines: readonly Startable[];
  readonly isAtRest: boolean;
  /** How long the Task may take, as far as that is known. */
  boundMs(stateName: string): number | undefined;
  nextNonce(): number;
  /** What goes wrong with a call that is being made. */
  fault(
    boundary: AwsBoundary,
    sandbox: SimulatedSandbox | undefined,
    key: string,
  ): AwsFault | undefined;
  /** Of the functions that are invoked now. */
  release(): Release;
  /** A function has met what a newer release has written. */
  metNewer(): void;
  skewed(skewMs: number): void;
  latency(fault?: AwsFault): number;
  note(sandbox: SimulatedSandbox | undefined, text: string): void;
  violation(text: string): void;
  killed(sandbox: SimulatedSandbox): void;
  failed(sandbox: SimulatedSandbox, error: unknown): void;
  turn(): Promise<void>;
  holdIndexes(): void;
  invoked(name: string, sandbox: SimulatedSandbox, event: object): void;
}

/** What is deployed: a next release writes the next format. */
export type Release = "this" | "next";

/** What a client sends. */
export interface ApiRequest {
  readonly "x-amz-target": string;
  readonly body: string;
}
