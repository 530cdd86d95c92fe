import type { StateMachineType } from "../../language/state-machine.ts";
import { SeededEntropy } from "../entropy.ts";
import type { ExecutionInfo } from "../snapshot.ts";

/** What a Map Run and its children are called; it follows from the parent and the attempt. */
export interface MapRunInfo {
  readonly mapRunArn: string;
  /** The parent's. */
  readonly executionArn: string;
  readonly roleArn: string;
  /** The children's state machine: `…:stateMachine:Machine/Label`. */
  readonly stateMachineArn: string;
  /** `Machine/Label`. */
  readonly stateMachineName: string;
  readonly childType: StateMachineType;
}

/**
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
 * @param label the Map state's Label; without one it is a UUID that stays the same for the state
 */
export function mapRunInfo(
  parent: ExecutionInfo,
  map: {
    readonly stateName: string;
    readonly attempt: number;
    readonly label: string | undefined;
    readonly childType: StateMachineType;
    /** Map Runs that the attempt had before. */
    readonly generation: number;
    /** Tells the parent from what had its name before; undefined: from nothing. */
    readonly incarnation?: number | undefined;
  },
): MapRunInfo {
  const label = map.label ?? nameUuid(`${parent.stateMachineArn}/${map.stateName}`, 0);
  const stateMachineArn = `${parent.stateMachineArn}/${label}`;
  const { incarnation, generation, attempt } = map;
  const name =
    incarnation === undefined ? parent.executionArn : `${parent.executionArn}#${incarnation}`;
  const id = nameUuid(`${name}/${generation}`, attempt);
  return {
    mapRunArn: `${stateMachineArn.replace(":stateMachine:", ":mapRun:")}:${id}`,
    executionArn: parent.executionArn,
    roleArn: parent.roleArn,
    stateMachineArn,
    stateMachineName: `${parent.stateMachineName}/${label}`,
    childType: map.childType,
  };
}

/** The UUID at the end of the Map Run's ARN. */
export function mapRunId(mapRunArn: string): string {
  return mapRunArn.slice(mapRunArn.lastIndexOf(":") + 1);
}

export interface ChildName {
  readonly name: string;
  readonly executionArn: string;
}

/** Gives children their names: each follows from the Map Run and the child's index. */
export class ChildNames {
  private readonly info: MapRunInfo;
  private readonly entropy: SeededEntropy;

  constructor(info: MapRunInfo) {
    this.info = info;
    this.entropy = new SeededEntropy(info.mapRunArn, 0, 0);
  }

  /** @param attempt an Express child that is redriven is another execution of the same name */
  of(index: number, attempt: number): ChildName {
    const { childType, stateMachineArn } = this.info;
    this.entropy.draws = index;
    const id = this.entropy.uuid();
    if (childType === "STANDARD") {
      const prefix = stateMachineArn.replace(":stateMachine:", ":execution:");
      return { name: id, executionArn: `${prefix}:${id}` };
    }
    // The name that DescribeExecution gives of an Express child has two parts.
    const name = `${id}:${nameUuid(id, attempt)}`;
    return {
      name,
      executionArn: `${stateMachineArn.replace(":stateMachine:", ":express:")}:${name}`,
    };
  }
}

/** The UUID number n of a name. */
function nameUuid(name: string, n: number): string {
  return new SeededEntropy(name, 0, n).uuid();
}
