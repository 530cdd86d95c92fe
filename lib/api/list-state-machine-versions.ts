import type { Operation } from "./api-context.ts";
import { readArn } from "./arn.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { seconds } from "./state-machine-record.ts";

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

/**
 * A state machine that is not there has no versions.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineVersions.html
 */
export const listStateMachineVersions: Operation<Request, Response> = async (context, request) => {
  const { arn: owner } = readArn(request.stateMachineArn, "stateMachine");
  const pages = new Pages(context, "ListStateMachineVersions", request);
  const query = { kind: "version", owner, newestFirst: true } as const;
  const { items, next } = await context.engine.ports.definitions.list({ ...query, ...pages.page });
  const stateMachineVersions = items.map(({ arn, createdMs }) => ({
    stateMachineVersionArn: arn,
    creationDate: seconds(createdMs),
  }));
  return { stateMachineVersions, ...pages.nextToken(next) };
};
