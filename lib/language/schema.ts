import { Ajv2020, type AnySchema, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import catcher from "../../asl-schemas/catcher.json" with { type: "json" };
import choice from "../../asl-schemas/choice.json" with { type: "json" };
import choiceRule from "../../asl-schemas/choice-rule.json" with { type: "json" };
import common from "../../asl-schemas/common.json" with { type: "json" };
import fail from "../../asl-schemas/fail.json" with { type: "json" };
import itemBatcher from "../../asl-schemas/item-batcher.json" with { type: "json" };
import itemReader from "../../asl-schemas/item-reader.json" with { type: "json" };
import map from "../../asl-schemas/map.json" with { type: "json" };
import parallel from "../../asl-schemas/parallel.json" with { type: "json" };
import pass from "../../asl-schemas/pass.json" with { type: "json" };
import resultWriter from "../../asl-schemas/result-writer.json" with { type: "json" };
import retrier from "../../asl-schemas/retrier.json" with { type: "json" };
import stateMachine from "../../asl-schemas/state-machine.json" with { type: "json" };
import states from "../../asl-schemas/states.json" with { type: "json" };
import succeed from "../../asl-schemas/succeed.json" with { type: "json" };
import task from "../../asl-schemas/task.json" with { type: "json" };
import wait from "../../asl-schemas/wait.json" with { type: "json" };
import type { JsonValue } from "./json.ts";
import type { StateType } from "./state-machine.ts";

export type SchemaError = ErrorObject;

/**
 * Everything in a definition that breaks the schemas in `asl-schemas`. Its numbers must be plain:
 * no ExactNumber. The schemas are compiled when first needed.
 */
export function schemaErrors(definition: JsonValue): readonly SchemaError[] {
  validator ??= compileSchemas();
  return validator(definition) ? [] : (validator.errors ?? []);
}

/** The schemas by the name by which they refer to each other: their file's. */
export const schemas: { readonly [file: string]: AnySchema } = {
  "catcher.json": catcher,
  "choice.json": choice,
  "choice-rule.json": choiceRule,
  "common.json": common,
  "fail.json": fail,
  "item-batcher.json": itemBatcher,
  "item-reader.json": itemReader,
  "map.json": map,
  "parallel.json": parallel,
  "pass.json": pass,
  "result-writer.json": resultWriter,
  "retrier.json": retrier,
  "state-machine.json": stateMachine,
  "states.json": states,
  "succeed.json": succeed,
  "task.json": task,
  "wait.json": wait,
};

/** The names of the fields that a schema lists. */
export function fieldsOf(schema: unknown): readonly string[] {
  const { properties } = (schema ?? {}) as { readonly properties?: object };
  return Object.keys(properties ?? {});
}

/** Whether states of a type may have a field, in one of the query languages. */
export function hasField(type: StateType, field: string): boolean {
  return fieldsOf(schemas[`${type.toLowerCase()}.json`]).includes(field);
}

let validator: ValidateFunction | undefined;

function compileSchemas(): ValidateFunction {
  const ajv = new Ajv2020({
    strict: true,
    // "required" also stands beside "properties", in "not" and "oneOf".
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    verbose: true,
    discriminator: true,
    // Optimizing the code takes longer than it ever saves.
    code: { optimize: false },
    // The schemas are ours, and a test checks them: not at every start.
    validateSchema: false,
  });
  for (const [file, schema] of Object.entries(schemas)) ajv.addSchema(schema, file);
  const compiled = ajv.getSchema("state-machine.json");
  if (compiled === undefined) throw new Error("asl-schemas has no state-machine.json");
  return compiled;
}
