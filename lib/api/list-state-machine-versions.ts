import type { Operation } from "./api-context.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { findStateMachine, seconds } from "./state-machine-record.ts";

interface Request extends PageOptions {
  readonly stateMachineArn: string;
}

interface Response {
  /** Newest first. */
  readonly stateMachineVersions: readonly {
    readonly stateMachineVersionArn: string;
    readonly creationDate: number;
  }[];
  readonly nextToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html */
export const listStateMachineVersions: Operation<Request, Response> = async (context, request) => {
  const { arn: owner } = await findStateMachine(context, request.stateMachineArn);
  const pages = new Pages(context, "ListStateMachineVersions", request);
  const query = { kind: "version", owner, newestFirst: true } as const;
  const { items, next } = await context.engine.ports.definitions.list({ ...query, ...pages.page });
  const stateMachineVersions = items.map(({ arn, createdMs }) => ({
    stateMachineVersionArn: arn,
    creationDate: seconds(createdMs),
  }));
  return { stateMachineVersions, ...pages.nextToken(next) };
};
