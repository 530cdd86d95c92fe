/**
 * Where a Map Run's results are in their bucket: below the prefix and the Map Run's UUID; those of
 * a redrive in a folder of their own beside the first ones.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
 */
export function resultFolder(prefix: string, mapRunId: string, redriveCount: number): string {
  const separator = prefix === "" || prefix.endsWith("/") ? "" : "/";
  const attempt = redriveCount === 0 ? "" : `Redrive-${redriveCount}/`;
  return `${prefix}${separator}${mapRunId}/${attempt}`;
}
