import type { StateView } from "../../language/checks/definition-view.ts";
import {
  ExactNumber,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownValue,
} from "../../language/json.ts";

/**
 * A field of what a state is given or asks for, as the definition says it: a value, or nothing
 * (`undefined`), or something that is known only at run time.
 */
export type Argument = JsonValue | undefined | typeof atRunTime;

export const atRunTime = Symbol("known only at run time");

/** The fields of a Task's `Parameters` or `Arguments`, or of an ItemReader's. */
export class Arguments {
  private readonly fields: Argument;

  constructor(fields: Argument) {
    this.fields = fields;
  }

  static of({ fields, language }: Pick<StateView, "fields" | "language">): Arguments {
    const field = language === "JSONata" ? "Arguments" : "Parameters";
    const value = ownValue(fields, field);
    // Without them, the state's input says it all.
    return new Arguments(value === undefined ? atRunTime : staticValue(value));
  }

  get(name: string): Argument {
    const { fields } = this;
    if (fields === atRunTime) return atRunTime;
    if (!isJsonObject(fields)) return undefined;
    if (ownValue(fields, `${name}.$`) !== undefined) return atRunTime;
    return staticValue(ownValue(fields, name));
  }

  /** A text, or what is not one: `undefined` if there is none. */
  text(name: string): string | undefined | typeof atRunTime {
    const value = this.get(name);
    return typeof value === "string" || value === atRunTime ? value : undefined;
  }

  within(name: string): Arguments {
    const value = this.get(name);
    return new Arguments(value === undefined ? {} : value);
  }

  /** The items of an array; undefined if it, or one of them, is known only at run time. */
  items(name: string): readonly Arguments[] | undefined {
    const value = this.get(name);
    if (!isJsonArray(value)) return undefined;
    const items = value.map((item) => staticValue(item));
    return items.includes(atRunTime) ? undefined : items.map((item) => new Arguments(item));
  }

  /** The names of the fields, without the `.$` of those that are known at run time. */
  get names(): readonly string[] {
    const { fields } = this;
    if (!isJsonObject(fields)) return [];
    return Object.keys(fields).map((name) => name.replace(/\.\$$/, ""));
  }

  /** Every text in the fields, however deep. */
  get texts(): readonly string[] {
    return this.fields === atRunTime || this.fields === undefined ? [] : textsIn(this.fields);
  }
}

function staticValue(value: JsonValue | undefined): Argument {
  return typeof value === "string" && /^\s*\{%[\s\S]*%\}\s*$/.test(value) ? atRunTime : value;
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return [];
  const inner: readonly JsonValue[] = isJsonArray(value)
    ? value
    : Object.values(value as JsonObject);
  return inner.flatMap(textsIn);
}
