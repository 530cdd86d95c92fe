import type { MaybePromise } from "../core/maybe-promise.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type { Encryption } from "./encryption.ts";

/**
 * Keeps state machines, their versions and aliases, and activities: records of plain JSON by ARN.
 * - Every read, also of a page, sees every write that was answered before it began.
 * - A record is replaced only by the next edition of it: of two writers one is told no.
 * - What is answered as written survives whatever happens to the process (not in memory).
 */
export interface Definitions {
  get(arn: string): MaybePromise<DefinitionRecord | undefined>;
  /**
   * Puts the record on condition that the edition before it is there (edition 1: that nothing is).
   * False: it is not.
   */
  put(record: DefinitionRecord): MaybePromise<boolean>;
  /** Removes the record on condition that it is this edition. False: it is not. */
  delete(arn: string, edition: number): MaybePromise<boolean>;
  /** Records of a kind in the order in which they were first put: a replaced one stays there. */
  list(query: DefinitionsQuery): MaybePromise<Page<DefinitionRecord>>;
  /**
   * Keeps a definition's text by its hash; whoever puts it again changes nothing. `encryption`:
   * with the key of the customer's that it names. Throws KeyFailure then, and so does `text`.
   */
  putText(hash: string, text: string, encryption?: Encryption): MaybePromise<void>;
  text(hash: string): MaybePromise<string | undefined>;
}

export interface DefinitionsQuery extends PageRequest {
  readonly kind: DefinitionKind;
  /** Of the records. */
  readonly owner: string;
  /** The last one that was put first. */
  readonly newestFirst?: boolean | undefined;
}

export interface PageRequest {
  /** At most so many; at least 1. */
  readonly limit: number;
  /** Where to go on: `next` of the page before, of the same query. Undefined: at the start. */
  readonly after?: string | undefined;
}

/** What came or went between two pages may be missed; whatever stayed is in exactly one of them. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins, in the adapter's own words; undefined: there is none. */
  readonly next: string | undefined;
}

interface DefinitionBase {
  readonly arn: string;
  /** Counts the writes of this record, from 1. */
  readonly edition: number;
  /** The ARN of a version's or alias's state machine; of the others `<region>:<account>`. */
  readonly owner: string;
  readonly createdMs: number;
}

export interface StateMachineRecord extends DefinitionBase {
  readonly kind: "stateMachine";
  readonly name: string;
  readonly type: StateMachineType;
  readonly status: "ACTIVE" | "DELETING";
  /** What executions that are started now run. */
  readonly revision: Revision;
  readonly tags: readonly Tag[];
  /** The highest number that a version has had; 0: there was none. */
  readonly lastVersion: number;
  /** How it was created: who creates it otherwise creates another one. */
  readonly creation?: Creation | undefined;
}

export interface Creation {
  readonly publish: boolean;
  readonly versionDescription?: string | undefined;
}

export interface VersionRecord extends DefinitionBase {
  readonly kind: "version";
  readonly version: number;
  readonly description: string | undefined;
  readonly revision: Revision;
}

export interface AliasRecord extends DefinitionBase {
  readonly kind: "alias";
  readonly name: string;
  readonly description: string | undefined;
  readonly routes: readonly Route[];
  readonly updatedMs: number;
}

export interface ActivityRecord extends DefinitionBase {
  readonly kind: "activity";
  readonly name: string;
  readonly tags: readonly Tag[];
  /** With what key of the customer's its tasks are encrypted; undefined: with none. */
  readonly encryption?: Encryption | undefined;
}

export type DefinitionRecord = StateMachineRecord | VersionRecord | AliasRecord | ActivityRecord;
export type DefinitionKind = DefinitionRecord["kind"];

/** What UpdateStateMachine can change; never changed itself. */
export interface Revision {
  /** A UUID, or `INITIAL`: as it was created. */
  readonly revisionId: string;
  /**
   * SHA-256 of the definition's text, in hexadecimal; with a key of the customer's a random number,
   * so that it tells nothing of the text.
   */
  readonly definitionHash: string;
  readonly roleArn: string;
  readonly logging: LoggingConfiguration;
  readonly tracing: { readonly enabled: boolean };
  /** With what key of the customer's all of it is encrypted; undefined: with none. */
  readonly encryption?: Encryption | undefined;
  readonly updatedMs: number;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html */
export interface LoggingConfiguration {
  readonly level: "ALL" | "ERROR" | "FATAL" | "OFF";
  readonly includeExecutionData: boolean;
  readonly destinations?: readonly LogDestination[] | undefined;
}

export interface LogDestination {
  readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string | undefined } | undefined;
}

/** How often, of 100 starts, an alias means a version. */
export interface Route {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
