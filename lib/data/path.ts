import { parseJsonPath } from "../language/grammar/json-path.ts";
import type { PathRoot, PathSyntax } from "../language/grammar/path-syntax.ts";
import { isJsonObject, type JsonValue, ownValue } from "../language/json.ts";
import { assertParsed } from "./assert-parsed.ts";
import { compileEvaluation, type PathEvaluation } from "./path-evaluation.ts";
import { compileReferenceSteps } from "./path-steps.ts";
import type { Scope } from "./scope.ts";

/** A path, parsed once. */
export interface Path {
  readonly text: string;
  readonly syntax: PathSyntax;
  /** True: `read` answers a node. False: an array of nodes, which may be empty. */
  readonly definite: boolean;
  /** The value, or undefined where AWS raises an error. A JSON null that is there is null. */
  read(scope: Scope): JsonValue | undefined;
  /** Why `read` answered undefined, in Jayway's words: "No results for path: $['x']". */
  whyMissing(scope: Scope): string;
}

/** Compiles the text of a path; it must be valid, see `parseJsonPath`. */
export function compilePath(text: string): Path {
  return compilePathSyntax(assertParsed(text, parseJsonPath(text)).path);
}

export function compilePathSyntax(syntax: PathSyntax): Path {
  const root = rootReaders[syntax.root.type](syntax.root);
  const evaluation = compileEvaluation(syntax);
  const evaluate = (scope: Scope): PathEvaluation => {
    const value = root(scope);
    return value === undefined ? { missing: "No results for path: $" } : evaluation(value);
  };
  return {
    text: syntax.text,
    syntax,
    definite: syntax.definite,
    read: compileReader(syntax, root) ?? ((scope) => evaluate(scope).value),
    whyMissing: (scope) => evaluate(scope).missing ?? "",
  };
}

type Reader = (scope: Scope) => JsonValue | undefined;

/** Paths of names and indexes only need no evaluation of the tree. */
function compileReader(syntax: PathSyntax, root: Reader): Reader | undefined {
  const steps = compileReferenceSteps(syntax);
  if (steps === undefined) return undefined;
  if (syntax.steps.length === 0) return root;
  if (syntax.root.type === "document") return (scope) => steps(scope.input);
  return (scope) => {
    const value = root(scope);
    return value === undefined ? undefined : steps(value);
  };
}

/** One row per kind of root. */
const rootReaders: { readonly [T in PathRoot["type"]]: (root: PathRoot) => Reader } = {
  document: () => (scope) => scope.input,
  context: () => (scope) => scope.context,
  variable: (root) => {
    const name = root.type === "variable" ? root.name : "";
    return (scope) => (isJsonObject(scope.variables) ? ownValue(scope.variables, name) : undefined);
  },
  item: () => () => undefined,
};
