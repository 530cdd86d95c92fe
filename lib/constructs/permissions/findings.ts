import type { StateView } from "../../language/checks/definition-view.ts";
import { atRunTime } from "./arguments.ts";
import type { DerivedPermissions, Permission, Refusal, UnknownTarget } from "./permission.ts";

/** What is found out about one state. */
export class Findings implements DerivedPermissions {
  readonly permissions: Permission[] = [];
  readonly unknown: UnknownTarget[] = [];
  readonly refusals: Refusal[] = [];
  private readonly state: Pick<StateView, "name" | "pointer">;

  constructor(state: Pick<StateView, "name" | "pointer">) {
    this.state = state;
  }

  allow(actions: readonly string[], ...resources: readonly string[]): void {
    this.permissions.push({ actions, resources });
  }

  allowIf(permission: Permission): void {
    this.permissions.push(permission);
  }

  /** The field has no value that names the target. */
  isUnknown(
    field: string,
    value: string | undefined | typeof atRunTime,
    actions: readonly string[],
  ): void {
    const reason =
      value === undefined
        ? `${field} is not given`
        : value === atRunTime
          ? `${field} is known only at run time`
          : `${field} is "${value}", which may be a name or an ARN`;
    this.needGrant(reason, actions);
  }

  needGrant(reason: string, actions: readonly string[]): void {
    const { name: stateName, pointer } = this.state;
    this.unknown.push({ pointer, stateName, actions, reason });
  }

  refuse(message: string): void {
    const { name: stateName, pointer } = this.state;
    this.refusals.push({ pointer, stateName, message });
  }
}
