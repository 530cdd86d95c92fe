import type { TaskHandler } from "../integrations/task-handler.ts";

/**
 * Handlers by state name, by Resource ARN, by the target's ARN or name (`FunctionName`), or by a
 * pattern of these in which `*` stands for any text.
 */
export type Tasks = { readonly [nameArnOrPattern: string]: TaskHandler };

/** Finds the handler of a Task: an exact name first, then patterns in the order given. */
export class TaskTable {
  private readonly tasks: Tasks;
  private patterns: readonly Pattern[] | undefined;

  constructor(tasks: Tasks) {
    this.tasks = tasks;
  }

  /** `names` in the order of precedence. */
  find(names: readonly string[]): TaskHandler | undefined {
    for (const name of names) {
      if (Object.hasOwn(this.tasks, name)) return this.tasks[name];
    }
    this.patterns ??= Object.keys(this.tasks).filter(isPattern).map(compile);
    for (const { parts, key } of this.patterns) {
      if (names.some((name) => matches(name, parts))) return this.tasks[key];
    }
    return undefined;
  }
}

/** What a function's ARN, qualified or not, or its name may be called. */
export function targetNames(target: string): readonly string[] {
  const [arn, partition, service, region, account, kind, name] = target.split(":");
  if (arn !== "arn" || name === undefined) return [target];
  return [target, [arn, partition, service, region, account, kind, name].join(":"), name];
}

interface Pattern {
  readonly key: string;
  /** The texts between the stars. */
  readonly parts: readonly string[];
}

function isPattern(key: string): boolean {
  return key.includes("*");
}

function compile(key: string): Pattern {
  return { key, parts: key.split("*") };
}

function matches(name: string, [first = "", ...rest]: readonly string[]): boolean {
  if (!name.startsWith(first)) return false;
  let at = first.length;
  const last = rest.pop() ?? "";
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
