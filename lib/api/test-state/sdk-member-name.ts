/**
 * The name of an API's member in an AWS SDK integration: that of the AWS SDK for Java, beginning
 * with a capital letter. `SSEKMSKeyId` is `SsekmsKeyId`, `MD5OfBody` is `Md5OfBody`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export function sdkMemberName(member: string): string {
  return member
    .replaceAll(/([a-z])(?=[A-Z][a-zA-Z0-9])/g, "$1 ")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replaceAll(/([0-9])([a-zA-Z])/g, "$1 $2")
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
}
