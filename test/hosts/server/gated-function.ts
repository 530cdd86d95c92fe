/** What the function meets, as a global. */
export interface Gate {
  readonly gate: Promise<void>;
  called(): void;
}

/** A Lambda function that a test lets through: see `answers what it was asked before …`. */
export async function handler(): Promise<string> {
  const { gatedFunction } = globalThis as unknown as { readonly gatedFunction: Gate };
  gatedFunction.called();
  await gatedFunction.gate;
  return "through the gate";
}
