import { join } from "node:path";
import { type Plugin, rolldown } from "rolldown";

/**
 * Large packages that most executions do not need, and what of them is imported. They are required
 * when they are first used: not imported, for whoever uses them cannot wait.
 */
const packages: { readonly [name: string]: readonly string[] } = {
  jsonata: ["default"],
  re2js: ["RE2JS", "RE2JSException"],
};

/** Puts a stand-in in the place of each such package, and the package beside the bundle. */
export function lazyPackages(folder: string): Plugin {
  return {
    name: "lazy-packages",
    resolveId: (id) => (Object.hasOwn(packages, id) ? `${prefix}${id}` : undefined),
    load: (id) => {
      const name = id.startsWith(prefix) ? id.slice(prefix.length) : undefined;
      return name === undefined ? undefined : standIn(name, packages[name] ?? []);
    },
    writeBundle: async () => {
      for (const name of Object.keys(packages)) await buildPackage(name, folder);
    },
  };
}

const prefix = "\0lazy:";

function standIn(name: string, exported: readonly string[]): string {
  const lines = [
    'import { createRequire } from "node:module";',
    "const require = createRequire(import.meta.url);",
    "let loaded;",
    `const load = () => (loaded ??= require("./${name}.cjs"));`,
    "const lazy = (pick) => new Proxy(function () {}, {",
    "  apply: (_target, self, parameters) => Reflect.apply(pick(), self, parameters),",
    "  construct: (_target, parameters) => Reflect.construct(pick(), parameters),",
    "  get: (_target, member) => Reflect.get(pick(), member),",
    "  has: (_target, member) => Reflect.has(pick(), member),",
    "});",
  ];
  for (const member of exported) {
    const pick = `lazy(() => ${member === "default" ? "load()" : `load().${member}`})`;
    lines.push(
      member === "default" ? `export default ${pick};` : `export const ${member} = ${pick};`,
    );
  }
  return lines.join("\n");
}

async function buildPackage(name: string, folder: string): Promise<void> {
  const bundle = await rolldown({ input: { [name]: name }, platform: "node", tsconfig: false });
  await bundle.write({
    file: join(folder, `${name}.cjs`),
    format: "cjs",
    minify: true,
    exports: "auto",
  });
  await bundle.close();
}
