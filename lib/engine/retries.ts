import type { Ports } from "./ports.ts";

interface RetrySettings {
  /** An adapter has failed. */
  troubled?(executionArn: string, error: unknown): void;
  /** Will this process look, at that instant or before, and live so long? */
  looksAgain?(executionArn: string, at: number, error: unknown): boolean;
  crashed(error: unknown): void;
}

/** Looks again, later and later, at what could not be done because an adapter had failed. */
export class Retries {
  private readonly ports: Ports;
  private readonly settings: RetrySettings;
  private failures: Map<string, number> | undefined;

  constructor(ports: Ports, settings: RetrySettings) {
    this.ports = ports;
    this.settings = settings;
  }

  /** Never fails. Answers whether it is this process that will look. */
  async later(arn: string, error: unknown): Promise<boolean> {
    const { looksAgain } = this.settings;
    this.failures ??= new Map();
    const failures = (this.failures.get(arn) ?? 0) + 1;
    this.failures.set(arn, failures);
    this.settings.troubled?.(arn, error);
    const at = this.ports.clock.now() + Math.min(retryMs * 2 ** failures, retryMsMax);
    if (looksAgain?.(arn, at, error) === true) return true;
    try {
      await this.ports.wakeQueue.setAlarm(arn, at, false);
      return looksAgain === undefined;
    } catch (again) {
      this.settings.crashed(again);
      return false;
    }
  }

  succeeded(arn: string): void {
    this.failures?.delete(arn);
  }
}

const retryMs = 50;
const retryMsMax = 30_000;
