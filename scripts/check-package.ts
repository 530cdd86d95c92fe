import { equal, match, ok } from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandsOf, snippetsOf, wordsOf } from "../test/tutorial/snippets.ts";
import { Checks } from "./checks.ts";
import { CommandFailed, pack } from "./packed.ts";

// What a user gets: the package is packed, installed into an empty folder and used from there.
const megabytesMax = 15;
const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const typescript = `typescript@${devDependencies.typescript}`;
const vitest = `vitest@${devDependencies.vitest}`;
const cdk = ["aws-cdk-lib", "constructs"].map((name) => `${name}@${devDependencies[name]}`);

const definition = JSON.stringify({
  StartAt: "Greet",
  States: {
    Greet: { Type: "Pass", Parameters: { "hello.$": "$.name" }, End: true },
  },
});
const program = `
  const machine = StateMachine.fromObject(${definition});
  const execution = await machine.run({ name: "Ada" });
  console.log(execution.status, JSON.stringify(execution.output));
`;
const app = `
  const stack = new Stack(new App(), "Shop");
  new sfn.Stepwright(stack, "Stepwright");
  const definitionBody = sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, "Greet"));
  new sfn.StateMachine(stack, "Machine", { definitionBody });
  const { Resources } = Template.fromStack(stack).toJSON();
  console.log(Object.values(Resources).filter(({ Type }) => /StateMachine$/.test(Type)).length);
`;
const typed = `
import { StateMachine } from "stepwright";
const machine = StateMachine.fromObject(${definition});
const execution = await machine.run({ name: "Ada" }, { time: "skip", seed: 1 });
const status: string = execution.status;
console.log(status);
`;

const checks = new Checks();
const packed = pack();
try {
  writeFileSync(join(packed.folder, "package.json"), '{ "name": "user", "private": true }\n');
  packed.run("npm", "install", "--omit=optional", packed.tarball);

  await checks.check(`installs in less than ${megabytesMax} MB`, () => {
    const megabytes = sizeOf(join(packed.folder, "node_modules")) / 1e6;
    ok(megabytes < megabytesMax, `${megabytes.toFixed(1)} MB`);
    return `${megabytes.toFixed(1)} MB`;
  });
  await checks.check("is imported as an ES module", () => {
    writeFileSync(
      join(packed.folder, "use.mjs"),
      `import { StateMachine } from "stepwright";\n${program}`,
    );
    equal(packed.run("node", "use.mjs").trim(), 'SUCCEEDED {"hello":"Ada"}');
  });
  await checks.check("is required as CommonJS", () => {
    const text = `const { StateMachine } = require("stepwright");\n(async () => {${program}})();`;
    writeFileSync(join(packed.folder, "use.cjs"), text);
    equal(packed.run("node", "use.cjs").trim(), 'SUCCEEDED {"hello":"Ada"}');
  });
  await checks.check("has a CLI that validates", () => {
    writeFileSync(join(packed.folder, "good.asl.json"), definition);
    writeFileSync(join(packed.folder, "bad.asl.json"), definition.replace("Pass", "Pas"));
    const version = packed.run("npx", "--no-install", "stepwright", "--version").trim();
    match(version, /^\d+\.\d+\.\d+/);
    packed.run("npx", "--no-install", "stepwright", "validate", "good.asl.json");
    const { status, printed } = failureOf(() =>
      packed.run("npx", "--no-install", "stepwright", "validate", "bad.asl.json"),
    );
    equal(status, 1);
    match(printed, /Pas/);
    return version;
  });
  await checks.check("ships schemas that an editor can read", () => {
    const folder = join(packed.folder, "node_modules/stepwright/asl-schemas");
    ok(readdirSync(folder).filter((name) => name.endsWith(".json")).length > 8);
  });
  packed.run("npm", "install", "--save-dev", typescript, "@types/node@24");
  for (const module of ["nodenext", "preserve"]) {
    await checks.check(`has types for module ${module}`, () => {
      writeFileSync(join(packed.folder, "use.mts"), typed);
      const options = ["--noEmit", "--strict", "--target", "es2022", "--module", module];
      packed.run("npx", "--no-install", "tsc", ...options, "--types", "node", "use.mts");
    });
  }
  await checks.check("has constructs that synthesise, as ES module and as CommonJS", () => {
    packed.run("npm", "install", "--save-dev", ...cdk);
    const modules = {
      "stepwright/constructs": "* as sfn",
      "aws-cdk-lib": "{ App, Stack }",
      "aws-cdk-lib/assertions": "{ Template }",
    };
    const names = Object.entries(modules);
    const imports = names.map(([from, what]) => `import ${what} from "${from}";`);
    const requires = names.map(
      ([from, what]) => `const ${what.replace("* as ", "")} = require("${from}");`,
    );
    writeFileSync(join(packed.folder, "app.mjs"), `${imports.join("\n")}${app}`);
    writeFileSync(join(packed.folder, "app.cjs"), `${requires.join("\n")}${app}`);
    for (const file of ["app.mjs", "app.cjs"]) equal(packed.run("node", file).trim(), "1");
  });
  await checks.check("shows what a refused synth is about, not the package's text", () => {
    const text = `const { App, Stack } = require("aws-cdk-lib");
      const { StateMachine } = require("stepwright/constructs");
      new StateMachine(new Stack(new App(), "Shop"), "Orders", {});`;
    writeFileSync(join(packed.folder, "refused.cjs"), text);
    const { printed } = failureOf(() => packed.run("node", "refused.cjs"));
    match(printed, /Shop\/Orders: there is no runtime; add new Stepwright/);
    ok(printed.length < 5_000, `${printed.length} characters are printed`);
  });
  await checks.check("has a README whose tutorial can be followed", () => {
    packed.run("npm", "pkg", "set", "type=module");
    packed.run("npm", "install", "--save-dev", vitest);
    const page = readFileSync(join(packed.folder, "node_modules/stepwright/README.md"), "utf8");
    const snippets = snippetsOf(page, "Ten minutes");
    for (const { file, text } of snippets) {
      if (file !== undefined) writeFileSync(join(packed.folder, file), text);
    }
    const shown = snippets.filter(({ language }) => language === "console").flatMap(commandsOf);
    for (const { command, output } of shown) follow(command, output);
    return `${shown.length} commands`;
  });
} finally {
  packed.remove();
}
checks.finish();

/** Runs a command of the tutorial. What the page shows below it must be what it prints. */
function follow(command: string, output: string): void {
  const [program = "", ...words] = wordsOf(command);
  // Only a mistake that the page shows ends with 1.
  const printed = /\berror\b/.test(output)
    ? failureOf(() => packed.run(program, ...words)).printed
    : packed.run(program, ...words);
  if (output !== "") equal(printed.replaceAll(/[ \t]+$/gm, "").trim(), output, command);
}

function sizeOf(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0);
}

function failureOf(run: () => unknown): CommandFailed {
  try {
    run();
  } catch (error) {
    if (error instanceof CommandFailed) return error;
    throw error;
  }
  throw new Error("the command succeeded");
}
