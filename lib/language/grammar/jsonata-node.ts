/** A node of JSONata's syntax tree, as jsonata 2.0.6 makes it. Shared: never changed. */
export interface JsonataNode {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly [field: string]: unknown;
}
