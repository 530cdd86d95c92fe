/** The environment variables by which the constructs tell the functions of what they deployed. */
export const variables = {
  /** The name of the table. */
  table: "STEPWRIGHT_TABLE",
  /** The name of the bucket that keeps large values. */
  bucket: "STEPWRIGHT_BUCKET",
  /** The URL of the queue of wake-ups. */
  wakeQueueUrl: "STEPWRIGHT_WAKE_QUEUE_URL",
  /** The URL of the queue whose messages come alone: what was received twice. */
  aloneQueueUrl: "STEPWRIGHT_ALONE_QUEUE_URL",
  /** The URL of the queue of Tasks that need more time than an interpreter has. */
  taskQueueUrl: "STEPWRIGHT_TASK_QUEUE_URL",
  /** Days for which ended executions are kept. */
  retentionDays: "STEPWRIGHT_RETENTION_DAYS",
  /** Which limits bind: `aws` or `extended`. */
  limits: "STEPWRIGHT_LIMITS",
  /** The event bus that hears how executions change their status. Absent: none does. */
  eventBus: "STEPWRIGHT_EVENT_BUS",
  /** What the functions log: DEBUG, INFO, WARN or ERROR. */
  logLevel: "STEPWRIGHT_LOG_LEVEL",
} as const;
