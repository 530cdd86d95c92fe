import type { PathStep } from "../../lib/language/grammar/path-syntax.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../../lib/language/json.ts";

const depthMax = 4;

/** What is known of one place in a document from those who read it. */
export class Guess {
  private readonly children = new Map<string, Guess>();
  private element: Guess | undefined;
  private readonly values: JsonValue[] = [];

  /** Adds a place below this one. */
  place(steps: readonly PathStep[], hints: readonly JsonValue[]): void {
    const [step, ...rest] = steps;
    if (step === undefined) {
      for (const hint of hints) if (!this.values.includes(hint)) this.values.push(hint);
    } else if (step.type === "child") {
      this.child(step.name).place(rest, hints);
    } else if (step.type === "children") {
      for (const name of step.names) this.child(name).place(rest, hints);
    } else if (step.type === "descent") {
      this.place(rest, hints);
    } else {
      this.element ??= new Guess();
      this.element.place(rest, hints);
    }
  }

  /** The whole document. Elements of arrays look like the document itself: a Map reads them so. */
  document(variant: number): JsonValue {
    const empty = this.children.size === 0 && this.element === undefined;
    return empty && this.values.length === 0 ? {} : this.value(variant, this, 0);
  }

  private value(variant: number, root: Guess, depth: number): JsonValue {
    if (this.element !== undefined) {
      const one = this.element.value(variant, root, depth + 1);
      return [one, one, one];
    }
    const hint = this.values[variant % Math.max(1, this.values.length)];
    if (isJsonArray(hint) && isJsonObject(hint[0]) && depth < depthMax) {
      const item = root.value(variant, root, depthMax);
      return [item, item];
    }
    if (this.children.size === 0) return hint ?? "text";
    const entries = [...this.children].map(([name, child]) => [
      name,
      child.value(variant, root, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }

  private child(name: string): Guess {
    const known = this.children.get(name);
    if (known !== undefined) return known;
    const child = new Guess();
    this.children.set(name, child);
    return child;
  }
}
