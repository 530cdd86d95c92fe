import { writeDocument } from "../../lib/data/document.ts";
import { chooseStateMachine, inputFrom } from "../commands/input-files.ts";
import type { InputOptions } from "../commands/options.ts";
import { reportIfInvalid } from "../commands/state-machine-of-file.ts";
import { clientFrom } from "./client-from.ts";
import type { EndpointOptions } from "./connection.ts";
import { answerJson } from "./describe-text.ts";
import { findStateMachine } from "./names.ts";
import type { StateMachineType } from "./operations.ts";
import { ApiRefusal, type StepFunctionsClient } from "./step-functions-client.ts";

export interface CreateOptions extends EndpointOptions, InputOptions {
  readonly name?: string;
  readonly roleArn?: string;
  readonly type?: StateMachineType;
  readonly json?: boolean;
}

/** Creates or updates the state machine of a file, and prints its ARN. */
export async function createStateMachine(path: string, options: CreateOptions): Promise<void> {
  const { chosen } = chooseStateMachine(path, inputFrom(options));
  const { value, arn } = chosen;
  if (!reportIfInvalid(chosen, options.type) || value === undefined) return;
  const { name = arn?.split(":").at(-1) ?? chosen.name, roleArn } = options;
  const type = options.type ?? chosen.type ?? "STANDARD";
  const client = clientFrom(options);
  const created = { name, type, definition: writeDocument(value), roleArn: roleArn ?? someRole };
  const answer = await client.call("CreateStateMachine", created).catch(async (error: unknown) => {
    if (!(error instanceof ApiRefusal) || error.errorType !== "StateMachineAlreadyExists") {
      throw error;
    }
    return await update(client, { ...created, roleArn });
  });
  console.log(options.json ? answerJson(answer) : answer.stateMachineArn);
}

interface Update {
  readonly name: string;
  readonly type: StateMachineType;
  readonly definition: string;
  readonly roleArn: string | undefined;
}

async function update(client: StepFunctionsClient, { name, type, definition, roleArn }: Update) {
  const found = await findStateMachine(client, name);
  if (found.type !== undefined && found.type !== type) {
    throw new Error(`${name} is ${found.type}, which an update cannot make ${type}`);
  }
  const { stateMachineArn } = found;
  await client.call("UpdateStateMachine", { stateMachineArn, definition, roleArn });
  return { stateMachineArn };
}

const someRole = "arn:aws:iam::123456789012:role/stepwright";
