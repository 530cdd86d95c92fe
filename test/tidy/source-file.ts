import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "rolldown/utils";

/** One file of the project: its text, and for TypeScript its syntax tree and its imports. */
export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Absent where the file is prose. */
  readonly syntax?: Syntax;
}

type Syntax = Pick<ReturnType<typeof parseSync>, "program" | "module">;

/** Something that a rule objects to. */
export interface Finding {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

const foldersNotOurs = new Set(["node_modules", "dist", "coverage", "cdk.out"]);

/** Every TypeScript file and every page of prose under `root`. */
export function readSources(root: string): SourceFile[] {
  return listFiles(root, "")
    .filter((path) => path.endsWith(".ts") || path.endsWith(".md"))
    .map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

export function parseSource(path: string, text: string): SourceFile {
  const lines = text.split("\n");
  if (!path.endsWith(".ts")) return { path, text, lines };
  const { program, module, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new Error(`${path} does not parse: ${error.message}`);
  return { path, text, lines, syntax: { program, module } };
}

/** The 1-based line of an offset into the text. */
export function lineAt(file: SourceFile, offset: number): number {
  return file.text.slice(0, offset).split("\n").length;
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || foldersNotOurs.has(entry.name)) return [];
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? listFiles(root, path) : [path];
  });
}
