/** What AWS takes: list prices without free tiers and volume discounts, in dollars. */
export const prices = {
  region: "us-east-1",
  asOf: "2026-11-23",
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  dynamodb: {
    /** Up to 1 KB; an index entry is another. */
    writeUnit: 0.625 / 1e6,
    /** Up to 4 KB, strongly consistent. */
    readUnit: 0.125 / 1e6,
    gigabyteMonth: 0.25,
  },
  /** https://aws.amazon.com/sqs/pricing/ */
  sqs: { request: 0.4 / 1e6 },
  /** https://aws.amazon.com/lambda/pricing/, arm64. */
  lambda: { request: 0.2 / 1e6, gigabyteSecond: 0.0000133334 },
  /** https://aws.amazon.com/s3/pricing/ */
  s3: { put: 5 / 1e6, gigabyteMonth: 0.023 },
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logs: { gigabyte: 0.5 },
  /** https://aws.amazon.com/step-functions/pricing/ */
  standard: { transition: 25 / 1e6 },
  /** The first tier of durations; memory is billed in steps of 64 MB, time in steps of 100 ms. */
  express: { request: 1 / 1e6, gigabyteSecond: 0.00001667, stepMegabytes: 64, stepSeconds: 0.1 },
} as const;
