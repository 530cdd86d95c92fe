import type { Diagnostic } from "../diagnostic.ts";
import { error, warning } from "../diagnostic-codes.ts";
import { isJsonataExpression, type parseJsonata } from "../grammar/jsonata.ts";
import { maskPlaceholders } from "../placeholder.ts";
import { didYouMean } from "../suggestion.ts";
import type { Check } from "./check.ts";
import { type ExpressionText, expressionTexts } from "./expression-fields.ts";

/** The expressions of JSONata states parse, and refer to what is there. #jsonata-strings */
export const jsonataExpressions: Check = function* ({ states, isOpen, parseExpression }) {
  for (const { parts, language } of states) {
    if (language !== "JSONata") continue;
    for (const part of parts) {
      for (const text of expressionTexts(part)) {
        if (isJsonataExpression(text.value))
          yield* expressionFaults(text, isOpen(text.value), parseExpression);
        else yield* delimiterFaults(text);
      }
    }
  }
};

function* expressionFaults(
  text: ExpressionText,
  open: boolean,
  parse: typeof parseJsonata,
): Generator<Diagnostic> {
  const { value, pointer, name } = text;
  const parsed = parse(expressionBody(value, open));
  if (parsed.ok) {
    yield* statesFieldFaults(text, parsed.statesFields);
    return;
  }
  for (const { code, message, position } of parsed.problems) {
    // A placeholder may stand for more than a name.
    if (open && code === "UNSUPPORTED_JSONATA_EXPRESSION") continue;
    const place = `at character ${position + 3} of ${JSON.stringify(name)}`;
    yield error(code, pointer, `${message} (${place})${cureOf(message)}`, { awsMessage: message });
  }
}

/** The text between the delimiters, with its blanks: positions count from the first character. */
export function expressionBody(text: string, open: boolean): string {
  return (open ? maskPlaceholders(text) : text).slice(2, -2);
}

/** What to write instead. */
function cureOf(message: string): string {
  const reference = /^Reference to '(.*)' at the top level/.exec(message)?.[1];
  if (reference === undefined) return "";
  if (reference === "$") return "; the state's input is $states.input";
  return reference === "$$"
    ? "; the state's input is $states.input"
    : `; write $states.input.${reference} for a field of the input, $${reference} for a variable`;
}

function* statesFieldFaults(
  { pointer, statesFields }: ExpressionText,
  references: readonly { readonly name: string; readonly position: number }[],
): Generator<Diagnostic> {
  for (const { name, position } of references) {
    const known = ["input", "context", ...statesFields];
    if (name === "" || known.includes(name)) continue;
    const cure =
      whereFields[name] ?? `there ${known.length === 1 ? "is" : "are"} ${known.join(", ")}`;
    yield error(
      "UNSUPPORTED_JSONATA_EXPRESSION",
      pointer,
      `there is no $states.${name} here (at character ${position + 3}): ${cure}` +
        didYouMean(name, known),
      { awsMessage: `Field '$states.${name}' does not exist.` },
    );
  }
}

const whereFields: { readonly [name: string]: string } = {
  result: "only Output and Assign of Task, Parallel and Map states have it",
  errorOutput: "only Output and Assign of a Catcher have it",
};

/** Texts that were meant as expressions, but are not. */
function* delimiterFaults({ value, pointer, name }: ExpressionText): Generator<Diagnostic> {
  const trimmed = value.trim();
  if (value.startsWith("{%")) {
    yield error(
      "SCHEMA_VALIDATION_FAILED",
      pointer,
      `${JSON.stringify(name)} begins with {% but does not end with %}`,
      { awsMessage: "JSONata string must start with {% and end with %}" },
    );
  } else if (value.endsWith("%}") || isJsonataExpression(trimmed)) {
    yield warning(
      "NO_EFFECT",
      pointer,
      `${JSON.stringify(name)} does not begin with {%: it is plain text, not an expression`,
    );
  }
}
