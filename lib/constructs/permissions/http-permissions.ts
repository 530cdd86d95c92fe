import { isPlaceholder } from "../../language/placeholder.ts";
import type { Findings } from "./findings.ts";
import type { ServiceTask } from "./service-task.ts";

/**
 * An HTTP Task reads its connection and the secret that EventBridge keeps for that.
 * https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
 */
export function httpPermissions(task: ServiceTask, findings: Findings): void {
  const given = task.arguments;
  const names = ["Authentication", "InvocationConfig"] as const;
  const field = names.find((name) => given.names.includes(name)) ?? "Authentication";
  const connectionArn = given.within(field).text("ConnectionArn");
  const connection = ["events:DescribeConnection"];
  const secret = ["secretsmanager:GetSecretValue"];
  if (typeof connectionArn !== "string") {
    findings.isUnknown(`${field}.ConnectionArn`, connectionArn, [...connection, ...secret]);
    return;
  }
  findings.allow(connection, connectionArn);
  const secretArn = secretOf(connectionArn);
  if (secretArn === undefined) findings.isUnknown("ConnectionArn", connectionArn, secret);
  else findings.allow(secret, secretArn);
}

/** EventBridge names the secret after the connection, with an id of its own. */
function secretOf(connectionArn: string): string | undefined {
  if (isPlaceholder(connectionArn)) {
    const [logicalId, attribute] = connectionArn.slice(2, -1).split(".");
    return attribute === "Arn" ? `\${${logicalId}.SecretArn}` : undefined;
  }
  const match = /^arn:([^:]+):events:([^:]+):([^:]+):connection\/([^/]+)/.exec(connectionArn);
  if (match === null) return undefined;
  const [, partition, region, account, name] = match;
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:events!connection/${name}/*`;
}
