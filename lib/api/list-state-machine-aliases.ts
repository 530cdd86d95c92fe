import type { Operation } from "./api-context.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { findStateMachine, seconds } from "./state-machine-record.ts";

interface Request extends PageOptions {
  /** Of the state machine, or of one of its versions: only aliases that route to it. */
  readonly stateMachineArn: string;
}

interface Response {
  readonly stateMachineAliases: readonly {
    readonly stateMachineAliasArn: string;
    readonly creationDate: number;
  }[];
  readonly nextToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachineAliases.html */
export const listStateMachineAliases: Operation<Request, Response> = async (context, request) => {
  const { stateMachineArn } = request;
  const versionArn = isVersion.test(stateMachineArn) ? stateMachineArn : undefined;
  const ownerArn = stateMachineArn.replace(isVersion, "");
  const { arn: owner } = await findStateMachine(context, ownerArn);
  const pages = new Pages(context, "ListStateMachineAliases", request);
  const query = { kind: "alias", owner } as const;
  const { items, next } = await context.engine.ports.definitions.list({ ...query, ...pages.page });
  const stateMachineAliases = items
    .filter(
      (record) =>
        versionArn === undefined ||
        (record.kind === "alias" &&
          record.routes.some((route) => route.stateMachineVersionArn === versionArn)),
    )
    .map(({ arn, createdMs }) => ({
      stateMachineAliasArn: arn,
      creationDate: seconds(createdMs),
    }));
  return { stateMachineAliases, ...pages.nextToken(next) };
};

const isVersion = /(?<=:stateMachine:[^:]+):[0-9]+$/;
