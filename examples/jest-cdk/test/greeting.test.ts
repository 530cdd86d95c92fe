import { expectExecution, StateMachine, TaskError } from "stepwright";

test("greets by name, also when the first look-up fails", async () => {
  const machine = await StateMachine.fromFile("lib/greeting.asl.json");
  let calls = 0;
  const execution = await machine.run(
    { id: 7 },
    {
      tasks: {
        LookUpName: () => {
          calls++;
          if (calls === 1) throw new TaskError("Lambda.ServiceException", "busy");
          return "Ada";
        },
      },
    },
  );
  expectExecution(execution).toHaveSucceeded().toHaveRetried("LookUpName", 1);
  expect(execution.output).toEqual({ greeting: "Hello, Ada" });
  expect(calls).toBe(2);
});
