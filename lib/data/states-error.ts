/**
 * A workflow error: thrown by everything below `advance`, caught only there, and offered to the
 * state's Retriers and Catchers. #errors
 */
export class StatesError extends Error {
  /** The Error Name: `States.Runtime`, `States.QueryEvaluationError`, `Lambda.Unknown`, … */
  readonly errorName: string;
  /**
   * What AWS puts into `cause`. For errors of evaluation this is the text after
   * "An error occurred while executing the state 'X' (entered at the event id #n). ", which the
   * core puts before it when `located` is true. Undefined: the error has no cause.
   */
  readonly causeText: string | undefined;
  /** True where AWS names the state before the cause (errors of evaluation). */
  readonly located: boolean;
  /** The field at fault, AWS's `location` of EvaluationFailed: `Output/values[0]`. JSONata only. */
  readonly location: string | undefined;

  constructor(
    errorName: string,
    causeText?: string,
    options: { readonly located?: boolean; readonly location?: string } = {},
  ) {
    super(causeText === undefined ? errorName : `${errorName}: ${causeText}`);
    this.name = "StatesError";
    this.errorName = errorName;
    this.causeText = causeText;
    this.located = options.located ?? false;
    this.location = options.location;
  }
}

/** An error of evaluation in a JSONPath state: AWS's States.Runtime, which no Catcher catches. */
export function runtimeError(causeText: string): StatesError {
  return new StatesError("States.Runtime", causeText, { located: true });
}

/** An error of evaluation in a JSONata field; AWS adds an EvaluationFailed event. */
export function queryEvaluationError(causeText: string, location: string): StatesError {
  return new StatesError("States.QueryEvaluationError", causeText, { located: true, location });
}
