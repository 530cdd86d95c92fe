import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StateMachine } from "stepwright";
import { executionText } from "../bin/commands/execution-text.ts";
import { main } from "../bin/commands/main.ts";
import { painterFor } from "../bin/terminal/colours.ts";
import * as tasks from "../examples/order-processing/tasks.ts";
import { timeline } from "./timeline.ts";

// `npm run demo`: what a first look should show. Everything here is what a user can do as well.
const folder = "examples/order-processing";
const file = `${folder}/order-processing.asl.json`;
const order = { orderId: "42", total: 99.5 };
const paint = painterFor(process.stdout);

heading(1, "Is the definition right?");
await stepwright("validate", file);

heading(2, "Run it: tasks are local functions, the payment service is down twice, time is skipped");
const started = performance.now();
const machine = await StateMachine.fromFile(file);
const execution = await machine.run(order, { tasks });
const milliseconds = Math.ceil(performance.now() - started);
console.log(`${executionText(execution, false, paint)}\n`);
console.log(`${timeline(execution, paint)}\n`);
console.log(`${execution.history.length} events of history, in ${milliseconds} ms of real time`);

heading(3, 'Make a mistake: "Next": "ShipOrdr"');
const scratch = mkdtempSync(join(tmpdir(), "stepwright-"));
const right = readFileSync(file, "utf8");
writeFileSync(join(scratch, "order.asl.json"), right.replace('"ShipOrder"', '"ShipOrdr"'));
const home = process.cwd();
process.chdir(scratch);
await stepwright("validate", "order.asl.json");
process.chdir(home);
rmSync(scratch, { recursive: true });
// That the mistake was found is what was to be shown.
process.exitCode = execution.status === "SUCCEEDED" && process.exitCode === 1 ? 0 : 1;

console.log(`
${paint("bold", "Now you:")}
  npm run -s stepwright -- run ${file} \\
    --tasks ${folder}/tasks.ts --input '{"orderId":"1","total":5}' --history
  npm run -s stepwright -- graph ${file} --format svg > order.svg
  and the tutorial in README.md`);

function heading(number: number, text: string): void {
  console.log(`\n${paint("cyan", paint("bold", `${number}. ${text}`))}\n`);
}

/** The CLI, in this process. */
async function stepwright(...args: readonly string[]): Promise<void> {
  console.log(paint("dim", `$ stepwright ${args.join(" ")}`));
  await main(["node", "stepwright", ...args]);
}
