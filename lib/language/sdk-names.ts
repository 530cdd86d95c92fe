/**
 * The name of an API's member in an AWS SDK integration: that of the AWS SDK for Java, beginning
 * with a capital letter. `SSEKMSKeyId` is `SsekmsKeyId`, `ChecksumCRC32` stays.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkMemberName(member: string): string {
  const reserved = reservedMembers.get(member);
  return reserved ?? member.charAt(0).toUpperCase() + lowerFirstWord(member).slice(1);
}

/** Members whose names mean something to Java. Observed on AWS: `Nul` in items of DynamoDB. */
const reservedMembers: ReadonlyMap<string, string> = new Map([
  ["NULL", "Nul"],
  ["equals", "EqualsValue"],
  ["Equals", "EqualsValue"],
]);

/** The name of an API's operation in an AWS SDK integration: `describeDBInstances`. */
export function sdkActionName(operation: string): string {
  return lowerFirstWord(operation);
}

/**
 * A service's or error's name in Error Names, each word with one capital: `DynamoDb` of
 * `DynamoDB`, `SecretsManager` of `Secrets Manager`, `DbInstanceNotFoundFault`.
 */
export function sdkClassName(name: string): string {
  return name
    .replaceAll(/([a-z])(?=[A-Z][a-zA-Z0-9])/g, "$1 ")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replaceAll(/([0-9])([a-zA-Z])/g, "$1 $2")
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}

/** Lower case up to the capital that begins the next word. */
function lowerFirstWord(name: string): string {
  const capitals = /^[A-Z]+(?![a-z])|^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/.exec(name)?.[0] ?? "";
  return capitals.toLowerCase() + name.slice(capitals.length);
}
