import type { Operation } from "./api-context.ts";
import { type PageOptions, Pages } from "./pages.ts";
import { ownerOf, seconds } from "./state-machine-record.ts";

interface Response {
  readonly activities: readonly {
    readonly activityArn: string;
    readonly name: string;
    readonly creationDate: number;
  }[];
  readonly nextToken?: string;
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListActivities.html */
export const listActivities: Operation<PageOptions, Response> = async (context, request) => {
  const pages = new Pages(context, "ListActivities", request);
  const query = { kind: "activity", owner: ownerOf(context) } as const;
  const { items, next } = await context.engine.ports.definitions.list({ ...query, ...pages.page });
  const activities = items.flatMap((record) => {
    if (record.kind !== "activity") return [];
    const { arn: activityArn, name, createdMs } = record;
    return [{ activityArn, name, creationDate: seconds(createdMs) }];
  });
  return { activities, ...pages.nextToken(next) };
};
