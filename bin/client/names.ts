import { didYouMean } from "../../lib/language/suggestion.ts";
import { UsageError } from "../commands/usage-error.ts";
import type { ListedStateMachine, StateMachineType } from "./operations.ts";
import type { StepFunctionsClient } from "./step-functions-client.ts";

export interface NamedStateMachine {
  /** With the version, alias or test case that was named. */
  readonly stateMachineArn: string;
  /** Undefined: nobody has asked yet. */
  readonly type: StateMachineType | undefined;
}

/** By its ARN or name; behind a name may stand `:version`, `:alias` or `#TestCase`. */
export async function findStateMachine(
  client: StepFunctionsClient,
  given: string,
): Promise<NamedStateMachine> {
  if (given.startsWith("arn:")) {
    if (stateMachineArn.test(given)) return { stateMachineArn: given, type: undefined };
    throw new UsageError(`${given} is not the ARN of a state machine`);
  }
  const { name = "", qualifier = "" } =
    /^(?<name>[^:#]*)(?<qualifier>.*)$/.exec(given)?.groups ?? {};
  const names: string[] = [];
  for await (const machine of listStateMachines(client)) {
    if (machine.name === name) {
      return { stateMachineArn: machine.stateMachineArn + qualifier, type: machine.type };
    }
    names.push(machine.name);
  }
  throw new Error(`there is no state machine ${JSON.stringify(name)}${didYouMean(name, names)}`);
}

/** The type of a state machine, which may be named by a version, an alias or a test case. */
export async function typeOf(
  client: StepFunctionsClient,
  { stateMachineArn: arn, type }: NamedStateMachine,
): Promise<StateMachineType> {
  if (type !== undefined) return type;
  const bare = stateMachineArn.exec(arn)?.groups?.bare ?? arn;
  return (await client.call("DescribeStateMachine", { stateMachineArn: bare })).type;
}

/** An execution's ARN, which is given as such or as `machine:execution`. */
export async function findExecutionArn(
  client: StepFunctionsClient,
  given: string,
): Promise<string> {
  if (executionArn.test(given)) return given;
  const [machine = "", name = "", ...rest] = given.split(":");
  if (given.startsWith("arn:") || rest.length > 0 || machine === "" || name === "") {
    throw new UsageError(
      `${given} should be an execution's ARN, or its state machine and name: order:my-execution`,
    );
  }
  const { stateMachineArn: arn } = await findStateMachine(client, machine);
  return `${arn.replace(":stateMachine:", ":execution:")}:${name}`;
}

export async function* listStateMachines(
  client: StepFunctionsClient,
): AsyncGenerator<ListedStateMachine, void> {
  let nextToken: string | undefined;
  do {
    const page = await client.call("ListStateMachines", { maxResults: 1_000, nextToken });
    yield* page.stateMachines;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

const stateMachineArn = /^(?<bare>arn:[\w-]+:states:[\w-]*:\d*:stateMachine:[^:#]+)[:#]?/;
const executionArn = /^arn:[\w-]+:states:[\w-]*:\d*:(?:execution|express):[^:]+:./;
