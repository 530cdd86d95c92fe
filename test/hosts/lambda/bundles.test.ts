import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledClients } from "../../../lib/hosts/environment/bundled-clients.ts";
import { functions } from "../../../lib/hosts/environment/functions.ts";
import { variables } from "../../../lib/hosts/environment/variables.ts";
import { buildClients } from "../../../scripts/lambda/build-clients.ts";
import { type BuiltFunction, buildFunctions } from "../../../scripts/lambda/build-functions.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const hangMs = 180_000;

// Far from any node_modules.
const folder = mkdtempSync(join(tmpdir(), "stepwright-functions-"));
let interpreter: BuiltFunction;

const environment = {
  AWS_REGION: "eu-west-1",
  [variables.table]: "table",
  [variables.bucket]: "bucket",
  [variables.wakeQueueUrl]: "https://sqs.eu-west-1.amazonaws.com/123456789012/wake",
  [variables.aloneQueueUrl]: "https://sqs.eu-west-1.amazonaws.com/123456789012/alone",
  [variables.taskQueueUrl]: "https://sqs.eu-west-1.amazonaws.com/123456789012/tasks",
};

/** What a bare process answers that runs the script, as JSON. */
async function inBareProcess(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "-e", script],
    { cwd: folder, env: environment },
  );
  return JSON.parse(stdout);
}

function moduleOf(...path: string[]): string {
  return JSON.stringify(pathToFileURL(join(folder, ...path)).href);
}

beforeAll(async () => {
  const names = ["interpreter", ...Object.keys(functions)];
  const inputs = names.map((name) => [name, join(root, "lambda", `${name}.ts`)] as const);
  const expressions = fileURLToPath(new URL("./expressions-function.ts", import.meta.url));
  const built = await buildFunctions<string>(
    Object.fromEntries([...inputs, ["expressions", expressions]]),
    folder,
  );
  if (built.interpreter === undefined) throw new Error("there is no interpreter");
  interpreter = built.interpreter;
  await buildClients(folder);
}, hangMs);

afterAll(() => rmSync(folder, { recursive: true }));

describe("the bundles of the functions", () => {
  for (const name of Object.keys(functions)) {
    it(`${name} starts in a process that has nothing else`, async () => {
      const script = `const { handler } = await import(${moduleOf(`${name}.mjs`)});
        console.log(JSON.stringify(typeof handler));`;
      expect(await inBareProcess(script)).toBe("function");
    });
  }

  it("the interpreter answers a batch with nothing in it", async () => {
    const script = `const { handler } = await import(${moduleOf("interpreter.mjs")});
      const answer = await handler({ Records: [] }, { getRemainingTimeInMillis: () => 60000 });
      console.log(JSON.stringify(answer));`;
    expect(await inBareProcess(script)).toEqual({ batchItemFailures: [] });
  });

  it("every client that is bundled tells its shapes", async () => {
    const script = `const told = {};
      for (const name of ${JSON.stringify(bundledClients)}) {
        const url = new URL("clients/" + name + ".mjs", ${moduleOf("x")});
        const { client, NormalizedSchema } = await import(url);
        const Command = Object.entries(client).find(([key]) => /^[A-Z]\\w+Command$/.test(key))[1];
        const schema = NormalizedSchema.of(new Command({}).schema[4]);
        told[name] = schema.isStructSchema();
      }
      console.log(JSON.stringify(told));`;
    const all = Object.fromEntries(bundledClients.map((name) => [name, true]));
    expect(await inBareProcess(script)).toEqual(all);
  });

  it("expressions run that need what is loaded late", async () => {
    const script = `const { handler } = await import(${moduleOf("expressions.mjs")});
      const loaded = () => Object.keys(process.getBuiltinModule("module")._cache).length;
      const before = loaded();
      const output = await handler();
      console.log(JSON.stringify({ before, output, after: loaded() }));`;
    const output = { digits: "12-345" };
    expect(await inBareProcess(script)).toEqual({ before: 0, output, after: 2 });
  });
});

describe("the interpreter's bundle", () => {
  it("loads at most 550 KB at its start", () => {
    expect(interpreter.staticBytes).toBeLessThanOrEqual(550_000);
  });

  it("does not start with what only some executions need", () => {
    const parts = [...interpreter.parts.keys()];
    expect(parts).toContain("@aws-sdk/client-dynamodb");
    const late = ["ajv", "@dagrejs/dagre", "yaml", "jsonata", "re2js", "hyparquet"];
    const clients = ["@aws-sdk/client-s3", "@aws-sdk/client-lambda", "@aws-sdk/xml-builder"];
    expect(parts.filter((part) => [...late, ...clients].includes(part))).toEqual([]);
  });

  it("is one file to read at the start, besides the one that Lambda looks for", () => {
    const text = readFileSync(join(folder, "interpreter.mjs"), "utf8");
    expect(text.match(/\bfrom"[^"]+"/g)).toHaveLength(1);
    const [start = ""] = readdirSync(folder).filter((file) => /^start-.*\.mjs$/.test(file));
    const imported = readFileSync(join(folder, start), "utf8").match(/\bfrom"\.[^"]+"/g);
    // The bundler's own few lines.
    expect(imported).toEqual([expect.stringContaining("rolldown-runtime")]);
  });
});
