import {
  GetActivityTaskCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
} from "@aws-sdk/client-sfn";
import type { Scenario } from "../scenario.ts";

const activityArn = "arn:aws:states:us-east-1:111122223333:activity:ReadMeter";
const message = { MessageId: "00000000-0000-4000-8000-000000000000" };

/** The machines of the examples, one after the other. */
export const examples: readonly Scenario[] = [
  {
    title: "a Task that is retried twice",
    golden: "tasks in a row, retried",
    machine: "Orders",
    input: { orderId: "42", total: 99.5, failures: 2 },
  },
  {
    title: "two Retriers and a Catcher",
    golden: "a Retrier with jitter, and Catchers",
    machine: "Cards",
    input: { card: "x" },
  },
  {
    title: "an activity with a heartbeat",
    golden: "an activity with heartbeats",
    machine: "Meters",
    input: { meter: "m-7" },
    here: async (execution) => {
      await execution.runUntilWaiting();
      const task = await execution.takeActivityTask(activityArn, "worker-1");
      await task?.heartbeat();
      await task?.succeed({ kilowattHours: 812 });
    },
    there: async ({ clients: { stepFunctions } }) => {
      const take = new GetActivityTaskCommand({ activityArn, workerName: "worker-1" });
      const { taskToken } = await stepFunctions.send(take);
      await stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken }));
      const output = '{"kilowattHours":812}';
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }));
    },
  },
  {
    title: "a distributed Map over a file in S3",
    golden: "a distributed Map in batches",
    machine: "Import",
    input: { bucket: "shop", key: "customers.csv" },
  },
  {
    title: "a nested execution",
    golden: "an execution that starts another and waits for it",
    machine: "NightlyClose",
    input: { day: "2026-01-01" },
  },
  {
    title: "timers",
    golden: "waits, and a task that never answers",
    machine: "Trial",
    input: { trialSeconds: 2, remindAt: "2026-01-01T00:00:00Z", mailSeconds: 20 },
  },
  {
    title: "a function and a queue",
    golden: "tasks that are made again",
    machine: "Stock",
    input: { article: "shoe" },
    mocks: { Announce: { result: message } },
  },
  {
    title: "a table",
    golden: "a machine whose states are tested one by one",
    machine: "Shipments",
    input: { orderId: "42" },
    mocks: { ShipOrder: { result: {} } },
  },
  {
    title: "a Map with three at a time",
    golden: "a Map with items side by side",
    machine: "Baskets",
    input: {
      currency: "EUR",
      lines: [
        { article: "tea", quantity: 2 },
        { article: "cup", quantity: 1 },
        { article: "plate", quantity: 5 },
        { article: "spoon", quantity: 2 },
      ],
    },
  },
  {
    title: "a Parallel",
    golden: "a Parallel whose branches are tasks",
    machine: "Reports",
    input: { customer: 7 },
  },
  {
    title: "a redrive",
    golden: "a redrive",
    machine: "Publisher",
    input: { report: 1 },
    isRedriven: true,
  },
  {
    title: "JSONata with variables",
    golden: "JSONata and variables",
    machine: "Points",
    input: {
      customer: "Ada",
      lines: [
        { price: 30, quantity: 2 },
        { price: 45, quantity: 1 },
      ],
    },
  },
  {
    title: "intrinsic functions",
    golden: "intrinsic functions",
    machine: "Parcels",
    input: {
      first: "Ada",
      last: "Lovelace",
      tags: "fragile,gift,fragile",
      items: 5,
      note: { text: "ring twice" },
      defaults: { insured: false, weight: 1 },
      options: '{"insured":true}',
    },
  },
  {
    title: "a Choice",
    golden: "choices only",
    machine: "Shipping",
    input: { kilograms: 12, country: "FR", limits: { letterKilograms: 2 } },
  },
  { title: "an error of the workflow", machine: "Shipping", input: { country: "FR" } },
  {
    title: "a definition in YAML",
    golden: "a definition in YAML",
    machine: "Greeting",
    input: { name: "Ada" },
  },
  {
    title: "a Task that takes too long",
    machine: "Impatient",
    input: { milliseconds: 4_000 },
    mocks: { Sleep: { never: true } },
  },
  { title: "a Task of the task runner", machine: "Runner", input: { text: "grüße, 世界" } },
  {
    title: "a large payload",
    machine: "Runner",
    input: {
      text: Array.from({ length: 20_000 }, (_, index) => (index * 7_919) % 9_973).join(" "),
    },
  },
  {
    title: "a machine of a SAM template",
    golden: "a SAM template's machine",
    machine: "SamThumbnails",
    input: { key: "cat.png" },
  },
  {
    title: "a machine of a CDK template",
    golden: "a CDK template's machine",
    machine: "CdkThumbnails",
    input: { key: "dog.png", failures: 1 },
  },
  {
    title: "a machine of an app that is tested by Jest",
    machine: "Greetings",
    input: { id: 7 },
  },
  {
    title: "a mail that takes too long",
    machine: "HurriedTrial",
    input: {
      trialSeconds: 1,
      remindAt: "2026-01-01T00:00:00Z",
      mailSeconds: 1,
      milliseconds: 4_000,
    },
    mocks: { SendReminder: { never: true } },
  },
  {
    title: "an Express workflow",
    golden: "an Express workflow",
    machine: "Images",
    input: { key: "cat.png" },
  },
  { title: "an Express workflow that fails", machine: "Images", input: { key: "" } },
  {
    title: "an Express workflow that nobody waits for",
    machine: "Images",
    input: { key: "dog.png" },
    isOnlyStarted: true,
  },
];
