import {
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import type { AttachedPolicies } from "./permissions-resource.ts";

/** Managed policies in IAM. */
export class IamPolicies implements AttachedPolicies {
  private client: IAMClient | undefined;

  async list(roleName: string, path: string): Promise<readonly string[]> {
    const iam = this.iam();
    const arns: string[] = [];
    let Marker: string | undefined;
    do {
      const request = { RoleName: roleName, PathPrefix: path, ...(Marker && { Marker }) };
      const page = await iam.send(new ListAttachedRolePoliciesCommand(request)).catch(ifGone);
      arns.push(...(page?.AttachedPolicies ?? []).map(({ PolicyArn = "" }) => PolicyArn));
      Marker = page?.Marker;
    } while (Marker !== undefined);
    return arns;
  }

  /** A policy of CloudFormation's that never changes has the date of its first version. */
  async createdMs(policyArn: string): Promise<number | undefined> {
    const listing = new ListPolicyVersionsCommand({ PolicyArn: policyArn });
    const { Versions = [] } = (await this.iam().send(listing).catch(ifGone)) ?? {};
    const dates = Versions.map(({ CreateDate }) => CreateDate?.getTime() ?? 0);
    return dates.length === 0 ? undefined : Math.min(...dates);
  }

  async remove(roleName: string, policyArn: string): Promise<void> {
    const iam = this.iam();
    const policy = { PolicyArn: policyArn };
    const attached = { RoleName: roleName, ...policy };
    await iam.send(new DetachRolePolicyCommand(attached)).catch(ifGone);
    const listed = await iam.send(new ListPolicyVersionsCommand(policy)).catch(ifGone);
    for (const { VersionId, IsDefaultVersion } of listed?.Versions ?? []) {
      if (VersionId === undefined || IsDefaultVersion === true) continue;
      await iam.send(new DeletePolicyVersionCommand({ ...policy, VersionId })).catch(ifGone);
    }
    await iam.send(new DeletePolicyCommand(policy)).catch(ifGone);
  }

  private iam(): IAMClient {
    this.client ??= new IAMClient();
    return this.client;
  }
}

function ifGone(error: unknown): undefined {
  if (error instanceof Error && error.name === "NoSuchEntityException") return undefined;
  throw error;
}
