import type { Tag } from "../engine/definitions-port.ts";
import type { Operation } from "./api-context.ts";
import { findTagged } from "./tags.ts";

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
export const listTagsForResource: Operation<
  { readonly resourceArn: string },
  { readonly tags: readonly Tag[] }
> = async (context, { resourceArn }) => {
  const { tags } = await findTagged(context, resourceArn);
  return { tags };
};
