import type { Tag } from "../engine/definitions-port.ts";
import type { Nothing, Operation } from "./api-context.ts";
import { changeTags, mergeTags } from "./tags.ts";

interface Request {
  readonly resourceArn: string;
  readonly tags: readonly Tag[];
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export const tagResource: Operation<Request, Nothing> = async (context, request) => {
  const { resourceArn, tags: added } = request;
  await changeTags(context, resourceArn, (tags) => mergeTags(context, resourceArn, tags, added));
  return {};
};
