import { readFileSync } from "node:fs";
import {
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, type LambdaClient } from "@aws-sdk/client-lambda";

/** A call that a function made, as the emulator has noted it. */
interface NotedCall {
  /** `function/NAME` or `role/NAME`. */
  readonly caller: string;
  readonly service: string | null;
  readonly target: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string | null;
}

/** What somebody needs to be allowed. */
export interface Need {
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
}

export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** The statements of each caller's role. */
export type Policies = ReadonlyMap<string, readonly Statement[]>;

/** What the functions did, each thing once. */
export function needsOf(callsFile: string): Need[] {
  const lines = readFileSync(callsFile, "utf8").split("\n").filter(Boolean);
  const needs = new Map<string, Need>();
  for (const line of lines) {
    const call = JSON.parse(line) as NotedCall;
    // The CDK works with roles of its own.
    if (call.caller.startsWith("role/cdk-")) continue;
    for (const [action, resource] of neededBy(call)) {
      needs.set([call.caller, action, resource].join(" "), {
        caller: call.caller,
        action,
        resource,
      });
    }
  }
  return [...needs.values()];
}

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

/** As they are deployed now. */
export async function policiesOf(
  callers: Iterable<string>,
  iam: IAMClient,
  lambda: LambdaClient,
): Promise<Policies> {
  const policies = new Map<string, Statement[]>();
  for (const caller of new Set(callers)) {
    const [kind, name = ""] = caller.split("/");
    const role = kind === "role" ? name : await roleOf(name, lambda);
    policies.set(caller, await statementsOf(role, iam));
  }
  return policies;
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
  return documents.flatMap((document = "") => {
    const text = document.startsWith("%") ? decodeURIComponent(document) : document;
    return [JSON.parse(text).Statement].flat() as Statement[];
  });
}

const account = "us-east-1:111122223333";

function neededBy(call: NotedCall): [action: string, resource: string][] {
  const reader = readers[call.service ?? ""];
  if (reader === undefined) return [[`${call.service}:${operationOf(call)}`, "*"]];
  return reader(call, call.body?.startsWith("{") ? JSON.parse(call.body) : {});
}

function operationOf({ target, body }: NotedCall): string {
  return target === ""
    ? (new URLSearchParams(body ?? "").get("Action") ?? "")
    : target.replace(/^.*\./, "");
}

interface RequestBody {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: object;
  readonly QueueUrl?: string;
}

type Reader = (call: NotedCall, body: RequestBody) => [string, string][];

/** By service: the actions and resources that a call is about. */
const readers: { readonly [service: string]: Reader } = {
  dynamodb: (call, { TableName, IndexName, RequestItems }) => {
    const action = `dynamodb:${operationOf(call)}`;
    const table = (name: string): string => `arn:aws:dynamodb:${account}:table/${name}`;
    if (RequestItems !== undefined) {
      return Object.keys(RequestItems).map((name) => [action, table(name)]);
    }
    const index = IndexName === undefined ? "" : `/index/${IndexName}`;
    return [[action, `${table(String(TableName))}${index}`]];
  },
  sqs: (call, { QueueUrl }) => {
    const name = String(QueueUrl).split("/").at(-1);
    return [[`sqs:${operationOf(call).replace("Batch", "")}`, `arn:aws:sqs:${account}:${name}`]];
  },
  lambda: ({ path, method }) => {
    const name = /\/functions\/([^/]+)\/invocations/.exec(path)?.[1];
    if (name === undefined) return [[`lambda:${method} ${path}`, "*"]];
    const decoded = decodeURIComponent(name);
    const arn = decoded.startsWith("arn:")
      ? decoded
      : `arn:aws:lambda:${account}:function:${decoded}`;
    return [["lambda:InvokeFunction", arn]];
  },
  s3: ({ method, path }) => {
    const [, bucket = "", ...rest] = decodeURIComponent(path).split("/");
    const key = rest.join("/");
    if (key === "") return [["s3:ListBucket", `arn:aws:s3:::${bucket}`]];
    const action = { GET: "GetObject", HEAD: "GetObject", DELETE: "DeleteObject" }[method];
    return [[`s3:${action ?? "PutObject"}`, `arn:aws:s3:::${bucket}/${key}`]];
  },
  sts: (call) => {
    const role = new URLSearchParams(call.body ?? "").get("RoleArn") ?? "*";
    return [[`sts:${operationOf(call)}`, role]];
  },
  iam: (call) => {
    const given = new URLSearchParams(call.body ?? "");
    const role = given.get("RoleName");
    const resource = role ? `arn:aws:iam::111122223333:role/*${role}` : given.get("PolicyArn");
    return [[`iam:${operationOf(call)}`, resource ?? "*"]];
  },
};

function matches(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  const source = escaped.replaceAll("*", ".*").replaceAll("?", ".");
  return new RegExp(`^${source}$`, "i").test(text);
}
