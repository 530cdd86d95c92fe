import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importsOf } from "./tidy/imports.ts";
import { readSources } from "./tidy/source-file.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const sources = readSources(root);

describe("package.json", () => {
  it("exports files that the build makes of files that there are", () => {
    const targets = [...targetsOf(manifest.exports), manifest.main, manifest.types];
    const made = targets.filter((path) => /\.js$/.test(path) && !path.includes("/cjs/"));
    expect(made.length).toBeGreaterThan(1);
    for (const path of made) expect(existsSync(join(root, sourceOf(path))), path).toBe(true);
  });

  it("has types for CommonJS where TypeScript does not read exports (node10), too", () => {
    const required = Object.entries<{ require?: { types: string } }>(manifest.exports)
      .filter(([path]) => path !== ".")
      .flatMap(([path, { require }]) => (require ? [[path.slice(2), [require.types]]] : []));
    expect(required.length).toBeGreaterThan(1);
    expect(manifest.typesVersions["*"]).toEqual(Object.fromEntries(required));
  });

  it("has a CLI whose first file there is", () => {
    expect(existsSync(join(root, sourceOf(manifest.bin.stepwright)))).toBe(true);
  });

  it("depends on what the product imports, and on nothing else", () => {
    const peers = Object.keys(manifest.peerDependencies).filter((name) => !isSdkClient(name));
    const expected = [...Object.keys(manifest.dependencies), ...peers].sort();
    const imported = packagesOf((path) => isProduct(path) && !isBundled(path));
    expect(imported.filter((name) => !isSdkClient(name))).toEqual(expected);
    const clients = imported.filter(isSdkClient);
    expect(clients.filter((name) => !(name in manifest.peerDependencies))).toEqual([]);
  });

  it("has what is bundled into the functions for the build", () => {
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    const imported = packagesOf(isBundled);
    expect(imported).toContain("@aws-sdk/client-dynamodb");
    expect(imported.filter((name) => !(name in declared))).toEqual([]);
  });

  it("has every peer for whoever wants it only", () => {
    for (const name of Object.keys(manifest.peerDependencies)) {
      expect(manifest.peerDependenciesMeta[name], name).toEqual({ optional: true });
    }
  });

  it("has the SDK's clients, which are loaded by name, for the tests too", () => {
    const clients = Object.keys(manifest.peerDependencies).filter(isSdkClient);
    expect(clients.length).toBeGreaterThan(0);
    for (const name of clients) expect(manifest.devDependencies[name], name).toBeDefined();
  });

  it("names every package that tests, scripts and benchmarks import", () => {
    const declared = { ...manifest.dependencies, ...manifest.devDependencies };
    const imported = packagesOf((path) =>
      /^(test|scripts|bench|examples\/(?!jest-cdk))/.test(path),
    );
    expect(imported.filter((name) => !(name in declared))).toEqual([]);
  });

  it("demands the Node that the CLI's first file demands", () => {
    const [version = ""] = /\d+\.\d+/.exec(manifest.engines.node) ?? [];
    const cli = readFileSync(join(root, "bin/stepwright.ts"), "utf8");
    expect(version).not.toBe("");
    expect(cli).toContain(version);
  });
});

function isSdkClient(name: string): boolean {
  return name.startsWith("@aws-sdk/client-");
}

/** `dist/lib/index.js` is made of `lib/index.ts`. */
function sourceOf(path: string): string {
  return path.replace(/^\.\/dist\//, "").replace(/\.js$/, ".ts");
}

function targetsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Object.values(value as object).flatMap(targetsOf);
}

function isProduct(path: string): boolean {
  return /^(lib|bin|lambda)\//.test(path);
}

/** Is it shipped only within the functions' bundles, which bring their packages? */
function isBundled(path: string): boolean {
  return /^(lambda|lib\/hosts\/lambda|lib\/adapters\/aws)\//.test(path);
}

/** The names of the packages that these files import, Node's own modules aside. */
function packagesOf(isWanted: (path: string) => boolean): string[] {
  const specifiers = sources
    .filter(({ path }) => isWanted(path))
    .flatMap((file) => importsOf(file).map(({ specifier }) => specifier))
    .filter((specifier) => !/^(\.|node:|stepwright)/.test(specifier));
  const names = specifiers.map((specifier) => {
    const parts = specifier.split("/");
    return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
  });
  return [...new Set(names)].sort();
}
