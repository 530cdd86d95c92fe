import { posix } from "node:path";
import { lineAt, type SourceFile } from "./source-file.ts";

/** One import or re-export of a file. */
export interface Import {
  /** As it is written: `./json.ts`, `node:fs`, `yaml`. */
  readonly specifier: string;
  /** The project's file that it means, if it is one of ours. */
  readonly target: string | undefined;
  readonly line: number;
  /** Names taken from the target: `default`, or `*` for all of them. */
  readonly names: readonly string[];
}

/** What the package's own name means inside of the project. */
const ownEntries = new Map([
  ["stepwright", "lib/index.ts"],
  ["stepwright/vitest", "lib/testing/vitest.ts"],
]);

export function importsOf(file: SourceFile): Import[] {
  if (!file.syntax) return [];
  const { staticImports, staticExports, dynamicImports } = file.syntax.module;
  const make = (specifier: string, start: number, names: readonly string[]): Import => ({
    specifier,
    target: resolve(file.path, specifier),
    line: lineAt(file, start),
    names,
  });
  return [
    ...staticImports.map(({ moduleRequest, start, entries }) =>
      make(
        moduleRequest.value,
        start,
        entries.map(({ importName }) => nameOf(importName)),
      ),
    ),
    ...staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, start, importName }) =>
        moduleRequest ? [make(moduleRequest.value, start, [nameOf(importName)])] : [],
      ),
    ),
    ...dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const written = /^["'](.*)["']$/.exec(file.text.slice(start, end));
      return written?.[1] ? [make(written[1], start, ["*"])] : [];
    }),
    // Programs that are started by their file: `new URL("./child.ts", import.meta.url)`.
    ...[...file.text.matchAll(/new URL\(\s*"(\.[^"]+\.ts)"/g)].map(({ 1: path = "", index }) =>
      make(path, index, []),
    ),
  ];
}

function nameOf({ kind, name }: { readonly kind: string; readonly name: string | null }): string {
  if (kind === "Name" && name !== null) return name;
  return kind === "Default" ? "default" : "*";
}

function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return ownEntries.get(specifier);
  return posix.join(posix.dirname(from), specifier);
}
