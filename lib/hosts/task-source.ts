import { readFileSync } from "node:fs";
import { readDocument } from "../data/document.ts";
import { jsonFromPlain } from "../integrations/plain-json.ts";
import { readMockConfig } from "../testing/mock-config.ts";
import type { Mocks } from "../testing/mocks.ts";
import { TaskSource } from "../testing/task-source.ts";
import type { TaskOptions } from "./harness-options.ts";

/** What stands for a machine's Tasks in one run: the run's options before the machine's own. */
export function taskSource(
  machineName: string,
  machine: TaskOptions,
  run: TaskOptions = {},
): TaskSource {
  return new TaskSource(
    merged(mocksOf(machineName, machine), mocksOf(machineName, run)),
    merged(machine.tasks, run.tasks),
  );
}

function mocksOf(machineName: string, options: TaskOptions): Mocks | undefined {
  const { mocks, mockConfig, testCase } = options;
  if (mockConfig === undefined) return mocks;
  if (testCase === undefined) {
    throw new TypeError("mockConfig needs a testCase: the name of one of the file's TestCases");
  }
  const config =
    typeof mockConfig === "string" || mockConfig instanceof URL
      ? readDocument(readFileSync(mockConfig, "utf8"))
      : jsonFromPlain(mockConfig);
  return { ...readMockConfig(config, machineName, testCase), ...mocks };
}

function merged<T extends object>(base: T | undefined, over: T | undefined): T | undefined {
  if (base === undefined || over === undefined) return over ?? base;
  return { ...base, ...over };
}
