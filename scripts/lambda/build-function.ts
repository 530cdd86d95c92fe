import { type OutputChunk, rolldown } from "rolldown";
import { lazyPackages } from "./lazy-packages.ts";

export interface BuiltFunction {
  /** Minified: of all that is loaded before the handler can be called. */
  readonly staticBytes: number;
  /** What is loaded at the start, by package or folder: bytes before they are minified. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Bundles a function as one file that is loaded at the start, and others that are loaded when they
 * are needed. `input`: the module that has the handler.
 */
export async function buildFunction(input: string, folder: string): Promise<BuiltFunction> {
  const bundle = await rolldown({
    input: { index: input },
    platform: "node",
    tsconfig: false,
    resolve,
    plugins: [lazyPackages(folder)],
  });
  const draft = await bundle.generate({ format: "esm" });
  const loaded = loadedAtStart(draft.output.filter((file) => file.type === "chunk"));
  const modules = new Set(loaded.flatMap(({ moduleIds }) => moduleIds));
  const { output } = await bundle.write({
    dir: folder,
    format: "esm",
    minify: true,
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
    // One file to read at the start, instead of one for each set of modules that others share.
    codeSplitting: { groups: [{ name: "start", test: (id) => modules.has(id) }] },
  });
  await bundle.close();
  const start = loadedAtStart(output.filter((file) => file.type === "chunk"));
  return {
    staticBytes: start.reduce((bytes, { code }) => bytes + Buffer.byteLength(code), 0),
    parts: partsOf(start),
  };
}

/** The SDK's own modules, not what they were compiled to for `require`. */
export const resolve = {
  conditionNames: ["module", "node", "import", "default"],
  mainFields: ["module", "main"],
};

function loadedAtStart(chunks: readonly OutputChunk[]): readonly OutputChunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const { imports } of loaded) {
    for (const name of imports) {
      const chunk = byName.get(name);
      if (chunk !== undefined) loaded.add(chunk);
    }
  }
  return [...loaded];
}

function partsOf(chunks: readonly OutputChunk[]): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  for (const { modules } of chunks) {
    for (const [id, { renderedLength }] of Object.entries(modules)) {
      const part = partOf(id);
      parts.set(part, (parts.get(part) ?? 0) + renderedLength);
    }
  }
  return new Map([...parts].sort(([, a], [, b]) => b - a));
}

function partOf(id: string): string {
  const ofPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(id)?.[1];
  return ofPackage ?? /(lib\/[^/]+)\//.exec(id)?.[1] ?? id;
}
