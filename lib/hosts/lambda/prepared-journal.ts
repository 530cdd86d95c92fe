import { type MaybePromise, whenDone } from "../../core/maybe-promise.ts";
import type { ExecutionMeta, Journal } from "../../engine/journal-port.ts";

/** The same journal; what a running execution's next steps ask for is ready when it is loaded. */
export function preparedJournal(
  journal: Journal,
  prepare: (meta: ExecutionMeta) => MaybePromise<void>,
): Journal {
  const load: Journal["load"] = (executionArn) =>
    whenDone(journal.load(executionArn), (head) => {
      if (head === undefined) return undefined;
      const { status = "RUNNING" } = head.snapshot ?? {};
      return whenDone(status === "RUNNING" ? prepare(head.meta) : undefined, () => head);
    });
  return new Proxy(journal, {
    get: (target, name) => {
      if (name === "load") return load;
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
