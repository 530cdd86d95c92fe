/** Why an intrinsic function cannot be evaluated, in AWS's words. */
export class IntrinsicFault extends Error {
  /** What AWS writes before the words: it tells arguments that are not there from bad ones. */
  readonly phase: "resolving" | "evaluating";

  constructor(message: string, phase: "resolving" | "evaluating" = "evaluating") {
    super(message);
    this.phase = phase;
  }
}

/** "Invalid arguments in States.MathAdd", with a reason where AWS gives one. */
export function invalidArguments(name: string, reason = ""): IntrinsicFault {
  return new IntrinsicFault(`Invalid arguments in ${name}${reason}`);
}
