import { statSync } from "node:fs";
import { stat } from "node:fs/promises";
import { createRequire, registerHooks } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What a module exports. */
export type ModuleExports = { readonly [name: string]: unknown };

/**
 * Loads the user's modules into this process, and again whenever the module itself, or a file of
 * the project that it imports, has changed. Packages are loaded once, and so are CommonJS modules
 * that an ES module imports.
 */
export class HandlerModules {
  private readonly loaded = new Map<string, LoadedModule>();

  /** @param path absolute */
  async load(path: string): Promise<ModuleExports> {
    const known = this.loaded.get(path);
    if (known !== undefined && !(await known.hasChanged())) return known.exports;
    const module = new LoadedModule(path);
    this.loaded.set(path, module);
    return module.exports;
  }
}

/** One version of a module with the files that it is made of. */
class LoadedModule {
  readonly exports: Promise<ModuleExports>;
  /** When each file was last modified, as of before it was read. */
  private readonly stamps = new Map<string, number>();
  private looking: Promise<boolean> | undefined;

  constructor(path: string) {
    installHooks();
    const version = String(++lastVersion);
    stampsOfVersion.set(version, this.stamps);
    versionOfFile.set(path, version);
    this.stamps.set(path, modifiedMs(statSync(path, quietly)));
    forgetRequired(path);
    const url = `${pathToFileURL(path).href}?${parameter}=${version}`;
    this.exports = import(url);
  }

  /** Calls at the same time share one look. */
  hasChanged(): Promise<boolean> {
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async look(): Promise<boolean> {
    // While it is still loading, its files are still being found.
    await this.exports.catch(() => {});
    const checks = [...this.stamps].map(async ([file, stamp]) => {
      const found = await stat(file).catch(() => undefined);
      return modifiedMs(found) !== stamp;
    });
    return (await Promise.all(checks)).includes(true);
  }
}

const quietly = { throwIfNoEntry: false } as const;

function modifiedMs(stats: { readonly mtimeMs: number } | undefined): number {
  return stats?.mtimeMs ?? 0;
}

const parameter = "stepwright";
let lastVersion = 0;
let hooked = false;
const stampsOfVersion = new Map<string, Map<string, number>>();
/** The last version that each file belongs to: required modules have none in their URLs. */
const versionOfFile = new Map<string, string>();

/** Marks whatever a marked module imports: so a new version of a module is new to its leaves. */
function installHooks(): void {
  if (hooked) return;
  hooked = true;
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const resolved = nextResolve(specifier, context);
      const { parentURL } = context;
      if (!parentURL?.startsWith("file:") || !isProjectFile(resolved.url)) return resolved;
      const mark = new URL(parentURL).searchParams.get(parameter);
      const version = mark ?? versionOfFile.get(fileURLToPath(parentURL));
      if (version === undefined) return resolved;
      const file = fileURLToPath(resolved.url);
      stampsOfVersion.get(version)?.set(file, modifiedMs(statSync(file, quietly)));
      versionOfFile.set(file, version);
      // What is required has no URL, and is known by its file.
      if (mark === null) return resolved;
      return { ...resolved, url: `${resolved.url}?${parameter}=${version}` };
    },
  });
}

function isProjectFile(url: string): boolean {
  return url.startsWith("file:") && !url.includes("/node_modules/") && !url.includes("?");
}

/** CommonJS modules are kept by file: those that a former version has loaded must go. */
function forgetRequired(path: string): void {
  const { cache } = createRequire(path);
  if (cache[path] === undefined) return;
  for (const file of [path, ...versionOfFile.keys()]) delete cache[file];
}
