import { expect, it } from "vitest";
import { localServer } from "../../integrations/local-server.ts";
import { call, testServer } from "./http-client.ts";

const task = (more: object) =>
  JSON.stringify({
    StartAt: "Call",
    States: {
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::aws-sdk:secretsmanager:listSecrets",
        Parameters: {},
        End: true,
        ...more,
      },
    },
  });

/** A call that is never answered, and what is done about it; answers once it has been hung up. */
async function hungUp(
  definition: string,
  meanwhile: (url: string, executionArn: string) => Promise<unknown>,
) {
  const called = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  await using service = await localServer((_request, response) => {
    response.on("close", closed.resolve);
    called.resolve();
  });
  const server = await testServer({ environment: { AWS_ENDPOINT_URL: service.url } });
  try {
    const machine = { name: "calls", definition, roleArn: "arn:aws:iam::123456789012:role/r" };
    const { stateMachineArn } = await call(server.url, "CreateStateMachine", machine);
    const { executionArn } = await call(server.url, "StartExecution", { stateMachineArn });
    await called.promise;
    await meanwhile(server.url, executionArn);
    await closed.promise;
    return await call(server.url, "DescribeExecution", { executionArn });
  } finally {
    await server.stop();
  }
}

it("a Task's call ends when its execution is stopped", async () => {
  const description = await hungUp(task({}), (url, executionArn) =>
    call(url, "StopExecution", { executionArn }),
  );
  expect(description).toMatchObject({ status: "ABORTED" });
});

it("a Task's call ends when its time is up", async () => {
  const description = await hungUp(task({ TimeoutSeconds: 1 }), async () => undefined);
  expect(description).toMatchObject({ status: "FAILED", error: "States.Timeout" });
});
