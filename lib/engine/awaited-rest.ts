/** Tells whoever awaits it that all has come to rest. */
export class AwaitedRest {
  private readonly isReached: () => boolean;
  private readonly awaiting: (() => void)[] = [];

  constructor(isReached: () => boolean) {
    this.isReached = isReached;
  }

  /** Resolves when all is at rest, which may be now. */
  reached(): Promise<void> {
    return new Promise((resolve) => {
      this.awaiting.push(resolve);
      this.notice();
    });
  }

  /** Something has come to rest. */
  notice(): void {
    if (this.awaiting.length === 0 || !this.isReached()) return;
    for (const resolve of this.awaiting.splice(0)) resolve();
  }
}
