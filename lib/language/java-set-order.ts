/**
 * Names in the order in which Java's HashSet has them: so AWS lists the fields of an object in its
 * messages ("[States, StartAt]"; "[SecondsPath, Seconds, TimestampPath, Timestamp]").
 */
export function javaSetOrder(names: readonly string[]): string[] {
  let buckets = 16;
  while (names.length > buckets * 0.75) buckets *= 2;
  return names.toSorted((a, b) => bucketOf(a, buckets) - bucketOf(b, buckets));
}

function bucketOf(name: string, buckets: number): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) {
    hash = (Math.imul(31, hash) + name.charCodeAt(index)) | 0;
  }
  return (hash ^ (hash >>> 16)) & (buckets - 1);
}
