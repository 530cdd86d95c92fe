import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** A recorded case, as the conformance kit's loader gives it: numbers are the kit's own class. */
export interface Case {
  readonly id: string;
  readonly slug: string;
  readonly area: string;
  readonly family: "execution" | "test_state" | "validate" | "create_error" | "conversation";
  readonly type: "STANDARD" | "EXPRESS";
  readonly definition: unknown;
  readonly input?: unknown;
  readonly request?: { readonly [field: string]: unknown };
  readonly mocks?: unknown;
  readonly s3?: { readonly [bucketAndKey: string]: string };
  /** Of a conversation. */
  readonly steps?: readonly Step[];
  readonly expected: { readonly history?: unknown; readonly [step: `step${number}`]: unknown };
}

/** A call of a conversation. */
export interface Step {
  /** An operation, or `$wait`: for the end of an execution. */
  readonly op: string;
  readonly args?: unknown;
  /** The field of the answer that is compared; default: the whole. */
  readonly at?: string;
  readonly mayFail?: boolean;
}

export interface Grade {
  readonly pass: boolean;
  readonly only?: string;
  readonly diff?: {
    readonly path: string;
    readonly expected: unknown;
    readonly actual: unknown;
  } | null;
}

export interface Grades {
  readonly outcome: Grade;
  readonly history?: Grade;
}

export interface Client {
  call(operation: string, body: unknown): Promise<unknown>;
}

/** What the conformance kit's run.mjs exports. */
export interface Kit {
  loadCases(
    folder: string,
    filters: { readonly area?: readonly string[]; readonly filter?: string },
  ): Case[];
  runCase(client: Client, testCase: Case, options: object): Promise<Grades>;
  judge(testCase: Case, actual: unknown, account: string): Grades;
  report(results: readonly ({ readonly testCase: Case } & Grades)[]): void;
  parseJson(text: string): unknown;
  toJson(value: unknown): string;
}

/** Finds the kit beside or above the folder of cases, else where it usually is. */
export async function loadKit(casesFolder: string): Promise<Kit | undefined> {
  const folders: string[] = [];
  for (let at = resolve(casesFolder); ; at = dirname(at)) {
    folders.push(at);
    if (dirname(at) === at) break;
  }
  folders.push(resolve("../shared/conformance"));
  const runner = folders.map((folder) => join(folder, "run.mjs")).find(existsSync);
  return runner === undefined ? undefined : ((await import(pathToFileURL(runner).href)) as Kit);
}
