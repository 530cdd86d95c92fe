import type { ApiCaller } from "./api-caller.ts";

export interface Tags {
  readonly [key: string]: string;
}

/** Tags with this prefix are the deployer's own. */
export const stepwrightTagPrefix = "stepwright:";

/** Makes of a resource's former tags the new ones; those that others have added stay. */
export async function changeTags(
  call: ApiCaller,
  resourceArn: string,
  former: Tags,
  tags: Tags,
): Promise<void> {
  const tagKeys = Object.keys(former).filter((key) => !Object.hasOwn(tags, key));
  if (tagKeys.length > 0) await call("UntagResource", { resourceArn, tagKeys });
  const added = Object.entries(tags)
    .filter(([key, value]) => former[key] !== value)
    .map(([key, value]) => ({ key, value }));
  if (added.length > 0) await call("TagResource", { resourceArn, tags: added });
}
