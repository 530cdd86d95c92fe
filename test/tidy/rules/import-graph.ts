import { type Import, importsOf } from "../imports.ts";
import { type Finding, lineAt, type SourceFile } from "../source-file.ts";

/** No file imports itself by way of others, types included. */
export function checkCycles(files: readonly SourceFile[]): Finding[] {
  const graph = graphOf(files);
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      const message = `import cycle: ${[...trail.slice(start), path].join(" -> ")}`;
      findings.push({ path, line: 1, message });
      return;
    }
    if (done.has(path)) return;
    for (const { target } of graph.get(path) ?? []) {
      if (target !== undefined) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return findings;
}

/** Where the product begins: what package.json exports, the CLI, the Lambda functions. */
const productEntries =
  /^(lib\/(index|client)\.ts|lib\/testing\/vitest\.ts|bin\/[^/]+\.ts|lambda\/[^/]+\.ts)$/;
/** Where everything else begins: tests, what npm scripts run, what tools read. */
const workEntries = /(\.test\.ts|^[^/]+\.ts|^scripts\/[^/]+\.ts|^bench\/[^/]+\.ts)$/;

/** Every file is reached from an entry; the product's own from the product's entries. */
export function checkDeadFiles(files: readonly SourceFile[]): Finding[] {
  const graph = graphOf(files);
  const paths = [...graph.keys()];
  const product = reached(
    graph,
    paths.filter((path) => productEntries.test(path)),
  );
  const all = reached(
    graph,
    paths.filter((path) => isEntry(path)),
  );
  return paths
    .filter((path) => !(path.startsWith("lib/") ? product : all).has(path))
    .map((path) => ({ path, line: 1, message: "dead file: nothing that starts imports it" }));
}

/** Every function, class and constant that lib exports is imported by some other file. */
export function checkDeadExports(files: readonly SourceFile[]): Finding[] {
  const used = new Set<string>();
  for (const imported of [...graphOf(files).values()].flat()) {
    for (const name of imported.names) used.add(`${imported.target} ${name}`);
  }
  const isUsed = (path: string, name: string): boolean =>
    used.has(`${path} ${name}`) || used.has(`${path} *`);
  return files.filter(isLibrary).flatMap((file) =>
    exportedValues(file)
      .filter(({ name }) => !isUsed(file.path, name))
      .map(({ name, line }) => ({
        path: file.path,
        line,
        message: `${name} is exported but nothing imports it`,
      })),
  );
}

function isEntry(path: string): boolean {
  return productEntries.test(path) || workEntries.test(path);
}

function isLibrary({ path }: SourceFile): boolean {
  return path.startsWith("lib/") && !productEntries.test(path);
}

function exportedValues(file: SourceFile): { readonly name: string; readonly line: number }[] {
  const exports = file.syntax?.module.staticExports ?? [];
  return exports
    .flatMap(({ entries }) => entries)
    .flatMap(({ exportName: { name }, isType, start }) =>
      name === null || isType || isInterface(file, start, name)
        ? []
        : [{ name, line: lineAt(file, start) }],
    );
}

function isInterface({ text }: SourceFile, start: number, name: string): boolean {
  const line = text.slice(text.lastIndexOf("\n", start) + 1, start + name.length);
  return /^export (declare )?(interface|type) /.test(line);
}

function graphOf(files: readonly SourceFile[]): Map<string, Import[]> {
  return new Map(files.filter(({ syntax }) => syntax).map((file) => [file.path, importsOf(file)]));
}

function reached(graph: Map<string, Import[]>, entries: readonly string[]): Set<string> {
  const seen = new Set(entries);
  for (const path of seen) {
    for (const { target } of graph.get(path) ?? []) {
      if (target !== undefined) seen.add(target);
    }
  }
  return seen;
}
