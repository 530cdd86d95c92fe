import type { TaskReply } from "../../../lib/engine/task-reply.ts";
import { fail, type Scenario, submit, succeed } from "../scenario.ts";
import { example } from "./example.ts";

/** The examples' machines, with simple handlers. */
export const examples: readonly Scenario[] = [
  {
    name: "tasks in a row, retried",
    machines: [example("order-processing/order-processing", "Orders")],
    input: { orderId: "o-1", amount: 20 },
    tasks: {
      ProcessPayment: {
        reply: ({ retryCount }) =>
          retryCount < 2
            ? fail("PaymentServiceUnavailable", "try again")
            : succeed({ receipt: 7 })(),
        takesMs: 40,
      },
      ShipOrder: { reply: succeed({ parcel: 9 }), takesMs: 20 },
    },
    isSequential: true,
  },
  {
    name: "tasks that are made again",
    machines: [example("mock-config/lambda-sqs", "Stock")],
    input: { item: "shoe" },
    tasks: {
      ReadStock: { reply: succeed({ Payload: { stock: 4 } }), takesMs: 30 },
      Announce: { reply: succeed({ MessageId: "m-1" }) },
    },
    isAtLeastOnce: true,
    isSequential: true,
  },
  {
    name: "a Retrier with jitter, and Catchers",
    machines: [example("retry-and-catch/charge-card", "Cards")],
    input: { card: "c-1" },
    tasks: {
      ChargeCard: {
        reply: ({ retryCount }) =>
          retryCount < 2
            ? fail("Lambda.TooManyRequestsException", "busy")
            : fail("CardDeclined", "no money"),
      },
    },
    isSequential: true,
  },
  {
    name: "a callback that is answered",
    machines: [example("callbacks/approve-expense", "Expenses")],
    input: { expense: { amount: 12 } },
    tasks: {
      AskForApproval: {
        reply: submit,
        outside: async (outsider) => {
          await outsider.sleepAbout(1_000);
          await outsider.answer({ type: "succeeded", output: { approved: true } });
        },
      },
    },
    isSequential: true,
  },
  {
    name: "a callback that nobody answers",
    machines: [example("callbacks/approve-expense", "Expenses")],
    input: { expense: { amount: 13 } },
    tasks: { AskForApproval: { reply: submit } },
    isSequential: true,
  },
  {
    name: "a callback that is stopped",
    machines: [example("callbacks/approve-expense", "Expenses")],
    input: { expense: { amount: 14 } },
    tasks: { AskForApproval: { reply: submit } },
    operator: async (client) => {
      await client.sleep(20_000);
      await client.stop();
    },
    isCutShort: true,
    isSequential: true,
  },
  {
    name: "an activity with heartbeats",
    machines: [example("activities/read-meter", "Meters")],
    input: { meter: 5 },
    tasks: { ReadMeter: {} },
    activityArn: "arn:aws:states:us-east-1:111122223333:activity:ReadMeter",
    isSequential: true,
  },
  {
    name: "a Map with items side by side",
    machines: [example("inline-map/price-basket", "Baskets")],
    input: { currency: "EUR", lines: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }] },
    tasks: {
      PriceLine: {
        reply: ({ parameters, retryCount }) =>
          isThirdLine(parameters) && retryCount === 0
            ? fail("Lambda.TooManyRequestsException", "busy")
            : { type: "succeeded", output: { priced: parameters } },
        takesMs: 30,
      },
    },
    isSequential: false,
  },
  {
    name: "a Parallel whose branches are tasks",
    machines: [example("parallel/customer-report", "Reports")],
    input: { customer: 3 },
    tasks: {
      ReadProfile: { reply: succeed({ Payload: { name: "Ada" } }), takesMs: 50 },
      ReadOrders: { reply: succeed({ Payload: [1, 2, 3] }), takesMs: 10 },
    },
    isSequential: false,
  },
  {
    name: "JSONata and variables",
    machines: [example("variables-and-jsonata/loyalty-points", "Points")],
    input: { customer: "ada", lines: [{ price: 30, quantity: 4 }] },
    tasks: { CountOrders: { reply: succeed({ Payload: { count: 12 } }), takesMs: 10 } },
    isSequential: true,
  },
  {
    name: "an execution that starts another and waits for it",
    machines: [
      example("nested-executions/nightly-close", "NightlyClose"),
      example("nested-executions/close-books", "CloseBooks"),
    ],
    input: { day: "2024-01-01" },
    tasks: {},
    isSequential: true,
  },
  {
    name: "a redrive",
    machines: [example("redrive/publish-report", "Publishing")],
    input: { report: 1 },
    tasks: {
      Write: { reply: succeed({ pages: 2 }), takesMs: 10 },
      Publish: {
        reply: ({ redriveCount }): TaskReply =>
          redriveCount === 0 ? fail("Closed", "come tomorrow") : succeed("published")(),
      },
    },
    operator: async (client) => {
      await client.reaches("FAILED");
      await client.redrive();
    },
    isSequential: true,
  },
  {
    name: "a distributed Map in batches",
    machines: [example("distributed-map/import-customers", "Customers")],
    input: { bucket: "shop", key: "customers.csv" },
    tasks: {
      SaveBatch: {
        reply: ({ parameters }) => ({ type: "succeeded", output: { saved: parameters } }),
        takesMs: 40,
      },
    },
    items: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }, { id: 6 }, { id: 7 }],
    maxConcurrency: 2,
    isSequential: false,
  },
  {
    name: "waits, and a task that never answers",
    machines: [example("wait-and-timeouts/trial-period", "Trials")],
    input: { trialSeconds: 2_592_000, remindAt: "2024-02-02T00:00:00Z", mailSeconds: 30 },
    tasks: { SendReminder: {} },
    takesLong: true,
    isSequential: true,
  },
  {
    name: "choices only",
    machines: [example("choice/shipping-rate", "Rates")],
    input: { kilograms: 12, country: "FR", limits: { letterKilograms: 1 } },
    tasks: {},
    isSequential: true,
  },
  {
    name: "intrinsic functions",
    machines: [example("intrinsics/label-parcel", "Parcels")],
    input: {
      first: "Ada",
      last: "Lovelace",
      tags: "a,b,a",
      items: 3,
      note: { fragile: true },
      defaults: { gift: false },
      options: '{"gift":true}',
    },
    tasks: {},
    isSequential: true,
  },
  {
    name: "a definition in YAML",
    machines: [example("yaml-definition/greet.asl.yaml", "Greetings")],
    input: { name: "Ada" },
    tasks: {},
    isSequential: true,
  },
  {
    name: "a SAM template's machine",
    machines: [example("templates/template.yaml", "Sam", "ThumbnailMachine")],
    input: { key: "cat.png" },
    tasks: { Thumbnail: { reply: succeed("thumbnails/cat.png"), takesMs: 15 } },
    isSequential: true,
  },
  {
    name: "a CDK template's machine",
    machines: [example("templates/thumbnails.template.json", "Cdk", "ThumbnailMachine0E6E2D0F")],
    input: { key: "cat.png" },
    tasks: {
      Thumbnail: {
        reply: ({ retryCount }) =>
          retryCount === 0
            ? fail("Lambda.ServiceException", "try again")
            : succeed({ Payload: "thumbnails/cat.png" })(),
        takesMs: 15,
      },
    },
    isSequential: true,
  },
  {
    name: "a machine whose states are tested one by one",
    machines: [example("test-state/ship-order", "Shipments")],
    input: { orderId: "o-1" },
    tasks: {
      ShipOrder: {
        reply: ({ retryCount }) =>
          retryCount === 0
            ? fail("DynamoDB.ProvisionedThroughputExceededException", "busy")
            : succeed({})(),
        takesMs: 10,
      },
    },
    isSequential: true,
  },
  {
    name: "an Express workflow",
    machines: [{ ...example("express/resize-image", "Images"), type: "EXPRESS" }],
    input: { key: "cat.png" },
    tasks: { Resize: { reply: succeed({ small: "small/cat.png" }), takesMs: 25 } },
    isSequential: true,
  },
];

function isThirdLine(parameters: unknown): boolean {
  return (parameters as { readonly position: number }).position === 2;
}
