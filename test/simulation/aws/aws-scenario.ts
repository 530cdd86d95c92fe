import type { Scenario } from "../scenario.ts";

/** A golden machine, and what happens around it in the cloud only. */
export interface AwsScenario extends Scenario {
  /** What somebody asks of the API meanwhile. Says what does not hold of the answers. */
  readonly caller?: (api: ApiCaller) => Promise<readonly string[]>;
  /** Each interpreter that looks at it asks for another look, and does nothing else. */
  readonly isFutile?: boolean;
  /** When the functions are replaced by those of a release that writes another format. */
  readonly deployedAfterMs?: number;
}

/** The API, for somebody who asks again until there is an answer. */
export interface ApiCaller {
  /** The scenario's first one. */
  readonly machine: { readonly name: string; readonly stateMachineArn: string };
  /** May anything go wrong? */
  readonly isFaulty: boolean;
  /** The answer, once it is one of success. */
  ask(operation: string, input: object, timeoutMs?: number): Promise<ApiAnswer>;
  /** DeleteStateMachine, by its name. */
  remove(name: string): Promise<void>;
  /** Has the table anything of what has this ARN? */
  keeps(arn: string): boolean;
}

export type ApiAnswer = { readonly [name: string]: string | undefined };
