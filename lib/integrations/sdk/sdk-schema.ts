/** What we ask of a shape; `NormalizedSchema` of `@smithy/core/schema` answers it. */
export interface SdkSchema {
  isStructSchema(): boolean;
  isListSchema(): boolean;
  isMapSchema(): boolean;
  isBlobSchema(): boolean;
  isTimestampSchema(): boolean;
  isStringSchema(): boolean;
  isNumericSchema(): boolean;
  isBooleanSchema(): boolean;
  isDocumentSchema(): boolean;
  isStreaming(): boolean;
  getMergedTraits(): { readonly idempotencyToken?: unknown };
  getEventStreamMember(): string;
  /** What all references to the same structure share. */
  getSchema(): unknown;
  /** Of a list or map. */
  getValueSchema(): SdkSchema;
  /** Of a structure, by the API model's names. */
  getMemberSchemas(): { readonly [member: string]: SdkSchema };
}

export interface SdkSchemas {
  of(reference: unknown): SdkSchema;
}

/** The kinds of shapes between which casing makes a difference. */
export type SdkShapeKind =
  | "structure"
  | "list"
  | "map"
  | "blob"
  | "timestamp"
  | "string"
  | "number"
  | "boolean"
  | "document";

/** The kind of a shape; big numbers and whatever comes later count as documents. */
export function shapeKind(schema: SdkSchema): SdkShapeKind {
  return kinds.find(([, is]) => is(schema))?.[0] ?? "document";
}

const kinds: readonly (readonly [SdkShapeKind, (schema: SdkSchema) => boolean])[] = [
  ["structure", (schema) => schema.isStructSchema()],
  ["list", (schema) => schema.isListSchema()],
  ["map", (schema) => schema.isMapSchema()],
  ["blob", (schema) => schema.isBlobSchema() || schema.isStreaming()],
  ["timestamp", (schema) => schema.isTimestampSchema()],
  ["string", (schema) => schema.isStringSchema()],
  ["number", (schema) => schema.isNumericSchema()],
  ["boolean", (schema) => schema.isBooleanSchema()],
];
