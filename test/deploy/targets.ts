import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** Takes a payload, and how often it was called with the same one before. */
type Target = (payload: never, callsBefore: number) => unknown;

/** The functions that the deployed state machines call, by name. */
export const targets: { readonly [name: string]: Target } = {
  ProcessPayment: ({ orderId, failures = 0 }: Payment, callsBefore) => {
    if (callsBefore < failures) throw named("PaymentServiceUnavailable", "no answer");
    return { receipt: `receipt-${orderId}` };
  },
  ShipOrder: ({ orderId }: Payment) => ({ parcel: `parcel-${orderId}` }),
  ChargeCard: (_payload, callsBefore) => {
    if (callsBefore < 2) throw named("Lambda.TooManyRequestsException", "Rate exceeded");
    throw named("CardDeclined", "expired");
  },
  SaveBatch: ({ BatchInput, Items }: Batch) => ({
    from: BatchInput.source,
    names: Items.map(({ customer }) => customer.name),
  }),
  Resize: ({ key }: Picture) => {
    if (key === "") throw named("NoPicture", "the key is empty");
    return { small: `small/${key}` };
  },
  ThumbnailFunction: ({ key }: Picture) => `thumbnails/${key}`,
  ThumbnailFunction2F4A1A7C: ({ key, failures = 0 }: Picture, callsBefore) => {
    if (callsBefore < failures) throw named("Lambda.ServiceException", "no answer");
    return `thumbnails/${key}`;
  },
  LookUpName: (_payload, callsBefore) => {
    if (callsBefore === 0) throw named("Lambda.ServiceException", "busy");
    return "Ada";
  },
  SendReminder: async ({ milliseconds = 0 }: Piece) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return "sent";
  },
  ReadStock: ({ article }: { readonly article: string }) => ({ stock: article.length }),
  PriceLine: ({ line, position, currency }: Line) => ({
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
  Sleep: async ({ milliseconds }: { readonly milliseconds: number }) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return "rested";
  },
  /** Of the simulation's machines. */
  F: async ({ note, milliseconds = 0, fails = 0 }: Piece, callsBefore) => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (callsBefore < fails) throw named("Closed", "come tomorrow");
    return note === undefined ? "done" : "kept".repeat(300);
  },
  /** Of the load: works a little, and fails one of five attempts. */
  Toil: async ({ state, retry, number }: Attempt) => {
    await new Promise((resolve) => setTimeout(resolve, 200 + (number % 5) * 100));
    if ((number + state.length + retry) % 5 === 0) throw named("Flaky", `attempt ${retry}`);
    return { [state]: number };
  },
};

/** The Lambda handler of each of them: every call is a line of the file that CALLS names. */
export async function handler(payload: never): Promise<unknown> {
  const { TARGET = "", CALLS = "" } = process.env;
  const target = targets[TARGET];
  if (target === undefined) throw new Error(`there is no target ${TARGET}`);
  const line = JSON.stringify([TARGET, payload]);
  // Only some look back: a file of many lines is not read for nothing.
  const before = target.length > 1 ? linesOf(CALLS, line) : 0;
  appendFileSync(CALLS, `${line}\n`);
  return target(payload, before);
}

function linesOf(file: string, line: string): number {
  if (!existsSync(file)) return 0;
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((each) => each === line).length;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

interface Payment {
  readonly orderId: string;
  readonly failures?: number;
}

interface Picture {
  readonly key: string;
  readonly failures?: number;
}

interface Piece {
  readonly note?: string;
  readonly milliseconds?: number;
  /** How often. */
  readonly fails?: number;
}

interface Batch {
  readonly BatchInput: { readonly source: string };
  readonly Items: readonly { readonly customer: { readonly name: string } }[];
}

interface Line {
  readonly line: { readonly article: string; readonly quantity: number };
  readonly position: number;
  readonly currency: string;
}

interface Attempt {
  readonly state: string;
  readonly retry: number;
  readonly number: number;
}
