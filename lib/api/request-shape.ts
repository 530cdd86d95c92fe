/** A type of the API's model: what a request, or a part of one, must be like. */
export type Shape =
  | StringShape
  | NumberShape
  | ListShape
  | StructureShape
  | { readonly type: "boolean" };

export interface StringShape {
  readonly type: "string";
  /** In UTF-16 units. */
  readonly min?: number;
  readonly max?: number;
  /** A Java pattern for the whole text. */
  readonly pattern?: string;
  readonly words?: readonly string[];
  /** Is not shown in messages. */
  readonly sensitive?: boolean;
}

export interface NumberShape {
  readonly type: "integer" | "float";
  readonly min?: number;
  readonly max?: number;
}

export interface ListShape {
  readonly type: "list";
  /** The name of the items' shape. */
  readonly member: string;
  readonly min?: number;
  readonly max?: number;
}

export interface StructureShape {
  readonly type: "structure";
  readonly required?: readonly string[];
  /** The names of the members' shapes. */
  readonly members: { readonly [name: string]: string };
}
