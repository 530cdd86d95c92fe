import { readFileSync } from "node:fs";

/** What somebody needs to be allowed. */
export interface Need {
  /** `function/NAME` or `role/NAME`. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  /** By which a role is assumed. */
  readonly externalId?: string | undefined;
}

/** What the functions did, each thing once. */
export function needsOf(callsFile: string): Need[] {
  const lines = readFileSync(callsFile, "utf8").split("\n").filter(Boolean);
  const needs = new Map<string, Need>();
  for (const line of lines) {
    const call = JSON.parse(line) as NotedCall;
    // The CDK works with roles of its own.
    if (call.caller.startsWith("role/cdk-")) continue;
    for (const [action, resource] of neededBy(call)) {
      const externalId = new URLSearchParams(call.body ?? "").get("ExternalId") ?? undefined;
      const need = { caller: call.caller, action, resource, externalId };
      needs.set(Object.values(need).join(" "), need);
    }
  }
  return [...needs.values()];
}

/** A call as the emulator has noted it. */
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
  readonly logGroupName?: string;
  readonly logStreamName?: string;
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
  logs: (call, { logGroupName, logStreamName }) => {
    const stream = `log-group:${logGroupName}:log-stream:${logStreamName}`;
    return [[`logs:${operationOf(call)}`, `arn:aws:logs:${account}:${stream}`]];
  },
  lambda: ({ path, method }) => {
    const [, name = "", what = ""] = /\/functions\/([^/]+)\/(\w+)/.exec(path) ?? [];
    const action = lambdaActions[`${method} ${what}`] ?? `${method} ${path}`;
    const decoded = decodeURIComponent(name);
    const isArn = decoded.startsWith("arn:");
    const arn = isArn ? decoded : `arn:aws:lambda:${account}:function:${decoded}`;
    return [[`lambda:${action}`, arn]];
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

const lambdaActions: { readonly [request: string]: string } = {
  "POST invocations": "InvokeFunction",
  "GET configuration": "GetFunctionConfiguration",
};
