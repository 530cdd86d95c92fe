import { Token } from "aws-cdk-lib";
import {
  CustomerManagedEncryptionConfiguration,
  LogLevel,
  type StateMachineProps,
} from "aws-cdk-lib/aws-stepfunctions";
import { isResourceName } from "../language/resource-name.ts";

/**
 * Refuses props that can have no effect here, by name.
 * @throws for the first one that has none, or that nobody can use
 */
export function checkStateMachineProps(path: string, props: StateMachineProps): void {
  for (const check of checks) {
    const fault = check(props);
    if (fault !== undefined) throw new Error(`${path}: ${fault}`);
  }
}

type Check = (props: StateMachineProps) => string | undefined;

const checks: readonly Check[] = [
  ({ stateMachineName: name }) => {
    if (name === undefined || Token.isUnresolved(name)) return undefined;
    if (name.length >= 1 && name.length <= 80 && isResourceName(name)) return undefined;
    return `stateMachineName is ${JSON.stringify(name)}: it takes 1 to 80 letters, digits and any of +!@.()-=_'`;
  },
  ({ logs }) =>
    logs !== undefined && logs.level !== LogLevel.OFF && logs.destination === undefined
      ? "logs has no destination, which it needs unless its level is OFF"
      : undefined,
  ({ tracingEnabled }) =>
    tracingEnabled === true
      ? "tracingEnabled is true, but Stepwright sends nothing to X-Ray: leave it out; the history " +
        "and the logs of an execution have the same instants"
      : undefined,
  ({ encryptionConfiguration: encryption }) =>
    encryption instanceof CustomerManagedEncryptionConfiguration
      ? "encryptionConfiguration has a key of yours, but all state machines of a runtime are in one " +
        "table: give the key to the runtime, new Stepwright(…, { encryptionKey })"
      : undefined,
];
