import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { Deployment } from "../test/deploy/deployment.ts";
import { historyShape } from "../test/deploy/history-shape.ts";
import { whatIsThere } from "../test/deploy/leftovers.ts";
import { load } from "../test/deploy/load.ts";
import { asLogged } from "../test/deploy/logged-history.ts";
import { machineNamed } from "../test/deploy/machines.ts";
import { needsOf } from "../test/deploy/needs.ts";
import { objects } from "../test/deploy/objects.ts";
import { notAllowed, policiesOf, without } from "../test/deploy/permissions.ts";
import { deleteRestored, itemsOf, restore } from "../test/deploy/restore.ts";
import {
  ended,
  historyOf,
  runHere,
  runThere,
  stateMachineArn,
} from "../test/deploy/run-executions.ts";
import { reaches, type Scenario } from "../test/deploy/scenario.ts";
import { notComparable, scenarios } from "../test/deploy/scenarios.ts";
import { Checks } from "./checks.ts";
import { emulatedAccount, startEmulatedAws } from "./emulated-aws.ts";

// The whole way: `cdk deploy` into an emulated AWS, and what a user does there. The functions are
// those that `npm run build` has bundled.
const { values } = parseArgs({
  options: {
    executions: { type: "string", default: "200" },
    kills: { type: "string", default: "30" },
    /** Only the scenarios with this in their title. */
    only: { type: "string" },
    /** A file for what the emulated AWS and the functions have written. */
    log: { type: "string" },
    /** Only the replacement of the table. */
    restore: { type: "boolean", default: false },
  },
});
const checks = new Checks();
const aws = await startEmulatedAws("The deploy is not tested");
if (aws === undefined) {
  console.log("skipped: there is no emulated AWS");
} else {
  Object.assign(process.env, aws.environment);
  const folder = mkdtempSync(join(tmpdir(), "stepwright-deploy-"));
  try {
    await checks.check("can be deployed", () => testDeploy(new Deployment(aws, folder)));
  } finally {
    if (values.log !== undefined) writeFileSync(values.log, aws.log());
    await aws.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  checks.finish();
}

async function testDeploy(deployment: Deployment): Promise<void> {
  await checks.check("bootstraps", () => deployment.cdk.bootstrap(emulatedAccount));
  const before = await whatIsThere(deployment.aws);
  await deployment.deploy("first");
  await checks.check("puts what distributed Maps read", async () => {
    for (const [Key, Body] of Object.entries(objects)) {
      await deployment.s3.send(new PutObjectCommand({ Bucket: "shop", Key, Body }));
    }
  });
  if (values.restore) return checkRestore(deployment);
  for (const [index, scenario] of scenarios.entries()) {
    if (!scenario.title.includes(values.only ?? "")) continue;
    await checks.check(`runs ${scenario.title}`, () =>
      checkScenario(deployment, scenario, `scenario-${index}`),
    );
  }
  for (const [title, why] of Object.entries(notComparable)) {
    console.log(`left out  ${title}: ${why}`);
  }
  if (values.only !== undefined) return;
  await checkUpgrade(deployment);
  await checkLoad(deployment);
  await checks.check("makes no call without permission", () => checkPermissions(deployment));
  // After it nothing is allowed on the table that there was before.
  await checkRestore(deployment);
  await checks.check("destroys all that it deployed", async () => {
    await deployment.destroy("second");
    await deleteRestored(deployment.dynamodb);
    deepEqual(await whatIsThere(deployment.aws), before);
  });
  await checkExamples(deployment);
}

/** The same output and the same history, thread by thread, as in this process. */
async function checkScenario(
  deployment: Deployment,
  scenario: Scenario,
  name: string,
): Promise<string> {
  const startMs = Date.now();
  const here = await runHere(scenario, deployment.places);
  const there = await runThere(scenario, deployment, name);
  equal(there.status, here.status);
  equal(there.error, here.error);
  const isExpress = machineNamed(scenario.machine).type === "EXPRESS";
  const history = isExpress ? asLogged(here.history) : here.history;
  const rename = (text: string): string => text.replaceAll(name, "scenario");
  equal(rename(historyShape(there.history)), historyShape(history));
  equal(there.history.length, history.length);
  const seconds = Math.round((Date.now() - startMs) / 1_000);
  return `${there.status} after ${there.history.length} events, in ${seconds} s`;
}

/** A deploy while executions run: they keep the definition that they began with. */
async function checkUpgrade(deployment: Deployment): Promise<void> {
  const start = (name: string): Promise<string> => startEdition(deployment, name);
  const old = await Promise.all(["old-1", "old-2", "old-3"].map(start));
  await checks.check("deploys changed definitions and a changed interpreter", async () => {
    await withChangedInterpreter(() => deployment.deploy("second"));
  });
  await checks.check("executions that ran keep their definition", async () => {
    for (const arn of old) equal(await editionOf(deployment, arn), "first");
  });
  await checks.check("new ones have the new one", async () => {
    equal(await editionOf(deployment, await start("new-1")), "second");
  });
}

/** A restored table takes the runtime's place while executions are under way. */
async function checkRestore(deployment: Deployment): Promise<void> {
  const names = ["restored-1", "restored-2", "restored-3"];
  const arns = await Promise.all(names.map((name) => startEdition(deployment, name)));
  const { clients, places } = deployment;
  for (const executionArn of arns) {
    await reaches({ clients, places, executionArn }, "WaitStateEntered");
  }
  await checks.check("goes on with a restored table", async () => {
    const { clients, dynamodb, tableName } = deployment;
    const items = (arn: string): Promise<number> => itemsOf(dynamodb, deployment.tableName, arn);
    const before = await Promise.all(arns.map(items));
    await restore(deployment, "second");
    notEqual(deployment.tableName, tableName);
    for (const [index, arn] of arns.entries()) {
      equal((await ended(clients.stepFunctions, arn)).status, "SUCCEEDED");
      const history = await historyOf(clients.stepFunctions, arn);
      equal(history.filter(({ type }) => type === "TaskStateEntered").length, 2);
      const after = await items(arn);
      ok(after > (before[index] ?? after), "nothing is recorded in the restored table");
    }
  });
}

async function startEdition({ clients }: Deployment, name: string): Promise<string> {
  const command = new StartExecutionCommand({
    stateMachineArn: stateMachineArn("Edition"),
    name,
    input: "{}",
  });
  const { executionArn = "" } = await clients.stepFunctions.send(command);
  return executionArn;
}

async function editionOf({ clients }: Deployment, executionArn: string): Promise<unknown> {
  const { output = "null" } = await ended(clients.stepFunctions, executionArn);
  return JSON.parse(output)?.edition;
}

async function withChangedInterpreter(act: () => Promise<void>): Promise<void> {
  const file = fileURLToPath(new URL("../dist/lambda/interpreter.mjs", import.meta.url));
  const text = readFileSync(file);
  appendFileSync(file, "\n// Another release.\n");
  try {
    await act();
  } finally {
    writeFileSync(file, text);
  }
}

async function checkLoad(deployment: Deployment): Promise<void> {
  const [executions, kills] = [Number(values.executions), Number(values.kills)];
  const { stepFunctions } = deployment.clients;
  const result = await load(deployment.aws, stepFunctions, { executions, kills });
  const { started, statuses, wrong, killed } = result;
  await checks.check("loses no execution to kills, and leaves none stuck", () => {
    deepEqual(statuses, { SUCCEEDED: executions });
    deepEqual(wrong, []);
    ok(killed >= kills, `only ${killed} of ${kills} kills`);
    return `${executions} executions, ${killed} kills`;
  });
  await checks.check("makes no attempt twice", () => {
    const attempts = deployment.callsOf("Toil").map((call) => JSON.stringify(call));
    equal(new Set(attempts).size, attempts.length);
    return `${attempts.length} attempts`;
  });
  await checks.check("keeps whole histories", async () => {
    let interrupted = 0;
    for (const arn of started) {
      const history = await historyOf(stepFunctions, arn);
      for (const [index, { id }] of history.entries()) equal(id, index + 1);
      interrupted += history.filter((event) =>
        /Stepwright.TaskInterrupted/.test(JSON.stringify(event)),
      ).length;
    }
    ok(kills < 30 || interrupted > 0, "no kill has hit a Task");
    return `${interrupted} attempts interrupted`;
  });
}

/** What the functions did is allowed; a grant that is taken away is missed. */
async function checkPermissions({ aws: { callsFile }, iam, lambda }: Deployment): Promise<string> {
  const needs = needsOf(callsFile);
  const policies = await policiesOf(needs, iam, lambda);
  ok(needs.length > 50, `only ${needs.length} calls were noted`);
  deepEqual(notAllowed(needs, policies), []);
  const removed = [
    "dynamodb:PutItem",
    "sqs:SendMessage",
    "lambda:InvokeFunction",
    "sts:AssumeRole",
  ];
  for (const action of removed) {
    ok(notAllowed(needs, without(policies, action)).length > 0, `${action} is not missed`);
  }
  return `${needs.length} different calls of ${policies.size} callers`;
}

/** What cdk.json deploys. */
async function checkExamples(deployment: Deployment): Promise<void> {
  const settings = { context: { removal: "destroy" } };
  await checks.check("deploys the app of cdk.json, and runs a machine of it", async () => {
    const { StepwrightExamples: outputs } = await deployment.cdk.deploy(undefined, settings);
    const stepFunctions = deployment.clientOf(outputs?.ApiUrl ?? "");
    const command = new StartExecutionCommand({
      stateMachineArn: stateMachineArn("close-books"),
      input: '{"day":"2026-01-01"}',
    });
    const { executionArn = "" } = await stepFunctions.send(command);
    equal((await ended(stepFunctions, executionArn)).output, '{"closed":"2026-01-01"}');
    await deployment.cdk.destroy(undefined, settings);
  });
}
