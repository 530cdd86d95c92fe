const account = "000000000000";
const lambda = `arn:aws:lambda:us-east-1:${account}:function`;

export const roleArn = `arn:aws:iam::${account}:role/kill`;
export const activityArn = `arn:aws:states:us-east-1:${account}:activity:Weigh`;

/** Stands in definitions, inputs and results, wherever somebody might read them. */
export const marker = Buffer.from("what nobody is to read");

export function stateMachineArn(kind: string): string {
  return `arn:aws:states:us-east-1:${account}:stateMachine:${kind}`;
}

/** An attempt that a kill has cut may be tried again: as another attempt. */
const again = {
  Retry: [
    {
      ErrorEquals: ["States.TaskFailed", "States.Timeout", "Lambda.SdkClientException"],
      IntervalSeconds: 1,
      BackoffRate: 1,
      MaxAttempts: 100,
    },
  ],
};

function task(name: string, next: string | undefined, more: object = again): object {
  const resource = { Type: "Task", Resource: `${lambda}:${name}` };
  return { ...resource, ...more, ...(next === undefined ? { End: true } : { Next: next }) };
}

function tasks(more: object): object {
  const states: { [name: string]: object } = {};
  for (let n = 1; n <= 4; n++) {
    states[`T${n}`] = task("work", n < 4 ? `T${n + 1}` : undefined, more);
  }
  return { StartAt: "T1", States: states };
}

function branch(name: string): object {
  const states = { [`${name}1`]: task("work", `${name}2`), [`${name}2`]: task("work", undefined) };
  return { StartAt: `${name}1`, States: states };
}

/** Ten kinds of executions. */
export const machines: { readonly [kind: string]: object } = {
  // Not tried again: fails if it is cut.
  tasks: tasks({}),
  waits: {
    StartAt: "Wait",
    States: {
      Wait: { Type: "Wait", Seconds: 1, Next: "Work" },
      Work: task("work", "Again"),
      Again: { Type: "Wait", Seconds: 2, End: true },
    },
  },
  callback: {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters: {
          FunctionName: `${lambda}:ask`,
          Payload: { "token.$": "$$.Task.Token" },
        },
        ...again,
        Next: "Work",
      },
      Work: task("work", undefined),
    },
  },
  parallel: {
    StartAt: "Both",
    States: {
      Both: { Type: "Parallel", Branches: ["A", "B", "C"].map(branch), Next: "Work" },
      Work: task("work", undefined),
    },
  },
  map: {
    StartAt: "Each",
    States: {
      Each: { Type: "Map", ItemsPath: "$.items", ItemProcessor: branch("Item"), End: true },
    },
  },
  nested: {
    StartAt: "Child",
    States: {
      Child: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Parameters: { StateMachineArn: stateMachineArn("flaky"), "Input.$": "$" },
        ...again,
        Next: "Work",
      },
      Work: task("work", undefined),
    },
  },
  flaky: {
    StartAt: "Flaky",
    States: {
      Flaky: task("flaky", undefined, {
        Retry: [
          { ErrorEquals: ["Flaky"], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 3 },
          ...again.Retry,
        ],
      }),
    },
  },
  activity: {
    StartAt: "Weigh",
    States: {
      Weigh: { Type: "Task", Resource: activityArn, TimeoutSeconds: 4, ...again, Next: "Work" },
      Work: task("work", undefined),
    },
  },
  distributed: {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        ItemProcessor: {
          ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
          ...branch("Item"),
        },
        End: true,
      },
    },
  },
  loop: {
    StartAt: "Init",
    States: {
      Init: {
        Type: "Pass",
        Parameters: { n: 0, "text.$": "$.text" },
        Next: "Add",
      },
      Add: {
        Type: "Pass",
        Parameters: { "n.$": "States.MathAdd($.n, 1)", "text.$": "$.text" },
        Next: "Enough",
      },
      Enough: {
        Type: "Choice",
        Choices: [{ Variable: "$.n", NumericLessThan: 60, Next: "Add" }],
        Default: "Work",
      },
      Work: task("work", undefined),
    },
  },
};

export const kinds: readonly string[] = Object.keys(machines);
