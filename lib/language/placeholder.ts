import { isJsonObject, type JsonValue } from "./json.ts";

/** What stands for each `${Name}`, as in DefinitionSubstitutions: text, or what becomes text. */
export interface Substitutions {
  readonly [name: string]: JsonValue;
}

/** Whether a text is one `${Name}` placeholder and nothing else: it may stand for any value. */
export function isPlaceholder(text: string): boolean {
  return wholePlaceholder.test(text);
}

/** Whether a text has a `${Name}` placeholder somewhere. */
export function hasPlaceholder(text: string): boolean {
  return text.includes("${") && text.search(placeholder) !== -1;
}

/**
 * A text with its placeholders filled in; those without a substitution stay as they are.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
 */
export function fillPlaceholders(text: string, substitutions: Substitutions): string {
  if (!text.includes("${")) return text;
  return text.replace(placeholder, (whole, name: string) =>
    Object.hasOwn(substitutions, name) ? substitutionText(substitutions[name] ?? null) : whole,
  );
}

/** Whether a text has a blank to fill in by hand, as documentation has them: `<bucket>`. */
export function hasBlank(text: string): boolean {
  return /<[A-Za-z_][\w-]*>/.test(text);
}

/** The text with a JSONata variable of the same length in the place of each placeholder. */
export function maskPlaceholders(text: string): string {
  return text.replace(placeholder, (whole) => `$${"x".repeat(whole.length - 1)}`);
}

/** Whether a value is a function of CloudFormation: `{"Ref": …}`, `{"Fn::Sub": …}`. */
export function isTemplateFunction(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && key !== undefined && (key === "Ref" || key.startsWith("Fn::"));
}

/** Where a placeholder may stand without quotes, or at an offset of a text, this matches it. */
export const placeholderAt = /\$\{([\w.:-]+)\}/y;

const placeholder = /\$\{([\w.:-]+)\}/g;
const wholePlaceholder = /^\$\{[\w.:-]+\}$/;

function substitutionText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
