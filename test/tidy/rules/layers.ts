import { importsOf } from "../imports.ts";
import type { Finding, SourceFile } from "../source-file.ts";

/** What a layer may import: other layers, and packages (`*`: any). */
interface Layer {
  readonly layers: readonly string[];
  readonly packages: readonly string[];
}

const belowEngine = ["language", "data", "core"];
const belowHosts = [...belowEngine, "engine", "integrations", "adapters", "api"];
const any = ["*"];

/** language <- data <- core <- engine <- { integrations | adapters | api } <- hosts <- bin */
const layers = new Map<string, Layer>([
  ["language", { layers: [], packages: any }],
  ["data", { layers: ["language"], packages: pureOnly() }],
  ["core", { layers: ["language", "data"], packages: [] }],
  ["engine", { layers: belowEngine, packages: ["node:crypto"] }],
  ["integrations", { layers: [...belowEngine, "engine"], packages: any }],
  ["adapters", { layers: [...belowEngine, "engine"], packages: any }],
  ["api", { layers: [...belowEngine, "engine"], packages: any }],
  ["testing", { layers: belowHosts, packages: any }],
  ["hosts", { layers: [...belowHosts, "testing"], packages: any }],
  ["constructs", { layers: ["language"], packages: any }],
  ["lambda", { layers: [...belowHosts, "hosts"], packages: any }],
  ["bin", { layers: [...belowHosts, "testing", "hosts", "constructs"], packages: any }],
]);

/** Layers that share names with what is deployed. */
const seesNames = new Set(["constructs", "adapters"]);

/** A file imports its own layer and those below it, and only the packages that the layer may. */
export function checkLayers(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const name = layerOf(file.path);
    const layer = name === undefined ? undefined : layers.get(name);
    if (name === undefined) return [];
    if (!layer) return [{ path: file.path, line: 1, message: `"${name}" is not a layer` }];
    return importsOf(file).flatMap(({ specifier, target, line }) => {
      if (target === undefined ? mayUse(layer, specifier) : mayImport(name, layer, target)) {
        return [];
      }
      return [{ path: file.path, line, message: `${name} may not import ${specifier}` }];
    });
  });
}

/** Packages that compute and do nothing else. */
function pureOnly(): string[] {
  return ["jsonata", "re2js", "node:buffer", "node:crypto"];
}

function layerOf(path: string): string | undefined {
  const [top, second, third] = path.split("/");
  if (top === "lib") return third === undefined ? undefined : second;
  return top === "bin" || top === "lambda" ? top : undefined;
}

function mayUse({ packages }: Layer, specifier: string): boolean {
  return packages.includes("*") || packages.includes(specifier);
}

function mayImport(name: string, { layers: allowed }: Layer, target: string): boolean {
  if (!/^(lib|bin|lambda)\//.test(target)) return true;
  const other = layerOf(target);
  if (seesNames.has(name) && target.startsWith("lib/hosts/environment/")) return true;
  return other === name || (other !== undefined && allowed.includes(other));
}
