import type { Nothing, Operation } from "./api-context.ts";
import { findTagged, putTags } from "./tags.ts";

interface Request {
  readonly resourceArn: string;
  readonly tagKeys: readonly string[];
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_UntagResource.html */
export const untagResource: Operation<Request, Nothing> = async (context, request) => {
  const record = await findTagged(context, request.resourceArn);
  const { tagKeys } = request;
  await putTags(
    context,
    record,
    record.tags.filter(({ key }) => !tagKeys.includes(key)),
  );
  return {};
};
