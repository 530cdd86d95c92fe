import { Stack } from "aws-cdk-lib";
import { CfnStateMachineVersion, type IStateMachine } from "aws-cdk-lib/aws-stepfunctions";

/** Versions that CloudFormation would have Step Functions publish of a state machine of ours. */
export function versionFaults(stateMachine: IStateMachine): readonly string[] {
  const { stateMachineArn, node } = stateMachine;
  const isOfMachine = (version: CfnStateMachineVersion): boolean =>
    textOf(version, version.stateMachineArn) === textOf(version, stateMachineArn);
  return node.root.node
    .findAll()
    .filter((each) => each instanceof CfnStateMachineVersion)
    .filter(isOfMachine)
    .map(
      (version) =>
        `${version.node.path} is a version in Step Functions, which does not have the state ` +
        "machine: publish versions by the API, PublishStateMachineVersion, and aliases by " +
        "CreateStateMachineAlias",
    );
}

function textOf(version: CfnStateMachineVersion, value: unknown): string {
  return JSON.stringify(Stack.of(version).resolve(value));
}
