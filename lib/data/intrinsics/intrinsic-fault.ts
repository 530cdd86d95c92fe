/** Why an intrinsic function cannot be evaluated: AWS's words after "had the following error: ". */
export class IntrinsicFault extends Error {}

/** "Invalid arguments in States.MathAdd", with a reason where AWS gives one. */
export function invalidArguments(name: string, reason = ""): IntrinsicFault {
  return new IntrinsicFault(`Invalid arguments in ${name}${reason}`);
}
