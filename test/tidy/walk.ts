/** A node of the syntax tree, as far as the rules look at it. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A node with the one that holds it and the field that it stands in. */
export interface Visit {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | undefined;
  readonly field: string;
}

/** Every node of the tree, outer ones first. */
export function* walk(program: object): Generator<Visit> {
  const stack: Visit[] = [{ node: program as SyntaxNode, parent: undefined, field: "program" }];
  for (let visit = stack.pop(); visit; visit = stack.pop()) {
    yield visit;
    stack.push(...childrenOf(visit.node).reverse());
  }
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function childrenOf(parent: SyntaxNode): Visit[] {
  return Object.entries(parent).flatMap(([field, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter(isNode)
      .map((node) => ({ node, parent, field })),
  );
}
