type Validation = typeof import("../language/aws-validation.ts");

/** What validates definitions, once it is needed: whoever only runs executions does without it. */
export function loadValidation(): Promise<Validation> {
  loading ??= import("../language/aws-validation.ts");
  return loading;
}

let loading: Promise<Validation> | undefined;
