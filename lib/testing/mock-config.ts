import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../language/json.ts";
import type { Mock, Mocks } from "./mocks.ts";

/**
 * Reads a test case of Step Functions Local's MockConfigFile.json. Throws where the file says
 * something else than its format allows.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-local-mock-cfg-file.html
 */
export function readMockConfig(config: JsonValue, machineName: string, testCase: string): Mocks {
  const machines = objectAt(config, "StateMachines", "the mock configuration");
  const machine = machines[chooseMachine(machines, machineName, testCase)];
  const cases = objectAt(machine ?? null, "TestCases", `StateMachines/${machineName}`);
  const states = objectAt(cases, testCase, `TestCases of "${machineName}"`);
  const responses = objectAt(config, "MockedResponses", "the mock configuration");
  const mocks: Record<string, { readonly [attempts: string]: Mock }> = {};
  for (const [stateName, responseName] of Object.entries(states)) {
    if (typeof responseName !== "string") {
      throw wrong(`TestCases/${testCase}/${stateName}`, "the name of a mocked response");
    }
    const byAttempt = objectAt(responses, responseName, "MockedResponses");
    mocks[stateName] = readResponse(byAttempt, responseName);
  }
  return mocks;
}

/** By name; a file with one state machine means that one, whatever the machine is called here. */
function chooseMachine(machines: JsonObject, name: string, testCase: string): string {
  if (Object.hasOwn(machines, name)) return name;
  const withCase = Object.entries(machines).filter(([, machine]) => {
    const cases = isJsonObject(machine) ? ownValue(machine, "TestCases") : undefined;
    return isJsonObject(cases) && Object.hasOwn(cases, testCase);
  });
  const [only] = withCase;
  if (only !== undefined && withCase.length === 1) return only[0];
  const known = Object.keys(machines).map((key) => JSON.stringify(key));
  throw new TypeError(
    `the mock configuration has no state machine "${name}" with a test case "${testCase}"; it has ${known.join(", ") || "none"}`,
  );
}

function readResponse(response: JsonObject, name: string): { readonly [attempts: string]: Mock } {
  const mocks: Record<string, Mock> = {};
  for (const [attempts, answer] of Object.entries(response)) {
    const where = `MockedResponses/${name}/${attempts}`;
    if (!/^\d+(?:-\d+)?$/.test(attempts)) throw wrong(where, 'a number of a call: "0" or "1-2"');
    mocks[attempts] = readAnswer(answer, where);
  }
  return mocks;
}

function readAnswer(answer: JsonValue, where: string): Mock {
  if (!isJsonObject(answer)) throw wrong(where, "an object with Return or Throw");
  const result = ownValue(answer, "Return");
  if (result !== undefined) return { result };
  const thrown = ownValue(answer, "Throw");
  if (!isJsonObject(thrown ?? null)) throw wrong(where, "an object with Return or Throw");
  const error = isJsonObject(thrown) ? ownValue(thrown, "Error") : undefined;
  const cause = isJsonObject(thrown) ? ownValue(thrown, "Cause") : undefined;
  if (typeof error !== "string") throw wrong(`${where}/Throw/Error`, "an Error Name");
  return typeof cause === "string" ? { error, cause } : { error };
}

function objectAt(value: JsonValue, key: string, where: string): JsonObject {
  const found = isJsonObject(value) ? ownValue(value, key) : undefined;
  if (isJsonObject(found)) return found;
  throw wrong(`${where}/${key}`, "an object");
}

function wrong(where: string, right: string): TypeError {
  return new TypeError(`mock configuration: ${where} should be ${right}`);
}
