/**
 * `$$.Map.Item.Source` of an item that was read: the file's URI, or of a listed object the
 * bucket's. https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function itemSource(bucket: string, key?: string): string {
  return key === undefined ? `S3://${bucket}` : `S3://${bucket}/${key}`;
}
