import type { Definitions, StateMachineRecord } from "../../../engine/definitions-port.ts";
import type { Executions } from "../../../engine/executions-port.ts";
import type { PermissionsProperties } from "../../environment/deployer-properties.ts";
import type { ResourceHandler } from "./custom-resource.ts";
import { policiesOf } from "./permission-tags.ts";

/** What cleaning up asks of IAM. */
export interface AttachedPolicies {
  /** The ARNs of a role's managed policies that have this path. */
  list(roleName: string, path: string): Promise<readonly string[]>;
  /** Detaches the policy and deletes it, all versions included. Gone is fine. */
  remove(roleName: string, policyArn: string): Promise<void>;
}

export interface PermissionsParts {
  readonly definitions: Definitions;
  readonly executions: Executions;
  readonly policies: AttachedPolicies;
}

/**
 * Permissions that a definition needed. They are taken away when nothing needs them any more: not
 * while an execution runs that was started before the state machine's last update.
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
      if (stateMachine !== undefined && (await needsFormer(parts, stateMachine))) return;
      const named = policiesOf(stateMachine?.tags ?? []);
      const attached = await parts.policies.list(roleName, policyPath);
      const unneeded = new Set([...policyArns, ...attached].filter((arn) => !named.has(arn)));
      for (const policyArn of unneeded) await parts.policies.remove(roleName, policyArn);
    },
  };
}

/** Does anything run, or can it be started, that is older than the last update? */
async function needsFormer(
  { definitions, executions }: PermissionsParts,
  { arn, revision }: StateMachineRecord,
): Promise<boolean> {
  const versions = await definitions.list({ kind: "version", owner: arn, limit: pageSize });
  if (versions.items.length > 0) return true;
  let after: string | undefined;
  do {
    const of = { stateMachineArn: arn };
    const page = await executions.list({ of, status: "RUNNING", limit: pageSize, after });
    if (page.items.some(({ startedMs }) => startedMs <= revision.updatedMs)) return true;
    after = page.next;
  } while (after !== undefined);
  return false;
}

const pageSize = 100;
