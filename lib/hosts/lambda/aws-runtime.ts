import { randomBytes } from "node:crypto";
import { setTimeout as sleepFor } from "node:timers/promises";
import { dynamoDbSdk } from "../../adapters/aws/dynamodb-sdk.ts";
import type { ObjectCalls } from "../../adapters/aws/object-calls.ts";
import { sqsSdk } from "../../adapters/aws/sqs-sdk.ts";
import { type AwsStores, awsStores } from "../../adapters/aws/stores.ts";
import { machineOf } from "../../engine/machines.ts";
import type { Clock, Invoker } from "../../engine/ports.ts";
import type { HttpInvoker } from "../../integrations/http/http-invoker.ts";
import type { LambdaBackend } from "../../integrations/lambda/lambda-backend.ts";
import { ServiceInvoker } from "../../integrations/service-invoker.ts";
import { randomSeed } from "../random-seed.ts";
import { FunctionTimeouts } from "./function-timeouts.ts";
import type { LambdaFunctions } from "./lambda-functions.ts";
import type { LambdaLog } from "./lambda-log.ts";
import { LambdaTelemetry } from "./lambda-telemetry.ts";
import { LambdaWorld } from "./lambda-world.ts";
import { LazyMapRuns } from "./lazy-map-runs.ts";
import { LazySdk } from "./lazy-sdk.ts";
import { MetricLines } from "./metric-lines.ts";
import { type Environment, type RuntimeSettings, readSettings } from "./runtime-settings.ts";
import { hasSdkClient, type SdkChunks } from "./sdk-chunks.ts";
import { isQueue, SqsMessageQueues } from "./sqs-message-queues.ts";
import { taskBoundMs } from "./task-bound.ts";

export interface AwsRuntimeParts {
  readonly environment: Environment;
  readonly log: LambdaLog;
  /** The clients that the function comes with. */
  readonly chunks: SdkChunks;
  /** Writes a line of the function's log. */
  write(line: string): void;
}

/** A function's part of a runtime in AWS: its clients are made once for each sandbox. */
export interface AwsRuntime {
  readonly world: LambdaWorld;
  readonly stores: AwsStores;
  readonly metrics: MetricLines;
  readonly settings: RuntimeSettings;
  isAlone(queueArn: string): boolean;
  /** Can Tasks call this service, by the name that `aws-sdk:` Resources have for it? */
  hasClient(service: string): boolean;
  sleep(milliseconds: number): Promise<void>;
}

export function awsRuntime(parts: AwsRuntimeParts): AwsRuntime {
  const { environment, log, chunks } = parts;
  const settings = readSettings(environment);
  const clock: Clock = { now: () => Date.now(), seed: randomSeed, secret: randomSecret };
  const metrics = new MetricLines(parts.write);
  const sdk = new LazySdk({ environment, chunks, clock });
  const functions = lazyFunctions(sdk);
  const timeouts = new FunctionTimeouts(
    async (name, request) => (await functions()).timeoutSeconds(name, request),
    clock,
  );
  const stores = storesOf(settings, clock);
  const world = new LambdaWorld({
    clock,
    stores,
    queues: new SqsMessageQueues(sqsSdk(), settings, clock),
    retentionMs: settings.retentionMs,
    limits: settings.limits,
    log,
    telemetry: telemetryOf(parts, settings, { clock, metrics, sdk }),
    invoker: (world) => invokerOf(world, { sdk, functions, clock }),
    mapRuns: (world) => mapRunsOf(world, chunks, sdk),
    boundMs: (task, execution) =>
      taskBoundMs((name) => timeouts.timeoutOrLater(name, execution), task),
    setTimer,
    prepare: async (world, meta) => {
      await timeouts.learn(await machineOf(world.engine.machines, meta), meta);
    },
  });
  return {
    world,
    stores,
    metrics,
    settings,
    isAlone: (queueArn) => isQueue(queueArn, settings.aloneQueueUrl),
    hasClient: (service) => hasSdkClient(chunks, service),
    sleep: (milliseconds) => sleepFor(milliseconds),
  };
}

function storesOf({ tableName, bucketName }: RuntimeSettings, clock: Clock): AwsStores {
  return awsStores({
    dynamoDb: dynamoDbSdk(),
    tableName,
    s3: lazyObjects(),
    bucket: bucketName,
    now: () => clock.now(),
    nonce: randomSeed,
  });
}

/** Lambda's client is loaded when the first Task needs it. */
function lazyFunctions(sdk: LazySdk): () => Promise<LambdaFunctions> {
  return lazy(async () => {
    const { LambdaFunctions } = await import("./lambda-functions.ts");
    return new LambdaFunctions(sdk);
  });
}

/** Keeps the invocation alive, which ends where nothing else is waited for. */
function setTimer(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, milliseconds);
  return () => clearTimeout(timer);
}

interface Shared {
  readonly clock: Clock;
  readonly sdk: LazySdk;
}

function invokerOf(
  world: LambdaWorld,
  { sdk, functions, clock }: Shared & { readonly functions: () => Promise<LambdaFunctions> },
): Invoker {
  const lambda: LambdaBackend = {
    has: () => true,
    invoke: async (call) => (await functions()).invoke(call),
  };
  const http = lazyHttp(sdk, clock);
  return new ServiceInvoker(() => ({ engine: world.engine, lambda, sdk, http }));
}

/** HTTP Tasks; what makes their calls is loaded when the first one is met. */
function lazyHttp(sdk: LazySdk, clock: Clock): Pick<HttpInvoker, "invoke"> {
  const http = lazy(async () => (await import("./lambda-http.ts")).lambdaHttp(sdk, clock));
  return { invoke: async (call) => (await http()).invoke(call) };
}

function mapRunsOf(world: LambdaWorld, chunks: SdkChunks, sdk: LazySdk): LazyMapRuns {
  const mapRuns = new LazyMapRuns(async () => {
    const { lambdaMapRuns } = await import("./lambda-map-runs.ts");
    return lambdaMapRuns(world, chunks, sdk);
  });
  return world.tracked(mapRuns);
}

/** S3 is loaded when the first value is too large for the table. */
function lazyObjects(): ObjectCalls {
  const calls = lazy(async () => (await import("../../adapters/aws/s3-sdk.ts")).s3Sdk());
  return async (action, input) => (await calls())(action, input);
}

function telemetryOf(
  { chunks, environment, log }: AwsRuntimeParts,
  { eventBusName, region }: RuntimeSettings,
  { clock, metrics, sdk }: Shared & { readonly metrics: MetricLines },
): LambdaTelemetry {
  const logStream = environment.AWS_LAMBDA_LOG_STREAM_NAME ?? "";
  const putLogs = lazy(async () => {
    const { ExecutionLogs } = await import("./execution-logs.ts");
    return new ExecutionLogs(sdk, streamName(logStream));
  });
  const bus = lazy(async (name: string) => {
    const { openEventBus } = await import("./event-bus.ts");
    return openEventBus(chunks, { eventBusName: name, region });
  });
  return new LambdaTelemetry({
    metrics,
    log,
    now: () => clock.now(),
    putLogs: async (logs) => (await putLogs()).put(logs),
    ...(eventBusName !== undefined && {
      putEvents: async (events) => (await bus(eventBusName)).put(events),
    }),
  });
}

/** What is made when it is first needed. */
function lazy<P extends unknown[], T>(
  make: (...parameters: P) => Promise<T>,
): (...parameters: P) => Promise<T> {
  let making: Promise<T> | undefined;
  return (...parameters) => {
    making ??= make(...parameters);
    return making;
  };
}

/** A sandbox's own; a log group may have those of several functions. */
function streamName(logStreamName: string): string {
  return `stepwright/${logStreamName.replaceAll(/[:*]/g, "-")}`;
}

function randomSecret(): string {
  return randomBytes(16).toString("hex");
}
