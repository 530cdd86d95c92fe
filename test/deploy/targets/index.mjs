import { appendFileSync, existsSync, readFileSync } from "node:fs";

/**
 * The functions that the deployed state machines call, each with what it answers. Those that fail
 * at first are told how often they were called with the same payload before.
 *
 * @type {{ [name: string]: (payload: any, callsBefore: number) => unknown }}
 */
export const targets = {
  ProcessPayment: ({ orderId, failures = 0 }, callsBefore) => {
    if (callsBefore < failures) throw named("PaymentServiceUnavailable", "no answer");
    return { receipt: `receipt-${orderId}` };
  },
  ShipOrder: ({ orderId }) => ({ parcel: `parcel-${orderId}` }),
  ChargeCard: (_payload, callsBefore) => {
    if (callsBefore < 2) throw named("Lambda.TooManyRequestsException", "Rate exceeded");
    throw named("CardDeclined", "expired");
  },
  SaveBatch: ({ BatchInput, Items }) => ({
    from: BatchInput.source,
    names: Items.map(({ customer }) => customer.name),
  }),
  Resize: ({ key }) => ({ small: `small/${key}` }),
  SendReminder: () => "sent",
  ReadStock: ({ article }) => ({ stock: article.length }),
  PriceLine: ({ line, position, currency }) => ({
    position,
    price: `${line.article.length * line.quantity} ${currency}`,
  }),
  ReadProfile: () => ({ name: "Ada" }),
  ReadOrders: () => [{ orderId: "1" }, { orderId: "2" }],
  CountOrders: () => ({ count: 12 }),
  Write: () => ({ report: "report 1" }),
  Publish: (_payload, callsBefore) => {
    if (callsBefore === 0) throw named("SiteDown", "503");
    return "published";
  },
  Echo: (payload) => payload,
  Sleep: ({ milliseconds }) =>
    new Promise((resolve) => setTimeout(() => resolve("rested"), milliseconds)),
  /** Of the load: works a little, and fails one of five attempts. */
  Work: async ({ state, retry, number }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if ((number + state.length + retry) % 5 === 0) throw named("Flaky", `attempt ${retry}`);
    return { [state]: number };
  },
};

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  error.stack = undefined;
  return error;
}

/** The Lambda handlers: every call is a line of the file that CALLS names. */
export const handlers = Object.fromEntries(
  Object.entries(targets).map(([name, target]) => [
    name,
    async (payload) => {
      const line = JSON.stringify([name, payload]);
      const before = callsOf(name) ? linesOf(line) : 0;
      appendFileSync(process.env.CALLS, `${line}\n`);
      return target(payload, before);
    },
  ]),
);

/** Only these look back: a file of many lines is not read for nothing. */
function callsOf(name) {
  return targets[name].length > 1;
}

function linesOf(line) {
  if (!existsSync(process.env.CALLS)) return 0;
  return readFileSync(process.env.CALLS, "utf8")
    .split("\n")
    .filter((each) => each === line).length;
}

export const handler = (payload) => handlers[process.env.TARGET](payload);
