import type { Quotas } from "../../api/account-quotas.ts";
import type { JsonValue } from "../../language/json.ts";
import type { EndpointLimits } from "./http-endpoint.ts";
import type { LogLevel } from "./server-log.ts";

/** What a server is started with. */
export interface ServerOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** The address to listen at: other machines reach it only if it is not a loopback address. */
  readonly host: string;
  /** Requests must be signed with this access key; undefined: with any. */
  readonly key?: string | undefined;
  /** Where everything is kept; undefined: in memory. */
  readonly dataFolder?: string | undefined;
  /** How long executions are kept after their end. @default for ever */
  readonly retentionMs?: number | undefined;
  /** "skip": waits, back-off and timeouts take no time. @default "real" */
  readonly time?: "real" | "skip" | undefined;
  /** Step Functions Local's MockConfigFile.json. */
  readonly mockConfig?: JsonValue | undefined;
  /** Lambda functions that run in this process: `path#export` by name. */
  readonly functions?: { readonly [name: string]: string } | undefined;
  /** Where functions are invoked that are not in `functions`; undefined: where the SDK does. */
  readonly lambdaEndpoint?: string | undefined;
  /** Tasks that a crash lets be made again: `machine`, or `machine/State`. @default none */
  readonly atLeastOnce?: readonly string[] | undefined;
  /** Folders that stand for S3 buckets, by the bucket's name. */
  readonly buckets?: { readonly [bucket: string]: string } | undefined;
  /** EventBridge connections of HTTP Tasks: a connections file's content. */
  readonly connections?: JsonValue | undefined;
  /** What relative paths of functions start from, and whose `@aws-sdk` packages are used. */
  readonly projectFolder: string;
  /** AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID … */
  readonly environment: { readonly [name: string]: string | undefined };
  readonly logLevel?: LogLevel | undefined;
  /** Takes the server's own log. */
  readonly log: (line: string) => void;
  /** Takes the events that state machines log by their loggingConfiguration. */
  readonly executionLog: (line: string) => void;
  readonly limits?: Partial<EndpointLimits> | undefined;
  /** How much an account may have. @default what AWS grants */
  readonly quotas?: Partial<Quotas> | undefined;
  /** How long GetActivityTask waits for a task. @default 60000, as on AWS */
  readonly activityPollMs?: number | undefined;
}
