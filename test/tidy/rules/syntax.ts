import { importsOf } from "../imports.ts";
import { type Finding, lineAt, type SourceFile } from "../source-file.ts";
import { isNode, type SyntaxNode, walk } from "../walk.ts";

/** What a node of this type is called when it is objected to. */
const bannedNodes = new Map([
  ["TSAnyKeyword", "any"],
  ["TSNonNullExpression", "!"],
  ["TSEnumDeclaration", "enum"],
  ["TSParameterProperty", "parameter property"],
  ["TSExportAssignment", "export ="],
]);

export function checkBannedSyntax(files: readonly SourceFile[]): Finding[] {
  return ofNodes(files, (node) => {
    const name = bannedNodes.get(node.type) ?? otherBanned(node);
    return name === undefined ? undefined : `${name} is not used here`;
  });
}

/**
 * No default exports, no `export *` but of a whole package. What a tool's configuration exports is
 * the tool's matter.
 */
export function checkNamedExports(files: readonly SourceFile[]): Finding[] {
  const ours = files.filter(({ path }) => !/\.config\.ts$/.test(path));
  return ofNodes(ours, (node) => {
    if (node.type === "ExportDefaultDeclaration") return "exports are named, not default";
    if (node.type !== "ExportAllDeclaration" || !isRelative(node.source)) return undefined;
    return "exports are named one by one, not *";
  });
}

/** Files are kebab-case, and relative imports end in the file's own extension. */
export function checkNames(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ syntax }) => syntax)
    .flatMap((file) => {
      const { path } = file;
      const findings = importsOf(file)
        .filter(({ specifier }) => specifier.startsWith(".") && !/\.(ts|json)$/.test(specifier))
        .map(({ specifier, line }) => ({ path, line, message: `${specifier} has no extension` }));
      const kebabCase = path.split("/").every((part) => /^[a-z0-9.]+(-[a-z0-9.]+)*$/.test(part));
      return kebabCase ? findings : [...findings, { path, line: 1, message: "not kebab-case" }];
    });
}

/** Unfinished business, tests that do not run, and compiler errors that are waved through. */
const bannedText = [
  /\b(TODO|FIXME|XXX)\b/,
  /@ts-(ignore|nocheck|expect-error)\b/,
  /\b(it|test|describe)\.(skip|only|todo)\b/,
];

export function checkUnfinished(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path, syntax }) => syntax && !path.startsWith("test/tidy/"))
    .flatMap(({ path, lines }) =>
      lines.flatMap((text, index) => {
        const found = bannedText.map((pattern) => pattern.exec(text)?.[0]).find(Boolean);
        return found ? [{ path, line: index + 1, message: `unfinished: ${found}` }] : [];
      }),
    );
}

function isRelative(source: unknown): boolean {
  return isNode(source) && typeof source.value === "string" && source.value.startsWith(".");
}

function otherBanned(node: SyntaxNode): string | undefined {
  if (node.definite === true) return "!";
  if (node.type !== "TSModuleDeclaration") return undefined;
  const id = node.id;
  return isNode(id) && id.type === "Literal" ? undefined : "namespace";
}

function ofNodes(
  files: readonly SourceFile[],
  objection: (node: SyntaxNode) => string | undefined,
): Finding[] {
  return files.flatMap((file) => {
    if (!file.syntax) return [];
    return [...walk(file.syntax.program)].flatMap(({ node }) => {
      const message = objection(node);
      return message ? [{ path: file.path, line: lineAt(file, node.start), message }] : [];
    });
  });
}
