/** A function as Invoke's FunctionName, or a Task's Resource, says it. */
export interface FunctionReference {
  readonly name: string;
  /** A version or alias. */
  readonly qualifier: string | undefined;
  /** Of a whole or partial ARN. */
  readonly region: string | undefined;
  readonly account: string | undefined;
}

/**
 * Reads `NAME`, `NAME:QUALIFIER`, `ACCOUNT:function:NAME` and whole ARNs.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function readFunctionName(functionName: string): FunctionReference {
  const parts = reference.exec(functionName)?.groups ?? {};
  const { name = functionName, qualifier, region, account } = parts;
  return { name, qualifier, region, account };
}

const reference =
  /^(?:(?:arn:[^:]+:lambda:(?<region>[^:]*):)?(?<account>\d{12}):function:)?(?<name>[^:]+)(?::(?<qualifier>[^:]+))?$/;
