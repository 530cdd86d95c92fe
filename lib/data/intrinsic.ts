import type { IntrinsicArgument, IntrinsicCall } from "../language/grammar/intrinsic.ts";
import { parseIntrinsic } from "../language/grammar/intrinsic.ts";
import type { JsonValue } from "../language/json.ts";
import { assertParsed } from "./assert-parsed.ts";
import { writeDocument } from "./document.ts";
import { IntrinsicFault } from "./intrinsics/intrinsic-fault.ts";
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
      throw runtimeError(`The function '${text}' had the following error: ${error.message}`);
    }
  };
}

function compileCall(call: IntrinsicCall): EvaluateNow {
  const run = intrinsics[call.name];
  const args = call.args.map((argument, index) =>
    call.name === "States.Format" && index === 0
      ? compileTemplate(argument)
      : compileArgument(argument),
  );
  return (scope) =>
    run(
      args.map((evaluate) => evaluate(scope)),
      scope,
    );
}

/** A template keeps its escapes until States.Format has found the `{}` in it. */
function compileTemplate(argument: IntrinsicArgument): EvaluateNow {
  if (argument.type !== "string") return compileArgument(argument);
  return () => argument.raw;
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
    throw new IntrinsicFault(missingArgument(path, scope));
  };
}

function missingArgument(path: Path, scope: Scope): string {
  const input = writeDocument(scope.input as JsonValue);
  return `The JsonPath argument for the field '${path.text}' could not be found in the input '${input}'`;
}
