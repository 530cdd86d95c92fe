import {
  GetActivityTaskCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Execution } from "../../lib/hosts/execution.ts";
import type { Mocks } from "../../lib/testing/mocks.ts";

/** An execution that is run in this process and on the deployed runtime, and compared. */
export interface Scenario {
  readonly title: string;
  readonly machine: string;
  readonly input: object;
  /** What stands for services, in this process only. */
  readonly mocks?: Mocks;
  /** Answers its Tasks in this process … */
  readonly here?: (execution: Execution) => Promise<void>;
  /** … and on the deployed runtime. */
  readonly there?: (clients: Clients, places: { readonly approvals: string }) => Promise<void>;
  /** It fails, and is redriven once. */
  readonly isRedriven?: boolean;
}

export interface Clients {
  readonly stepFunctions: SFNClient;
  readonly sqs: SQSClient;
}

const activityArn = "arn:aws:states:us-east-1:111122223333:activity:ReadMeter";
const message = { MessageId: "00000000-0000-4000-8000-000000000000" };

export const scenarios: readonly Scenario[] = [
  {
    title: "a Task that is retried twice",
    machine: "Orders",
    input: { orderId: "42", total: 99.5, failures: 2 },
  },
  { title: "two Retriers and a Catcher", machine: "Cards", input: { card: "x" } },
  {
    title: "a callback",
    machine: "Expenses",
    input: { expense: { euros: 120, for: "train" } },
    here: async (execution) => {
      await execution.runUntilWaiting();
      await execution.openTask("AskForApproval").succeed({ approved: true });
    },
    there: async ({ stepFunctions, sqs }, { approvals }) => {
      const receive = new ReceiveMessageCommand({ QueueUrl: approvals, WaitTimeSeconds: 20 });
      const { Messages: [received] = [] } = await sqs.send(receive);
      const taskToken = JSON.parse(received?.Body ?? "{}").token as string;
      const output = '{"approved":true}';
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }));
      const handle = { QueueUrl: approvals, ReceiptHandle: received?.ReceiptHandle };
      await sqs.send(new DeleteMessageCommand(handle));
    },
  },
  {
    title: "an activity with a heartbeat",
    machine: "Meters",
    input: { meter: "m-7" },
    here: async (execution) => {
      await execution.runUntilWaiting();
      const task = await execution.takeActivityTask(activityArn, "worker-1");
      await task?.heartbeat();
      await task?.succeed({ kilowattHours: 812 });
    },
    there: async ({ stepFunctions }) => {
      const take = new GetActivityTaskCommand({ activityArn, workerName: "worker-1" });
      const { taskToken } = await stepFunctions.send(take);
      await stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken }));
      const output = '{"kilowattHours":812}';
      await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output }));
    },
  },
  {
    title: "a distributed Map over a file in S3",
    machine: "Import",
    input: { bucket: "shop", key: "customers.csv" },
  },
  { title: "a nested execution", machine: "NightlyClose", input: { day: "2026-01-01" } },
  {
    title: "timers",
    machine: "Trial",
    input: { trialSeconds: 2, remindAt: "2026-01-01T00:00:00Z", mailSeconds: 20 },
  },
  {
    title: "a function and a queue",
    machine: "Stock",
    input: { article: "shoe" },
    mocks: { Announce: { result: message } },
  },
  {
    title: "a table",
    machine: "Shipments",
    input: { orderId: "42" },
    mocks: { ShipOrder: { result: {} } },
  },
  {
    title: "a Map with three at a time",
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
  { title: "a Parallel", machine: "Reports", input: { customer: 7 } },
  { title: "a redrive", machine: "Publisher", input: { report: 1 }, isRedriven: true },
  {
    title: "JSONata with variables",
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
    machine: "Shipping",
    input: { kilograms: 12, country: "FR", limits: { letterKilograms: 2 } },
  },
  { title: "an error of the workflow", machine: "Shipping", input: { country: "FR" } },
  { title: "a definition in YAML", machine: "Greeting", input: { name: "Ada" } },
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
];
