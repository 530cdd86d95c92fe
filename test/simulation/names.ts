/** What a trace calls an execution or Map Run. */
export function nameOf(arn: string): string {
  return arn.split(":").slice(6).join(":");
}
