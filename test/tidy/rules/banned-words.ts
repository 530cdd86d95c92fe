import { type Finding, lineAt, type SourceFile } from "../source-file.ts";
import { isNode, type SyntaxNode, type Visit, walk } from "../walk.ts";

/** Clocks, randomness, timers, I/O: they come to core and data as stimuli, or not at all. */
const bannedGlobals = new Set([
  "Date",
  "Temporal",
  "performance",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "process",
  "fetch",
  "console",
  "globalThis",
  "global",
  "require",
  "crypto",
  "eval",
  "Function",
  "Intl",
]);

const bannedMembers = new Set(["Math.random", "Atomics.wait", "import.meta"]);

/** What data takes from node:crypto: digests, which are the same everywhere. */
const allowedFromCrypto = new Set(["createHash", "hash"]);

const pureLayers = /^lib\/(core|data)\//;

export function checkBannedWords(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => pureLayers.test(path))
    .flatMap((file) =>
      nodesOf(file).flatMap((visit) => {
        const word = bannedWord(visit);
        if (word === undefined) return [];
        const message = `${word} may not be used in core and data`;
        return [{ path: file.path, line: lineAt(file, visit.node.start), message }];
      }),
    );
}

function nodesOf(file: SourceFile): Visit[] {
  return file.syntax ? [...walk(file.syntax.program)] : [];
}

function bannedWord(visit: Visit): string | undefined {
  const { node } = visit;
  if (node.type === "ImportExpression") return "import()";
  if (node.type === "ImportDeclaration") return bannedImport(node);
  if (node.type === "MetaProperty") return "import.meta";
  if (node.type === "MemberExpression") {
    const member = `${nameOf(node.object)}.${nameOf(node.property)}`;
    return bannedMembers.has(member) ? member : undefined;
  }
  if (node.type !== "Identifier" || isOnlyAName(visit)) return undefined;
  const name = nameOf(node);
  return name !== undefined && bannedGlobals.has(name) ? name : undefined;
}

function bannedImport(node: SyntaxNode): string | undefined {
  const source = node.source;
  if (!isNode(source) || source.value !== "node:crypto") return undefined;
  const specifiers = (node.specifiers as readonly SyntaxNode[]) ?? [];
  const names = specifiers.map(({ imported }) => nameOf(imported) ?? "*");
  const banned = names.find((name) => !allowedFromCrypto.has(name));
  return banned === undefined ? undefined : `node:crypto's ${banned}`;
}

/** `x.process`, `{ process: 1 }` and types mean no global. */
function isOnlyAName({ parent, field }: Visit): boolean {
  if (!parent) return false;
  if (parent.type === "MemberExpression") return field === "property" && !parent.computed;
  return (field === "key" && !parent.computed) || field === "typeName";
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && typeof node.name === "string" ? node.name : undefined;
}
