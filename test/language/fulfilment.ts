import type { JsonObject, JsonValue } from "../../lib/language/json.ts";

/**
 * A definition with everything that a drawing has to deal with: loops, catches over long ways,
 * several rules to one state, a Parallel with a Map with a distributed Map in it.
 */
export const fulfilment: JsonObject = {
  StartAt: "Validate order",
  States: {
    "Validate order": task({
      Retry: [{ ErrorEquals: ["States.Timeout"] }],
      Catch: [caught(["InvalidOrder"], "Reject"), caught(["States.ALL"], "Notify support")],
      Next: "Is it a gift?",
    }),
    "Is it a gift?": {
      Type: "Choice",
      Choices: [
        { Variable: "$.order.gift", BooleanEquals: true, Next: "Wrap" },
        { Variable: "$.order.note", IsPresent: true, Next: "Wrap" },
        {
          And: [
            { Variable: "$.order.total", NumericGreaterThan: 1000 },
            { Not: { Variable: "$.customer.vip", BooleanEquals: true } },
          ],
          Next: "Manual review",
        },
      ],
      Default: "Prepare",
    },
    Wrap: { Type: "Pass", Next: "Prepare" },
    "Manual review": task({ Catch: [caught(["States.Timeout"], "Remind")], Next: "Approved?" }),
    Remind: { Type: "Wait", Seconds: 86_400, Next: "Manual review" },
    "Approved?": {
      Type: "Choice",
      Choices: [
        { Variable: "$.review", StringEquals: "approved", Next: "Prepare" },
        { Variable: "$.review", StringEquals: "again", Next: "Approved?" },
      ],
      Default: "Reject",
    },
    Prepare: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Charge",
          States: {
            Charge: task({ Catch: [caught(["Declined"], "Ask for card")], End: true }),
            "Ask for card": task({ Next: "Charge" }),
          },
        },
        { StartAt: "Each item", States: { "Each item": eachItem(), Pack: task({ End: true }) } },
      ],
      Catch: [caught(["States.ALL"], "Undo")],
      Next: "Ship",
    },
    Ship: task({ Next: "Done" }),
    Undo: {
      Type: "Map",
      Iterator: { StartAt: "Compensate", States: { Compensate: task({ End: true }) } },
      Next: "Notify support",
    },
    "Notify support": task({ Next: "Failed" }),
    Reject: task({ End: true }),
    Failed: { Type: "Fail", Error: "Fulfilment" },
    Done: { Type: "Succeed" },
  },
};

function eachItem(): JsonObject {
  const suppliers: JsonObject = {
    Type: "Map",
    ItemProcessor: {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
      StartAt: "Ask price",
      States: { "Ask price": task({ End: true }) },
    },
    Next: "Reserve",
  };
  const states: JsonObject = {
    "In stock?": {
      Type: "Choice",
      Choices: [{ Variable: "$.stock", NumericGreaterThan: 0, Next: "Reserve" }],
      Default: "Suppliers",
    },
    Suppliers: suppliers,
    Reserve: task({ End: true }),
  };
  return { Type: "Map", ItemProcessor: { StartAt: "In stock?", States: states }, Next: "Pack" };
}

function task(fields: JsonObject): JsonObject {
  return { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", ...fields };
}

function caught(errors: readonly string[], next: string): JsonValue {
  return { ErrorEquals: errors, Next: next };
}
