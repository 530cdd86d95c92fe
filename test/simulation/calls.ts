import { type Fault, SimulatedFault } from "./faults.ts";
import type { Lie, SimulatedProcess } from "./simulated.ts";

/** A call at a boundary, which has arrived where the work is done. */
export interface Call<T> {
  readonly process: SimulatedProcess;
  readonly work: () => T;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
  /** What is answered instead of failing, where a call may not fail. */
  readonly lie: Lie<T> | undefined;
}

/** Does the work of a call, or not, and answers it, or not. */
export function answer<T>(fault: Fault | "none", call: Call<T>): void {
  answers[fault](call as Call<unknown>);
}

const answers: { readonly [F in Fault | "none"]: (call: Call<unknown>) => void } = {
  none: (call) => reply(call, call.work()),
  delayed: (call) => reply(call, call.work()),
  before: ({ process }) => process.die(),
  after: ({ process, work }) => {
    work();
    process.die();
  },
  refused: (call) => fail(call, "refused"),
  throttled: (call) => fail(call, "throttled"),
  lied: (call) => {
    call.work();
    fail(call, "lied");
  },
  zombie: (call) => {
    call.process.becomeZombie();
    reply(call, call.work());
  },
  lost: (call) => reply(call, undefined),
  twice: (call) => {
    call.work();
    reply(call, call.work());
  },
};

function reply(call: Call<unknown>, value: unknown): void {
  const { world } = call.process;
  const latency = world.latency();
  const arrive = (): void => {
    if (!call.process.isDead) call.resolve(value);
  };
  if (latency === 0) arrive();
  else world.scheduler.after(latency, arrive);
}

function fail(call: Call<unknown>, fault: Fault): void {
  const { process, lie } = call;
  if (process.isDead) return;
  const uncaught = (): void => process.world.violation("nobody has caught a failure");
  if (lie === undefined) call.reject(new SimulatedFault(fault, uncaught));
  else call.resolve(lie(fault));
}
