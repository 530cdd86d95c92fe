import type { Definitions, StateMachineRecord } from "../../../engine/definitions-port.ts";
import type { Executions } from "../../../engine/executions-port.ts";
import type { PermissionsProperties } from "../../environment/deployer-properties.ts";
import type { ApiCaller } from "./api-caller.ts";
import type { ResourceHandler } from "./custom-resource.ts";
import { formerPolicyTag, isFormerPolicyTag, policiesOf } from "./permission-tags.ts";

/** What cleaning up asks of IAM. */
export interface AttachedPolicies {
  /** The ARNs of a role's managed policies that have this path. */
  list(roleName: string, path: string): Promise<readonly string[]>;
  /** When it was made, in ms since the epoch; undefined: it is gone. */
  createdMs(policyArn: string): Promise<number | undefined>;
  /** Detaches the policy and deletes it, all versions included. Gone is fine. */
  remove(roleName: string, policyArn: string): Promise<void>;
}

export interface PermissionsParts {
  readonly definitions: Definitions;
  readonly executions: Executions;
  readonly policies: AttachedPolicies;
  readonly call: ApiCaller;
}

/**
 * Permissions that a definition needed. They are taken away when nothing needs them any more: not
 * while an execution runs that was started while they were the state machine's.
 */
export function permissionsHandler(
  parts: PermissionsParts,
): ResourceHandler<PermissionsProperties> {
  return {
    create: async (_properties, { requestId }) => ({ physicalResourceId: requestId }),
    update: async (physicalResourceId) => ({ physicalResourceId }),
    delete: async (_id, properties) => {
      const { stateMachineArn, roleName, policyPath, policyArns } = properties;
      const record = await parts.definitions.get(stateMachineArn);
      const stateMachine = record?.kind === "stateMachine" ? record : undefined;
      const named = policiesOf(stateMachine?.tags ?? []);
      const attached = await parts.policies.list(roleName, policyPath);
      const former = new Set([...policyArns, ...attached].filter((arn) => !named.has(arn)));
      const uses = await Promise.all([...former].map((arn) => useOf(parts, arn, stateMachine)));
      const needed = stateMachine && (await neededUses(parts, stateMachine, uses));
      for (const use of uses) {
        if (needed?.has(use) !== true) await parts.policies.remove(roleName, use.policyArn);
      }
      if (stateMachine !== undefined) await remember(parts, stateMachine, [...(needed ?? [])]);
    },
  };
}

/** While a policy was a state machine's. */
interface PolicyUse {
  readonly policyArn: string;
  /** Undefined: it is gone. */
  readonly fromMs: number | undefined;
  readonly untilMs: number;
}

async function useOf(
  { policies }: PermissionsParts,
  policyArn: string,
  stateMachine: StateMachineRecord | undefined,
): Promise<PolicyUse> {
  const { tags = [], revision } = stateMachine ?? {};
  const tag = tags.find(({ key }) => key === formerPolicyTag(policyArn));
  const untilMs = Number(tag?.value ?? revision?.updatedMs ?? 0);
  return { policyArn, fromMs: await policies.createdMs(policyArn), untilMs };
}

/** Those in which something was started that runs; all of them, if there are versions. */
async function neededUses(
  { definitions, executions }: PermissionsParts,
  { arn }: StateMachineRecord,
  uses: readonly PolicyUse[],
): Promise<ReadonlySet<PolicyUse>> {
  const versions = await definitions.list({ kind: "version", owner: arn, limit: pageSize });
  if (versions.items.length > 0) return new Set(uses);
  const needed = new Set<PolicyUse>();
  let open = uses.filter(({ fromMs }) => fromMs !== undefined);
  let after: string | undefined;
  do {
    const of = { stateMachineArn: arn };
    const page = await executions.list({ of, status: "RUNNING", limit: pageSize, after });
    for (const { startedMs } of page.items) {
      open = open.filter((use) => {
        const { fromMs = 0, untilMs } = use;
        if (startedMs >= fromMs && startedMs <= untilMs) needed.add(use);
        // The latest come first.
        return startedMs > untilMs;
      });
    }
    after = page.next;
  } while (after !== undefined && open.length > 0);
  return needed;
}

/** Later updates say nothing of when those that stay were in use. */
async function remember(
  { call }: PermissionsParts,
  { arn: resourceArn, tags }: StateMachineRecord,
  uses: readonly PolicyUse[],
): Promise<void> {
  const stay = uses.map(({ policyArn, untilMs }) => ({
    key: formerPolicyTag(policyArn),
    value: String(untilMs),
  }));
  const keys = new Set(stay.map(({ key }) => key));
  const gone = tags.filter(({ key }) => isFormerPolicyTag(key) && !keys.has(key));
  const tagKeys = gone.map(({ key }) => key);
  if (tagKeys.length > 0) await call("UntagResource", { resourceArn, tagKeys });
  const added = stay.filter(({ key }) => !tags.some((tag) => tag.key === key));
  if (added.length > 0) await call("TagResource", { resourceArn, tags: added });
}

const pageSize = 100;
