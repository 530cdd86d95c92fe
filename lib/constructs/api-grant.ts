import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";

/**
 * Allows to invoke the API's function, by its URL and directly. AWS asks for both actions at a URL.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function grantApi(functionArn: string, grantee: IGrantable): Grant {
  const resourceArns = [functionArn];
  const invoke = Grant.addToPrincipal({
    grantee,
    actions: ["lambda:InvokeFunction"],
    resourceArns,
  });
  return Grant.addToPrincipal({
    grantee,
    actions: ["lambda:InvokeFunctionUrl"],
    resourceArns,
    conditions: { StringEquals: { "lambda:FunctionUrlAuthType": "AWS_IAM" } },
  }).combine(invoke);
}
