import type { StartTarget } from "../engine/startable.ts";
import { findStartTarget } from "../engine/startable.ts";
import type { StateMachineType } from "../language/state-machine.ts";
import type { ApiContext, Operation } from "./api-context.ts";
import { readArn } from "./arn.ts";
import {
  type DescribedRevision,
  describeRevision,
  type IncludedData,
} from "./described-revision.ts";
import { seconds, stateMachineDoesNotExist } from "./state-machine-record.ts";

interface Request {
  /** Of a state machine, a version or an alias. */
  readonly stateMachineArn: string;
  readonly includedData?: IncludedData;
}

interface Response extends DescribedRevision {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: "ACTIVE" | "DELETING";
  readonly type: StateMachineType;
  readonly creationDate: number;
  /** Of a version. */
  readonly description?: string | undefined;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
export const describeStateMachine: Operation<Request, Response> = async (context, request) => {
  const { stateMachineArn, includedData } = request;
  readArn(stateMachineArn, "stateMachine");
  const { definitions } = context.engine.ports;
  const described = await heaviestVersion(context, stateMachineArn);
  const target = await findStartTarget(definitions, described, 0);
  if (target === undefined) throw stateMachineDoesNotExist(stateMachineArn);
  const { stateMachine, revision } = target;
  return {
    ...(await versionOf(context, target)),
    name: stateMachine.name,
    status: stateMachine.status,
    type: stateMachine.type,
    ...(await describeRevision(context, revision, includedData)),
  };
};

/** Of an alias the version that has the most weight; else the ARN itself. */
async function heaviestVersion({ engine }: ApiContext, arn: string): Promise<string> {
  const record = await engine.ports.definitions.get(arn);
  if (record?.kind !== "alias") return arn;
  const [first] = record.routes.toSorted((left, right) => right.weight - left.weight);
  return first?.stateMachineVersionArn ?? arn;
}

/** A version has an ARN, a date and a description of its own. */
async function versionOf({ engine }: ApiContext, target: StartTarget) {
  const { stateMachine, stateMachineVersionArn = stateMachine.arn } = target;
  const record = await engine.ports.definitions.get(stateMachineVersionArn);
  const description = record?.kind === "version" ? record.description : undefined;
  const creationDate = seconds(record?.createdMs ?? stateMachine.createdMs);
  return { stateMachineArn: stateMachineVersionArn, creationDate, description };
}
