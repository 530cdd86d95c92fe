import { TaskError } from "stepwright";

interface Order {
  readonly orderId: string;
  readonly total: number;
}

// How often the payment service is down before it answers.
let failuresLeft = 2;

/** Stands for the Lambda function of the same name. */
export function ProcessPayment({ orderId, total }: Order): object {
  if (failuresLeft > 0) {
    failuresLeft--;
    throw new TaskError("PaymentServiceUnavailable", "the payment service does not answer");
  }
  return { receipt: `receipt-${orderId}`, charged: total };
}

export function ShipOrder({ orderId }: Order): object {
  return { parcel: `parcel-${orderId}`, carrier: "DHL" };
}
