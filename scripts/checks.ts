/** Named checks that are counted: a failed one is printed, and the others still run. */
export class Checks {
  private passed = 0;
  private failed = 0;

  async check(name: string, run: () => unknown): Promise<void> {
    try {
      const said = await run();
      this.passed++;
      console.log(`ok      ${name}${typeof said === "string" ? `: ${said}` : ""}`);
    } catch (error) {
      this.failed++;
      console.log(`FAILED  ${name}: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Prints the line that CI counts by. */
  finish(): void {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}
