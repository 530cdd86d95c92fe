import { type OutputAsset, type OutputChunk, rolldown } from "rolldown";
import { lazyPackages } from "./lazy-packages.ts";

export interface BuiltFunction {
  /** Minified: of all that is loaded before the handler can be called. */
  readonly staticBytes: number;
  /** What is loaded at the start, by package or folder: bytes before they are minified. */
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Bundles functions into one folder, each as `<name>.mjs`: what one of them loads at its start and
 * others have, too, is there once. The first one's start is a single file besides its own; what is
 * not needed at the start is in others. `inputs`: the modules that have the handlers, by name.
 */
export async function buildFunctions<Name extends string>(
  inputs: Readonly<Record<Name, string>>,
  folder: string,
): Promise<Readonly<Record<Name, BuiltFunction>>> {
  const names = Object.keys(inputs) as Name[];
  const bundle = await rolldown({
    input: inputs,
    platform: "node",
    tsconfig: false,
    resolve,
    plugins: [lazyPackages(folder)],
  });
  const draft = await bundle.generate({ format: "esm", entryFileNames: "[name].mjs" });
  const first = loadedAtStart(chunksOf(draft.output), `${names[0]}.mjs`);
  const modules = new Set(first.flatMap(({ moduleIds }) => moduleIds));
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
  const chunks = chunksOf(output);
  const built = names.map((name) => [name, builtOf(loadedAtStart(chunks, `${name}.mjs`))]);
  return Object.fromEntries(built);
}

function builtOf(loaded: readonly OutputChunk[]): BuiltFunction {
  return {
    staticBytes: loaded.reduce((bytes, { code }) => bytes + Buffer.byteLength(code), 0),
    parts: partsOf(loaded),
  };
}

/** The SDK's own modules, not what they were compiled to for `require`. */
export const resolve = {
  conditionNames: ["module", "node", "import", "default"],
  mainFields: ["module", "main"],
};

function chunksOf(output: readonly (OutputChunk | OutputAsset)[]): readonly OutputChunk[] {
  return output.filter((file) => file.type === "chunk");
}

function loadedAtStart(chunks: readonly OutputChunk[], entry: string): readonly OutputChunk[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const loaded = new Set(chunks.filter(({ fileName }) => fileName === entry));
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
