import type { atRunTime } from "./arguments.ts";
import type { Arns } from "./arns.ts";
import { here } from "./arns.ts";
import type { Findings } from "./findings.ts";

/** A Task that invokes a function. */
export interface FunctionTask {
  readonly functionName: string | undefined | typeof atRunTime;
  /** A Resource is an ARN, whatever stands for it. */
  readonly isArn?: boolean;
  readonly qualifier: string | undefined | typeof atRunTime;
  readonly timeoutSeconds: number | undefined;
  /** Whether the Task waits until the function has ended. */
  readonly waits?: boolean;
  readonly arns: Arns;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
export function functionPermissions(task: FunctionTask, findings: Findings): void {
  const { functionName, qualifier } = task;
  if (typeof functionName !== "string") {
    findings.isUnknown("FunctionName", functionName, actions);
    return;
  }
  checkTimeout(functionName, task, findings);
  if (typeof qualifier === "symbol") {
    findings.isUnknown("Qualifier", qualifier, actions);
    return;
  }
  const arn = task.isArn === true ? functionName : functionArn(functionName, task.arns);
  if (arn === undefined) findings.isUnknown("FunctionName", functionName, actions);
  else findings.allow(known, qualifier === undefined ? arn : `${arn}:${qualifier}`);
}

const actions = ["lambda:InvokeFunction"];
/** Its timeout says whether an interpreter has time enough for it. */
const known = [...actions, "lambda:GetFunctionConfiguration"];

/** By its ARN, by account and name, or by its name. */
function functionArn(functionName: string, arns: Arns): string | undefined {
  const partial = /^(\d{12}):(?:function:)?(.+)$/.exec(functionName);
  if (partial === null) {
    return arns.named(functionName.replace(/^function:/, ""), "lambda", "function:");
  }
  const [, account = "", name = ""] = partial;
  return `${here("lambda").replace("${AWS.AccountId}", account)}:function:${name}`;
}

/** The task runner must outlive the function, and has 15 minutes. */
function checkTimeout(
  functionName: string,
  { arns, timeoutSeconds: taskSeconds, waits = true }: FunctionTask,
  findings: Findings,
): void {
  const target = arns.target(functionName);
  const seconds = target?.timeoutSeconds;
  if (!waits || seconds === undefined || seconds <= secondsMax) return;
  if (taskSeconds !== undefined && taskSeconds <= secondsMax) return;
  findings.refuse(
    `the function may run for ${seconds} seconds, a Task for ${secondsMax} at most: give the ` +
      `state TimeoutSeconds of ${secondsMax} or less, or invoke the function with ` +
      'InvocationType "Event" and .waitForTaskToken',
  );
}

const secondsMax = 840;
