import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HandlerModules } from "../../lib/integrations/lambda/handler-modules.ts";

// Loads modules that change, with Node's own loader: prints what each version answers.
const folder = mkdtempSync(join(tmpdir(), "stepwright-modules-"));
const modules = new HandlerModules();
let written = 0;

/** Every version of a file is a second younger than the one before. */
function write(name: string, text: string): void {
  const file = join(folder, name);
  writeFileSync(file, text);
  const seconds = 1_700_000_000 + ++written;
  utimesSync(file, seconds, seconds);
}

async function answerOf(name: string): Promise<unknown> {
  try {
    const { handler } = await modules.load(join(folder, name));
    return (handler as () => unknown)();
  } catch (error) {
    return (error as Error).name;
  }
}

const answers: { [what: string]: unknown } = {};

write("leaf.ts", "export const value: number = 1;");
write(
  "root.ts",
  'import { value } from "./leaf.ts";\nlet calls = 0;\nexport const handler = () => [value, ++calls];',
);
answers.first = await answerOf("root.ts");
answers.unchanged = await answerOf("root.ts");
write("leaf.ts", "export const value: number = 2;");
answers.leafChanged = await answerOf("root.ts");
write("leaf.ts", "export const value: number = ;");
answers.broken = await answerOf("root.ts");
write("leaf.ts", "export const value: number = 3;");
answers.mended = await answerOf("root.ts");

write("leaf.cjs", "module.exports = 1;");
write("root.cjs", 'const leaf = require("./leaf.cjs");\nexports.handler = () => leaf;');
answers.required = await answerOf("root.cjs");
write("leaf.cjs", "module.exports = 2;");
answers.requiredChanged = await answerOf("root.cjs");

answers.missing = await answerOf("missing.ts");
write("missing.ts", "export const handler = () => 1;");
answers.found = await answerOf("missing.ts");

console.log(JSON.stringify(answers));
