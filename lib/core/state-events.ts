import type { StateType } from "../language/state-machine.ts";

/** The names of the events of entering and leaving, per state type. */
export const stateEvents = {
  Task: { entered: "TaskStateEntered", exited: "TaskStateExited" },
  Pass: { entered: "PassStateEntered", exited: "PassStateExited" },
  Choice: { entered: "ChoiceStateEntered", exited: "ChoiceStateExited" },
  Wait: { entered: "WaitStateEntered", exited: "WaitStateExited" },
  Succeed: { entered: "SucceedStateEntered", exited: "SucceedStateExited" },
  // A Fail state is never left.
  Fail: { entered: "FailStateEntered", exited: "PassStateExited" },
  Parallel: { entered: "ParallelStateEntered", exited: "ParallelStateExited" },
  Map: { entered: "MapStateEntered", exited: "MapStateExited" },
} as const satisfies { readonly [T in StateType]: { entered: string; exited: string } };
