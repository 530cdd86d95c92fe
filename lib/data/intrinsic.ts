import type { IntrinsicArgument, IntrinsicCall } from "../language/grammar/intrinsic.ts";
import { parseIntrinsic } from "../language/grammar/intrinsic.ts";
import { assertParsed } from "./assert-parsed.ts";
import { writeDocument } from "./document.ts";
import { IntrinsicFault, invalidArguments } from "./intrinsics/intrinsic-fault.ts";
import { intrinsics } from "./intrinsics/intrinsics.ts";
import { compilePathSyntax, type Path } from "./path.ts";
import type { EvaluateNow, Scope } from "./scope.ts";
import { runtimeError } from "./states-error.ts";

/**
 * Compiles a call of an intrinsic function; it must be valid, see `parseIntrinsic`. What goes wrong
 * in it is AWS's States.Runtime, whose cause shows the whole call as it was written.
 */
export function compileIntrinsic(text: string): EvaluateNow {
  const { call } = assertParsed(text, parseIntrinsic(text));
  const evaluate = compileCall(call);
  return (scope) => {
    try {
      return evaluate(scope);
    } catch (error) {
      if (!(error instanceof IntrinsicFault)) throw error;
      throw runtimeError(prefixes[error.phase](text) + error.message);
    }
  };
}

function compileCall(call: IntrinsicCall): EvaluateNow {
  const { run } = intrinsics[call.name];
  const fault = countFault(call);
  const args = call.args.map(
    call.name === "States.Format" ? compileFormatArgument : compileArgument,
  );
  return (scope) => {
    const values = args.map((evaluate) => evaluate(scope));
    if (fault !== undefined) throw fault;
    return run(values, scope);
  };
}

/** Observed on AWS, 2026: a definition may give too few arguments; the execution then fails. */
function countFault({ name, args }: IntrinsicCall): IntrinsicFault | undefined {
  const { least, most } = intrinsics[name];
  if (args.length >= least && args.length <= most) return undefined;
  const reason = name === "States.JsonToString" ? ": only a single argument is allowed." : "";
  return invalidArguments(name, reason);
}

/**
 * A template keeps its escapes until States.Format has found the `{}` in it. A value that comes
 * straight from States.StringToJson is shown as JSON text, not as Java text.
 */
function compileFormatArgument(argument: IntrinsicArgument, index: number): EvaluateNow {
  if (index === 0 && argument.type === "string") return () => argument.raw;
  const evaluate = compileArgument(argument);
  return argument.type === "call" && argument.name === "States.StringToJson"
    ? (scope) => writeDocument(evaluate(scope))
    : evaluate;
}

function compileArgument(argument: IntrinsicArgument): EvaluateNow {
  switch (argument.type) {
    case "call":
      return compileCall(argument);
    case "path":
      return compilePathArgument(compilePathSyntax(argument.path));
    default:
      return () => argument.value;
  }
}

function compilePathArgument(path: Path): EvaluateNow {
  return (scope) => {
    const value = path.read(scope);
    if (value !== undefined) return value;
    throw new IntrinsicFault(missingArgument(path, scope), "resolving");
  };
}

/** Jayway's words about a value that is no array reach the user as they are. */
function missingArgument(path: Path, scope: Scope): string {
  const reason = path.whyMissing(scope);
  if (reason.startsWith("Filter: ")) return reason;
  const input = writeDocument(scope.input);
  return `The JsonPath argument for the field '${path.text}' could not be found in the input '${input}'`;
}

const prefixes: { readonly [P in IntrinsicFault["phase"]]: (text: string) => string } = {
  resolving: (text) => `The function '${text}' had the following error: `,
  evaluating: (text) => `There was an error while evaluating the intrinsic function: ${text}. `,
};
