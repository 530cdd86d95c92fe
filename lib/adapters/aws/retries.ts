/** How failed requests are repeated: the same request, since every write can be repeated. */
export interface RetrySettings {
  /** Requests in all. Default: 5. */
  readonly attemptsMax?: number | undefined;
  sleep?(ms: number): Promise<void>;
  /** From 0 up to (not including) 1. */
  random?(): number;
}

/**
 * Repeats a request that was throttled, or that may or may not have arrived: with back-off and full
 * jitter, a bounded number of times.
 */
export async function withRetries<T>(
  request: () => Promise<T>,
  settings: RetrySettings,
): Promise<T> {
  const { attemptsMax = 5 } = settings;
  for (let attempt = 1; ; attempt++) {
    try {
      return await request();
    } catch (error) {
      if (attempt >= attemptsMax || !isRetryable(error)) throw error;
      await backOff(attempt, settings);
    }
  }
}

/** Waits after so many attempts: longer after more of them, and never all at once. */
export function backOff(
  attempts: number,
  { sleep = sleepReally, random = Math.random }: RetrySettings,
): Promise<void> {
  return sleep(random() * Math.min(delayMsMax, delayMs * 2 ** attempts));
}

/** A request that was never answered may have been carried out all the same. */
function isRetryable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (throttled.has(error.name)) return true;
  const status: unknown = Reflect.get(Reflect.get(error, "$metadata") ?? {}, "httpStatusCode");
  return typeof status === "number" ? status >= 500 || status === 429 : !isDefect(error);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const throttled: ReadonlySet<string> = new Set([
  "ItemCollectionSizeLimitExceededException",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "ThrottlingException",
  "TransactionConflictException",
]);

/** Nothing that came from a service or a socket. */
function isDefect({ name }: Error): boolean {
  return name === "TypeError" || name === "RangeError" || name === "CredentialsProviderError";
}

function sleepReally(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const delayMs = 25;
const delayMsMax = 1_000;
