import type { Tag } from "../engine/definitions-port.ts";
import type { Nothing, Operation } from "./api-context.ts";
import { findTagged, mergeTags, putTags } from "./tags.ts";

interface Request {
  readonly resourceArn: string;
  readonly tags: readonly Tag[];
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_TagResource.html */
export const tagResource: Operation<Request, Nothing> = async (context, request) => {
  const record = await findTagged(context, request.resourceArn);
  await putTags(context, record, mergeTags(context, record.arn, record.tags, request.tags));
  return {};
};
