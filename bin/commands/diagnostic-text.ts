import type { StateMachineFile } from "../../lib/hosts/state-machine-files.ts";
import type { Diagnostic } from "../../lib/language/diagnostic.ts";
import { codeFrame } from "../terminal/code-frame.ts";
import type { Paint } from "../terminal/colours.ts";

/** A diagnostic as people read it: where, what, and the lines of the file. */
export function diagnosticText(
  { severity, code, message, pointer, line, column }: Diagnostic,
  { file, text, logicalId }: Pick<StateMachineFile, "file" | "text" | "logicalId">,
  paint: Paint,
): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const colour = severity === "ERROR" ? "red" : "yellow";
  const kind = paint(colour, severity.toLowerCase());
  const machine = logicalId === undefined ? "" : `${logicalId} `;
  const lines = [
    `${paint("bold", place)} ${kind} ${paint("dim", code)}`,
    `  ${message}`,
    paint("dim", `  at ${machine}${pointer === "" ? "the whole definition" : pointer}`),
  ];
  if (line !== undefined && column !== undefined) {
    lines.push("", codeFrame(text, line, column, paint));
  }
  return lines.join("\n");
}
