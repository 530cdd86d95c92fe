import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Packages from PyPI in a folder of their own, kept for the next time; answers the folder of their
 * programs. Undefined where there is no Python or no PyPI: why is printed, with what is not tested.
 */
export function installPythonPackages(
  packages: readonly string[],
  notTested: string,
): string | undefined {
  const folder = join(tmpdir(), `stepwright-python-${packages.join("-")}`);
  const programs = join(folder, "bin");
  try {
    if (existsSync(join(folder, "complete"))) return programs;
    execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "pipe" });
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    execFileSync(join(programs, "python"), [...install, ...packages], { stdio: "pipe" });
    writeFileSync(join(folder, "complete"), "");
    return programs;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n").slice(0, 3).join(" ") : error;
    console.log(`${notTested}: ${packages.join(" and ")} cannot be installed (${reason})`);
    return undefined;
  }
}
