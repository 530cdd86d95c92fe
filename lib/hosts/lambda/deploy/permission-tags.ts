import { stepwrightTagPrefix } from "./resource-tags.ts";

const prefix = `${stepwrightTagPrefix}policy:`;

/** The tags by which a state machine names the managed policies that its definition needs. */
export function permissionTags(policyArns: readonly string[]): { readonly [key: string]: string } {
  return Object.fromEntries(policyArns.map((arn, index) => [`${prefix}${index + 1}`, arn]));
}

/** The policies that tags name. */
export function policiesOf(
  tags: readonly { readonly key: string; readonly value: string }[],
): ReadonlySet<string> {
  return new Set(tags.filter(({ key }) => key.startsWith(prefix)).map(({ value }) => value));
}
