import type { JsonValue } from "../../../lib/language/json.ts";
import type { ApiCaller } from "./aws-scenario.ts";

/**
 * State machines come and go: each that was created is listed once, in any size of page, and none
 * that was deleted is; what is created again comes last.
 */
export async function comeAndGo(api: ApiCaller): Promise<readonly string[]> {
  const create = (name: string): Promise<unknown> =>
    api.ask("CreateStateMachine", { name, roleArn, definition });
  const listed = (maxResults: number): Promise<string> => namesOf(api, maxResults);
  const wrong: string[] = [];
  const expect = async (maxResults: number, names: string): Promise<void> => {
    const found = await listed(maxResults);
    if (found !== names) wrong.push(`lists ${found} instead of ${names}`);
  };
  for (const name of ["First", "Second", "Third"]) await create(name);
  await expect(2, "First Second Third");
  await Promise.all([api.remove("Second"), api.remove("Second")]);
  await expect(1, "First Third");
  await Promise.all([create("Second"), create("Second")]);
  await expect(2, "First Third Second");
  for (const name of ["Third", "First", "Second"]) await api.remove(name);
  await expect(1, "");
  return wrong;
}

/** All pages, without the scenario's own. */
async function namesOf(api: ApiCaller, maxResults: number): Promise<string> {
  const names: string[] = [];
  let nextToken: JsonValue | undefined;
  do {
    const answer = await api.ask("ListStateMachines", { maxResults, nextToken });
    const { stateMachines } = answer as unknown as { stateMachines: { name: string }[] };
    names.push(...stateMachines.map(({ name }) => name));
    ({ nextToken } = answer);
  } while (nextToken !== undefined);
  return names.filter((name) => name !== api.machine.name).join(" ");
}

/**
 * Synchronous Express executions run in the API's function: whoever is answered has the result, and
 * nothing is kept of any.
 */
export async function runInPlace(api: ApiCaller): Promise<readonly string[]> {
  const wrong: string[] = [];
  const run = async (waitSeconds: number, expected: string): Promise<void> => {
    const { stateMachineArn } = api.machine;
    const request = { stateMachineArn, input: JSON.stringify({ waitSeconds }) };
    const answer = await api.ask("StartSyncExecution", request, syncTimeoutMs);
    const { status, output = "", cause = "", executionArn } = answer;
    const found = `${status} ${output}`;
    const isCut = api.isFaulty && cause.startsWith("Stepwright.TaskInterrupted");
    if (found !== expected && !isCut) wrong.push(`${found} comes of it instead of ${expected}`);
    if (api.keeps(`${executionArn}`)) wrong.push(`${executionArn} is kept`);
  };
  const short = `SUCCEEDED ${JSON.stringify({ waitSeconds: 2, T1: "first", T2: "second" })}`;
  await Promise.all([run(2, short), run(2, short)]);
  await run(400, "TIMED_OUT ");
  return wrong;
}

/** Longer than the function has. */
const syncTimeoutMs = 360_000;
const roleArn = "arn:aws:iam::111122223333:role/R";
const definition = JSON.stringify({ StartAt: "P", States: { P: { Type: "Pass", End: true } } });
