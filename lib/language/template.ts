import { isJsonObject, type JsonObject, type JsonValue, ownValue } from "./json.ts";
import type { Substitutions } from "./placeholder.ts";
import { pointerTo } from "./source/places.ts";
import type { SourceProblem } from "./source/problem.ts";
import { type Positions, readSource, type SourceOptions } from "./source.ts";
import type { StateMachineType } from "./state-machine.ts";
import { readDefinition } from "./template/definition.ts";
import { type Environment, TemplateReferences } from "./template/references.ts";

/** A state machine that a SAM or CloudFormation template declares. */
export interface TemplateStateMachine {
  readonly logicalId: string;
  /** The construct's path in its CDK app: `OrderStack/Orders`. */
  readonly path?: string;
  /** What a reference to it stands for. */
  readonly arn: string;
  readonly type: StateMachineType;
  /** With references resolved and placeholders filled in; undefined if it cannot be read. */
  readonly definition: JsonValue | undefined;
  /** The file the definition stands in, relative to the template; undefined: the template. */
  readonly file?: string;
  /** The text that `positions` and `problems` count lines in. */
  readonly text: string;
  readonly positions: Positions;
  readonly problems: readonly SourceProblem[];
  /** DefinitionSubstitutions with their references resolved. */
  readonly substitutions: Substitutions;
}

export interface TemplateOptions extends Environment, Pick<SourceOptions, "format"> {
  /** Reads a file that the template names, by its path relative to the template. */
  readonly files?: ((path: string) => string | undefined) | undefined;
  /** Come before the template's own DefinitionSubstitutions. */
  readonly substitutions?: Substitutions | undefined;
}

export interface Template {
  readonly stateMachines: readonly TemplateStateMachine[];
  /** What is wrong with the template's own text. */
  readonly problems: readonly SourceProblem[];
}

/** Whether a value is a template, not a definition: it has Resources with types. */
export function isTemplate(value: JsonValue | undefined): value is JsonObject {
  if (!isJsonObject(value) || Object.hasOwn(value, "States")) return false;
  const resources = ownValue(value, "Resources");
  return isJsonObject(resources) && Object.values(resources).some(hasType);
}

/** Reads the state machines of a SAM or CloudFormation template. Pure: the caller reads files. */
export function readTemplate(text: string, options: TemplateOptions = {}): Template {
  const source = readSource(text, { format: options.format });
  if (!isTemplate(source.value)) {
    const message = "this is no SAM or CloudFormation template: it has no Resources with a Type";
    const problem: SourceProblem = { message, severity: "ERROR", line: 1, column: 1 };
    return { stateMachines: [], problems: source.value ? [problem] : source.problems };
  }
  const references = new TemplateReferences(source.value, options);
  const stateMachines: TemplateStateMachine[] = [];
  for (const [logicalId, resource] of Object.entries(ownObject(source.value, "Resources"))) {
    const kind = isJsonObject(resource) && kinds[String(ownValue(resource, "Type"))];
    if (!kind) continue;
    const properties = ownObject(resource, "Properties");
    const substitutions = {
      ...(references.resolve(ownObject(properties, kind.substitutions)) as JsonObject),
      ...options.substitutions,
    };
    const pointer = pointerTo(["Resources", logicalId, "Properties"]);
    const declared = { properties, pointer, text, positions: source.positions };
    const path = constructPath(resource, kind.child);
    stateMachines.push({
      logicalId,
      arn: String(references.reference(logicalId)),
      ...(path !== undefined && { path }),
      type:
        references.resolve(ownValue(properties, kind.type) ?? "") === "EXPRESS"
          ? "EXPRESS"
          : "STANDARD",
      substitutions,
      ...readDefinition(declared, references, substitutions, options.files),
    });
  }
  return { stateMachines, problems: source.problems };
}

/** A state machine by what it is called in a template. */
interface Named {
  readonly logicalId?: string | undefined;
  readonly path?: string | undefined;
}

/**
 * The state machine of a logical id, or of a CDK construct's id or path; without one, the only
 * one. @throws TemplateError that lists those there are
 */
export function selectStateMachine<T extends Named>(
  stateMachines: readonly T[],
  wanted?: string,
): T {
  const found = wanted === undefined ? stateMachines : matching(stateMachines, wanted);
  const [only, another] = found;
  if (only && !another) return only;
  throw new TemplateError(whyNotOne(stateMachines, found, wanted));
}

function whyNotOne(all: readonly Named[], found: readonly Named[], wanted?: string): string {
  if (all.length === 0) return "the template declares no state machine";
  if (all[0]?.logicalId === undefined) {
    return `there is no state machine "${wanted}": this is a definition, not a template`;
  }
  const list = (found.length > 0 ? found : all)
    .map(({ logicalId, path }) => (path === undefined ? logicalId : `${logicalId} (${path})`))
    .sort()
    .join(", ");
  if (wanted === undefined) {
    return `the template declares ${all.length} state machines; name one of ${list}`;
  }
  return found.length > 0
    ? `several state machines are called "${wanted}"; name one of ${list}`
    : `the template has no state machine "${wanted}"; it has ${list}`;
}

/** A template that does not have the state machine asked for. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/** The names of the properties that say STANDARD or EXPRESS, and what placeholders stand for. */
interface Kind {
  readonly type: string;
  readonly substitutions: string;
  /** The CDK construct's child that is the resource. */
  readonly child: string;
}

const ofAws = { substitutions: "DefinitionSubstitutions", child: "Resource" };

/** By resource type. The last one is that of Stepwright's own constructs. */
const kinds: { readonly [type: string]: Kind } = {
  "AWS::Serverless::StateMachine": { type: "Type", ...ofAws },
  "AWS::StepFunctions::StateMachine": { type: "StateMachineType", ...ofAws },
  "Custom::StepwrightStateMachine": {
    type: "type",
    substitutions: "definitionSubstitutions",
    child: "StateMachine",
  },
};

/** Those of an exact logical id; else those whose CDK path or id, without its hash, it is. */
function matching<T extends Named>(stateMachines: readonly T[], wanted: string): readonly T[] {
  const exact = stateMachines.filter(({ logicalId }) => logicalId === wanted);
  if (exact.length > 0) return exact;
  return stateMachines.filter(
    ({ logicalId = "", path }) =>
      path === wanted ||
      path?.endsWith(`/${wanted}`) ||
      (logicalId.startsWith(wanted) && /^[0-9A-F]{8}$/.test(logicalId.slice(wanted.length))),
  );
}

/** CDK writes `Stack/Orders/Resource` for the resource of the construct `Stack/Orders`. */
function constructPath(resource: JsonValue, child: string): string | undefined {
  const path = ownValue(ownObject(resource, "Metadata"), "aws:cdk:path");
  if (typeof path !== "string") return undefined;
  return path.endsWith(`/${child}`) ? path.slice(0, -child.length - 1) : path;
}

function hasType(resource: JsonValue): boolean {
  return isJsonObject(resource) && typeof ownValue(resource, "Type") === "string";
}

function ownObject(value: JsonValue | undefined, key: string): JsonObject {
  const member = isJsonObject(value) ? ownValue(value, key) : undefined;
  return isJsonObject(member) ? member : {};
}
