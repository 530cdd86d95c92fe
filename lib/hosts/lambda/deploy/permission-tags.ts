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

const formerPrefix = `${stepwrightTagPrefix}former-policy:`;

/** The tag that says until when a policy was the state machine's, in ms since the epoch. */
export function formerPolicyTag(policyArn: string): string {
  const name = policyArn.slice(policyArn.lastIndexOf("/") + 1);
  // What tells policies of CloudFormation's apart is at the end.
  return `${formerPrefix}${name.slice(-nameLengthMax)}`;
}

export function isFormerPolicyTag(key: string): boolean {
  return key.startsWith(formerPrefix);
}

/** A tag's key has 128 characters. */
const nameLengthMax = 96;
