import {
  defineKey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type MutableJsonObject,
  ownValue,
} from "../json.ts";
import { type References, templateFunctions } from "./functions.ts";
import { attributeOf, type Resource, referenceTo } from "./resource-names.ts";

/** What a template's pseudo parameters and parameters stand for. */
export interface Environment {
  /** @default us-east-1 */
  readonly region?: string;
  /** Twelve digits. @default 123456789012 */
  readonly accountId?: string;
  /** @default aws */
  readonly partition?: string;
  /** @default stack */
  readonly stackName?: string;
  /** Values of the template's parameters; by default each has its Default. */
  readonly parameters?: { readonly [name: string]: JsonValue };
}

/**
 * Resolves a template's references to plausible values: a Lambda function's Arn to an ARN with
 * the function's name or logical id. A parameter without a value stays as the placeholder
 * `${Name}`, and what else cannot be known stays as it is written.
 */
export class TemplateReferences implements References {
  private readonly template: JsonObject;
  private readonly environment: Environment;
  private readonly names = new Map<string, string>();
  private readonly conditions = new Map<string, boolean>();

  constructor(template: JsonObject, environment: Environment) {
    this.template = template;
    this.environment = environment;
  }

  resolve(value: JsonValue): JsonValue {
    return this.resolveOptional(value) ?? null;
  }

  resolveOptional(value: JsonValue): JsonValue | undefined {
    if (isJsonArray(value)) {
      return value.map((item) => this.resolveOptional(item)).filter((item) => item !== undefined);
    }
    if (!isJsonObject(value)) return value;
    const [name, another] = Object.keys(value);
    if (name !== undefined && another === undefined && Object.hasOwn(templateFunctions, name)) {
      const result = templateFunctions[name]?.(value[name] ?? null, this) ?? "unknown";
      return result === "unknown" ? value : result.value;
    }
    const object: MutableJsonObject = {};
    for (const [key, member] of Object.entries(value)) {
      const resolved = this.resolveOptional(member);
      if (resolved !== undefined) defineKey(object, key, resolved);
    }
    return object;
  }

  reference(name: string): JsonValue | undefined {
    const pseudo = ownValue(this.pseudoParameters(), name);
    if (pseudo !== undefined) return pseudo;
    const parameter = this.section("Parameters", name);
    if (parameter !== undefined) return this.parameterValue(name, parameter);
    const resource = this.resource(name);
    return resource && referenceTo(resource);
  }

  attribute(logicalId: string, attribute: string): string | undefined {
    const resource = this.resource(logicalId);
    return resource && attributeOf(resource, attribute);
  }

  condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    this.conditions.set(name, false);
    const holds = this.resolve(this.section("Conditions", name) ?? true);
    this.conditions.set(name, holds === true || holds === "true");
    return this.conditions.get(name) === true;
  }

  mapping(map: string, key: string, inner: string): JsonValue | undefined {
    const first = this.section("Mappings", map);
    const second = isJsonObject(first) ? ownValue(first, key) : undefined;
    return isJsonObject(second) ? ownValue(second, inner) : undefined;
  }

  private pseudoParameters(): JsonObject {
    const { region = "us-east-1", accountId = "123456789012" } = this.environment;
    const { partition = "aws", stackName = "stack" } = this.environment;
    const stack = `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/0`;
    return {
      "AWS::Region": region,
      "AWS::AccountId": accountId,
      "AWS::Partition": partition,
      "AWS::StackName": stackName,
      "AWS::StackId": stack,
      "AWS::URLSuffix": partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
      "AWS::NotificationARNs": [],
    };
  }

  private parameterValue(name: string, parameter: JsonValue): JsonValue {
    const given = ownValue(this.environment.parameters ?? {}, name);
    if (given !== undefined) return given;
    if (!isJsonObject(parameter)) return `\${${name}}`;
    const allowed = ownValue(parameter, "AllowedValues");
    const value = ownValue(parameter, "Default") ?? (isJsonArray(allowed) ? allowed[0] : undefined);
    if (value === undefined) return `\${${name}}`;
    const isList = /List/.test(String(ownValue(parameter, "Type")));
    return isList && typeof value === "string" ? value.split(/\s*,\s*/) : value;
  }

  private resource(logicalId: string): Resource | undefined {
    const declared = this.section("Resources", logicalId);
    if (!isJsonObject(declared)) return undefined;
    const { region = "us-east-1", accountId = "123456789012" } = this.environment;
    const { partition = "aws" } = this.environment;
    const type = String(ownValue(declared, "Type") ?? "");
    const properties = ownValue(declared, "Properties");
    const nameOf = (property: string): string => this.physicalName(logicalId, properties, property);
    return { logicalId, type, region, accountId, partition, nameOf };
  }

  /** The name that a property gives a resource, where that is a name; else its logical id. */
  private physicalName(logicalId: string, properties: JsonValue | undefined, key: string): string {
    const known = this.names.get(logicalId);
    if (known !== undefined) return known;
    this.names.set(logicalId, logicalId);
    const given = isJsonObject(properties) ? ownValue(properties, key) : undefined;
    const name = given === undefined ? undefined : this.resolve(given);
    if (typeof name === "string" && name !== "" && name.length <= nameLengthMax) {
      this.names.set(logicalId, name);
    }
    return this.names.get(logicalId) ?? logicalId;
  }

  private section(section: string, name: string): JsonValue | undefined {
    const entries = ownValue(this.template, section);
    return isJsonObject(entries) ? ownValue(entries, name) : undefined;
  }
}

const nameLengthMax = 512;

/** A value with its strings and keys replaced. */
export function mapValues(value: JsonValue, replace: (text: string) => string): JsonValue {
  if (typeof value === "string") return replace(value);
  if (isJsonArray(value)) return value.map((item) => mapValues(item, replace));
  if (!isJsonObject(value)) return value;
  const object: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    defineKey(object, replace(key), mapValues(member, replace));
  }
  return object;
}
