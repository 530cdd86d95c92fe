import { readFileSync } from "node:fs";
import { Stack } from "aws-cdk-lib";
import type { PolicyStatement } from "aws-cdk-lib/aws-iam";
import {
  ChainDefinitionBody,
  DefinitionBody,
  FileDefinitionBody,
  StateGraph,
  type StateMachineProps,
  StringDefinitionBody,
} from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { Diagnostic } from "../language/diagnostic.ts";
import { error, warning } from "../language/diagnostic-codes.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "../language/json.ts";
import { fillPlaceholders, type Substitutions } from "../language/placeholder.ts";
import { readSource, type Source } from "../language/source.ts";
import { validateSource } from "../language/validate.ts";
import type { DefinitionTokens } from "./definition-tokens.ts";

/** The definition of a state machine, as its props give it. */
export interface Definition {
  /** With placeholders for tokens; undefined if the text cannot be read. */
  readonly value: JsonValue | undefined;
  /** The JSON text to deploy, with placeholders for tokens. */
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The file that it stands in. */
  readonly file: string | undefined;
  /** What CDK's own states say that they need. */
  readonly policyStatements: readonly PolicyStatement[];
}

export type DefinitionProps = Pick<
  StateMachineProps,
  | "comment"
  | "definition"
  | "definitionBody"
  | "definitionSubstitutions"
  | "queryLanguage"
  | "stateMachineType"
  | "timeout"
>;

/** Reads and validates a definition. @throws if the props give none, or two */
export function readDefinition(
  scope: Construct,
  props: DefinitionProps,
  tokens: DefinitionTokens,
): Definition {
  const body = readBody(scope, props, tokens);
  const substitutions = tokens.toPlaceholders(props.definitionSubstitutions ?? {});
  const source = readSource(body.text, { substitutions, format: body.format });
  const { value } = source;
  const added = isJsonObject(value) ? missing(value, body.fields) : {};
  return {
    value: isJsonObject(value) ? { ...added, ...value } : value,
    text: deployedText(body, value, substitutions, added),
    diagnostics: [
      ...validateSource(source, { type: props.stateMachineType }),
      ...contradictions(source, body.fields),
      ...unfilled(source, tokens),
    ],
    file: body.file,
    policyStatements: body.policyStatements,
  };
}

interface Body {
  /** With placeholders for tokens. */
  readonly text: string;
  readonly format: "json" | "yaml" | undefined;
  readonly file: string | undefined;
  /** What the props say besides: it must be in the definition, or not contradict it. */
  readonly fields: JsonObject;
  readonly policyStatements: readonly PolicyStatement[];
}

function readBody(scope: Construct, props: DefinitionProps, tokens: DefinitionTokens): Body {
  const body = bodyOf(props);
  if (body instanceof ChainDefinitionBody) return readChain(scope, body, props, tokens);
  const fields: JsonObject = {
    ...(props.comment !== undefined && { Comment: props.comment }),
    ...(props.queryLanguage !== undefined && { QueryLanguage: props.queryLanguage }),
    ...(props.timeout !== undefined && { TimeoutSeconds: props.timeout.toSeconds() }),
  };
  if (body instanceof StringDefinitionBody) {
    const text = tokens.toPlaceholders(body.body);
    return { text, format: undefined, file: undefined, fields, policyStatements: [] };
  }
  if (body instanceof FileDefinitionBody) {
    const options: unknown = Reflect.get(body, "options");
    if (isJsonObject(options) && Object.keys(options).length > 0) {
      const names = Object.keys(options).join(", ");
      throw new Error(`${scope.node.path}: the definition is no asset, so it has no ${names}`);
    }
    const format = /\.ya?ml$/.test(body.path) ? "yaml" : undefined;
    const text = readFileSync(body.path, "utf8");
    return { text, format, file: body.path, fields, policyStatements: [] };
  }
  throw new Error(
    `${scope.node.path}: definitionBody is none of fromFile, fromString and fromChainable`,
  );
}

function bodyOf({ definition, definitionBody }: DefinitionProps): DefinitionBody {
  if (definition !== undefined && definitionBody !== undefined) {
    throw new Error("Cannot specify definition and definitionBody at the same time");
  }
  if (definitionBody !== undefined) return definitionBody;
  if (definition !== undefined) return DefinitionBody.fromChainable(definition);
  throw new Error("You need to specify either definition or definitionBody");
}

/** The states of CDK know some of the props themselves. */
function readChain(
  scope: Construct,
  { chainable }: ChainDefinitionBody,
  { comment, queryLanguage, timeout }: DefinitionProps,
  tokens: DefinitionTokens,
): Body {
  const graph = new StateGraph(chainable.startState, "State Machine definition");
  if (timeout !== undefined) graph.timeout = timeout;
  const fields = {
    ...graph.toGraphJson(queryLanguage),
    ...(comment !== undefined && { Comment: comment }),
    ...(queryLanguage !== undefined && { QueryLanguage: queryLanguage }),
  };
  // The text has functions of CloudFormation where the fields have what these refer to.
  tokens.toPlaceholders(fields);
  return {
    text: tokens.toPlaceholders(Stack.of(scope).toJsonString(fields, 2)),
    format: "json",
    file: undefined,
    fields: {},
    policyStatements: graph.policyStatements,
  };
}

function missing(definition: JsonObject, fields: JsonObject): JsonObject {
  const absent = Object.entries(fields).filter(([name]) => !Object.hasOwn(definition, name));
  return Object.fromEntries(absent);
}

function deployedText(
  { text, format }: Body,
  value: JsonValue | undefined,
  substitutions: Substitutions,
  added: JsonObject,
): string {
  const isJson = format !== "yaml" && /^\s*\{/.test(text);
  if (!isJson) return isJsonObject(value) ? JSON.stringify({ ...added, ...value }) : text;
  const filled = fillPlaceholders(text, substitutions);
  const members = Object.entries(added).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}, `,
  );
  return filled.replace("{", () => `{${members.join("")}`);
}

function contradictions({ value, positions }: Source, fields: JsonObject): Diagnostic[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(fields).flatMap(([name, wanted]) => {
    const found = ownValue(value, name);
    if (found === undefined || JSON.stringify(found) === JSON.stringify(wanted)) return [];
    const message =
      `"${name}" is ${JSON.stringify(found)} in the definition and ${JSON.stringify(wanted)} ` +
      "in the props of the state machine: say it once";
    const pointer = `/${name}`;
    const fault = error("SCHEMA_VALIDATION_FAILED", pointer, message);
    return [{ ...fault, ...positions.at(pointer) }];
  });
}

function unfilled({ value }: Source, tokens: DefinitionTokens): Diagnostic[] {
  const names = new Set(
    [...JSON.stringify(value ?? null).matchAll(/\$\{([\w.:-]+)\}/g)].map(([, name = ""]) => name),
  );
  return [...names]
    .filter((name) => !tokens.has(name))
    .map((name) =>
      warning(
        "UNFILLED_BLANK",
        "",
        `nothing stands for the placeholder \${${name}}: name it in definitionSubstitutions`,
      ),
    );
}
