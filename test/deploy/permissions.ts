import {
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Need } from "./needs.ts";

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** The statements of each caller's role. */
export type Policies = ReadonlyMap<string, readonly Statement[]>;

/** Those that no statement allows, or one denies. Conditions are not looked at. */
export function notAllowed(needs: readonly Need[], policies: Policies): Need[] {
  return needs.filter(({ caller, action, resource }) => {
    const statements = policies.get(caller) ?? [];
    const says = (effect: Statement["Effect"]): boolean =>
      statements.some(
        ({ Effect, Action, Resource }) =>
          Effect === effect &&
          [Action].flat().some((pattern) => matches(pattern, action)) &&
          [Resource].flat().some((pattern) => matches(pattern, resource)),
      );
    return !says("Allow") || says("Deny");
  });
}

/** As they are deployed now: what a caller's role may do, and what roles it may assume. */
export async function policiesOf(
  needs: readonly Need[],
  iam: IAMClient,
  lambda: LambdaClient,
): Promise<Policies> {
  const policies = new Map<string, Statement[]>();
  for (const need of needs) {
    const [kind, name = ""] = need.caller.split("/");
    const role = kind === "role" ? name : await roleOf(name, lambda);
    const known = policies.get(need.caller) ?? (await statementsOf(role, iam));
    policies.set(need.caller, known);
    if (need.action === "sts:AssumeRole" && (await trusts(need, role, iam))) {
      known.push({ Effect: "Allow", Action: need.action, Resource: need.resource });
    }
  }
  return policies;
}

/** Does the role that is assumed name the one that assumes it, by the external id that it gives? */
async function trusts(
  { resource, externalId }: Need,
  role: string,
  iam: IAMClient,
): Promise<boolean> {
  const RoleName = resource.split("/").at(-1);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  const statements = statementsIn(Role?.AssumeRolePolicyDocument) as TrustStatement[];
  return statements.some(({ Principal, Condition }) => {
    const isNamed = [Principal.AWS ?? []].flat().some((arn) => arn.endsWith(`/${role}`));
    const wanted = Condition?.StringEquals?.["sts:ExternalId"];
    return isNamed && (wanted === undefined || wanted === externalId);
  });
}

interface TrustStatement {
  readonly Principal: { readonly AWS?: string | readonly string[] };
  readonly Condition?: { readonly StringEquals?: { readonly "sts:ExternalId"?: string } };
}

/** The same, had nobody been allowed the action. */
export function without(policies: Policies, action: string): Policies {
  const isOther = ({ Action }: Statement): boolean =>
    ![Action].flat().some((pattern) => matches(pattern, action));
  return new Map(
    Array.from(policies, ([caller, statements]) => [caller, statements.filter(isOther)]),
  );
}

async function roleOf(functionName: string, lambda: LambdaClient): Promise<string> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const { Role = "" } = await lambda.send(command);
  return Role.split("/").at(-1) ?? "";
}

async function statementsOf(RoleName: string, iam: IAMClient): Promise<Statement[]> {
  const documents: (string | undefined)[] = [];
  const inline = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of inline.PolicyNames ?? []) {
    const command = new GetRolePolicyCommand({ RoleName, PolicyName });
    documents.push((await iam.send(command)).PolicyDocument);
  }
  const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of attached.AttachedPolicies ?? []) {
    const command = new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" });
    documents.push((await iam.send(command)).PolicyVersion?.Document);
  }
  return documents.flatMap((document) => statementsIn(document) as Statement[]);
}

/** IAM answers documents in the form of URLs. */
function statementsIn(document = "{}"): unknown[] {
  const text = document.startsWith("%") ? decodeURIComponent(document) : document;
  return [JSON.parse(text).Statement ?? []].flat();
}

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  const source = escaped.replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(text);
}
