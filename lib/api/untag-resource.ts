import type { Nothing, Operation } from "./api-context.ts";
import { changeTags } from "./tags.ts";

interface Request {
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export const untagResource: Operation<Request, Nothing> = async (context, request) => {
  const { resourceArn, tagKeys } = request;
  await changeTags(context, resourceArn, (tags) =>
    tags.filter(({ key }) => !tagKeys.includes(key)),
  );
  return {};
};
