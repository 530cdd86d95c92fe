/**
 * What validation says of one place in a definition. Never thrown. Its code is that of
 * ValidateStateMachineDefinition where AWS has one.
 */
export interface Diagnostic {
  /** `SCHEMA_VALIDATION_FAILED`, `MISSING_TRANSITION_TARGET`, …: AWS's code where AWS has one. */
  readonly code: DiagnosticCode;
  readonly severity: "ERROR" | "WARNING";
  /** What is wrong, what was found, what would be right. */
  readonly message: string;
  /** The message that AWS answers for the same fault, where it is known and differs. */
  readonly awsMessage?: string;
  /** Where AWS places the fault, if elsewhere: it names the state, not the field. */
  readonly awsPointer?: string;
  /** JSON pointer into the definition: `/States/Ship/Next`; `""` is the whole definition. */
  readonly pointer: string;
  /** 1-based line and column in the JSON or YAML source, where there was a text. */
  readonly line?: number;
  readonly column?: number;
}

/** Kept open: the table of codes with their meaning is in `diagnostic-codes.ts`. */
export type DiagnosticCode = string;

/** Whether AWS would refuse the definition. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "ERROR");
}
