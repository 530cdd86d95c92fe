import type { StateMachineType } from "../language/state-machine.ts";
import type { Operation } from "./api-context.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { ownerOf, seconds } from "./state-machine-record.ts";

interface Response {
  readonly stateMachines: readonly {
    readonly stateMachineArn: string;
    readonly name: string;
    readonly type: StateMachineType;
    readonly creationDate: number;
  }[];
  readonly nextToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
export const listStateMachines: Operation<PageOptions, Response> = async (context, request) => {
  const pages = new Pages(context, "ListStateMachines", request);
  const query = { kind: "stateMachine", owner: ownerOf(context) } as const;
  const { items, next } = await context.engine.ports.definitions.list({ ...query, ...pages.page });
  const stateMachines = items.flatMap((record) => {
    if (record.kind !== "stateMachine") return [];
    const { arn: stateMachineArn, name, type, createdMs } = record;
    return [{ stateMachineArn, name, type, creationDate: seconds(createdMs) }];
  });
  return { stateMachines, ...pages.nextToken(next) };
};
