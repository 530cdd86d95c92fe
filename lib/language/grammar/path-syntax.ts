import type { JsonValue } from "../json.ts";

/** A JSONPath, a context path (`$$…`) or a variable path (`$name…`). #paths */
export interface PathSyntax {
  readonly text: string;
  readonly root: PathRoot;
  readonly steps: readonly PathStep[];
  /** True if it identifies one node: its result is that node, not an array of nodes. */
  readonly definite: boolean;
  /** True if it uses names and indexes only. #ref-paths */
  readonly isReferencePath: boolean;
}

export type PathRoot =
  | { readonly type: "document" }
  | { readonly type: "context" }
  | { readonly type: "variable"; readonly name: string }
  /** `@` in a filter. */
  | { readonly type: "item" };

export type PathStep =
  | { readonly type: "child"; readonly name: string }
  | { readonly type: "children"; readonly names: readonly string[] }
  | { readonly type: "index"; readonly index: number }
  /** `[(@.length-1)]`: the distance from the end. */
  | { readonly type: "fromEnd"; readonly distance: number }
  | { readonly type: "indexes"; readonly indexes: readonly number[] }
  | { readonly type: "slice"; readonly from?: number; readonly to?: number }
  | { readonly type: "wildcard" }
  /** `..`: the next step, at every level. */
  | { readonly type: "descent" }
  | { readonly type: "filter"; readonly condition: FilterCondition };

/** What stands in `[?( … )]`. */
export type FilterCondition =
  | { readonly type: "and" | "or"; readonly conditions: readonly FilterCondition[] }
  | { readonly type: "not"; readonly condition: FilterCondition }
  | { readonly type: "exists"; readonly path: PathSyntax }
  | {
      readonly type: "comparison";
      readonly operator: FilterOperator;
      readonly left: FilterOperand;
      readonly right: FilterOperand;
    };

/** Jayway's operators. */
export const filterOperators = [
  "===",
  "!==",
  "==",
  "!=",
  "<=",
  ">=",
  "<",
  ">",
  "=~",
  "in",
  "nin",
  "subsetof",
  "anyof",
  "noneof",
  "all",
  "size",
  "empty",
  "contains",
  "type",
] as const;
export type FilterOperator = (typeof filterOperators)[number];

export type FilterOperand =
  | { readonly type: "value"; readonly value: JsonValue }
  | { readonly type: "pattern"; readonly source: string; readonly flags: string }
  | { readonly type: "path"; readonly path: PathSyntax };
