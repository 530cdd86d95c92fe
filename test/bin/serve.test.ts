import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { servesWith } from "../../bin/bounded-young-space.ts";
import { type ServeProcess, startServe } from "../../scripts/serve-process.ts";
import { call } from "../hosts/server/http-client.ts";
import { folderOf } from "./folder.ts";
import { stepwright } from "./stepwright.ts";

const roleArn = "arn:aws:iam::123456789012:role/r";

function definition(state: object): string {
  return JSON.stringify({ StartAt: "S", States: { S: state } });
}

async function create(url: string, name: string, state: object): Promise<string> {
  const request = { name, definition: definition(state), roleArn };
  return (await call(url, "CreateStateMachine", request)).stateMachineArn;
}

async function served<T>(
  options: readonly string[],
  work: (server: ServeProcess) => Promise<T>,
): Promise<T> {
  const server = await startServe(options);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

describe("stepwright serve", () => {
  it("says where the data is and what to set, and ends when it is told to", async () => {
    const folder = join(folderOf({}), "data");
    const server = await startServe(["--data-dir", folder]);
    expect(server.log()).toContain(`Step Functions at ${server.url}`);
    expect(server.log()).toContain(folder);
    expect(server.log()).toContain(`AWS_ENDPOINT_URL_SFN=${server.url}`);
    expect(server.log()).toMatch(/disableHostPrefix: true .*inject_host_prefix=False/s);
    expect(await call(server.url, "ListStateMachines")).toEqual({ stateMachines: [] });
    if (process.platform === "linux") {
      const command = readFileSync(`/proc/${server.pid}/cmdline`, "utf8").split("\0");
      expect(command).toEqual(expect.arrayContaining([...servesWith]));
    }
    expect(await server.stop()).toBe(0);
    expect(server.log()).toContain('"message":"stopped"');
    expect(server.output()).toBe("");
  });

  it("goes on with what was there when it was killed", async () => {
    const folder = join(folderOf({}), "data");
    const first = await startServe(["--data-dir", folder]);
    const { activityArn } = await call(first.url, "CreateActivity", { name: "work" });
    const stateMachineArn = await create(first.url, "work", {
      Type: "Task",
      Resource: activityArn,
      End: true,
    });
    const { executionArn } = await call(first.url, "StartExecution", { stateMachineArn });
    const { taskToken } = await call(first.url, "GetActivityTask", { activityArn });
    process.kill(first.pid, "SIGKILL");
    await first.stop();

    await served(["--data-dir", folder], async ({ url }) => {
      expect(await call(url, "SendTaskSuccess", { taskToken, output: '"done"' })).toEqual({});
      let description = await call(url, "DescribeExecution", { executionArn });
      while (description.status === "RUNNING") {
        description = await call(url, "DescribeExecution", { executionArn });
      }
      expect(description).toMatchObject({ status: "SUCCEEDED", output: '"done"' });
    });
  });

  it("runs functions, reads a bucket's folder, and writes its machines' log to a file", async () => {
    const folder = folderOf({
      "functions.ts": "export const double = (n: number): number => 2 * n;\n",
      "buckets/in/items.json": [1, 2, 3],
    });
    const options = [
      ...["--in-memory", "--function", `double=${folder}/functions.ts#double`],
      ...["--bucket", `in=${folder}/buckets/in`, "--execution-logs", `${folder}/log.jsonl`],
    ];
    const arn = "arn:aws:lambda:us-east-1:123456789012:function:double";
    const map = {
      Type: "Map",
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSON" },
        Parameters: { Bucket: "in", Key: "items.json" },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "T",
        States: { T: { Type: "Task", Resource: arn, End: true } },
      },
      End: true,
    };
    await served(options, async ({ url }) => {
      const destination = "arn:aws:logs:us-east-1:123456789012:log-group:g:*";
      const { stateMachineArn } = await call(url, "CreateStateMachine", {
        ...{ name: "map", definition: definition(map), roleArn },
        loggingConfiguration: {
          level: "FATAL",
          destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: destination } }],
        },
      });
      const { executionArn } = await call(url, "StartExecution", { stateMachineArn });
      let description = await call(url, "DescribeExecution", { executionArn });
      while (description.status === "RUNNING") {
        description = await call(url, "DescribeExecution", { executionArn });
      }
      expect(description).toMatchObject({ status: "SUCCEEDED", output: "[2,4,6]" });
    });
    expect(readFileSync(join(folder, "log.jsonl"), "utf8")).toBe("");
  });

  it("gives an account no more than its quotas", async () => {
    const quotas = ["--quota", "stateMachines=1", "--quota", "activities=0"];
    await served(["--in-memory", ...quotas], async ({ url }) => {
      const stateMachineArn = await create(url, "first", { Type: "Succeed" });
      expect(await create(url, "first", { Type: "Succeed" })).toBe(stateMachineArn);
      const request = { name: "second", definition: definition({ Type: "Succeed" }), roleArn };
      const refused = await call(url, "CreateStateMachine", request);
      expect(refused.__type).toBe("StateMachineLimitExceeded");
      const { __type } = await call(url, "CreateActivity", { name: "a" });
      expect(__type).toBe("ActivityLimitExceeded");
    });
    for (const wrong of ["machines=1", "stateMachines=-1", "stateMachines"]) {
      const { stderr, code } = await stepwright(["serve", "--in-memory", "--quota", wrong]);
      expect(stderr).toMatch(/NAME=number, and NAME one of stateMachines, activities, /);
      expect(code).not.toBe(0);
    }
  });

  it("lets nobody in from other machines without a key", async () => {
    const { code, stderr } = await stepwright(["serve", "--host", "0.0.0.0", "--in-memory"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--key");
  });

  it("says what keeps it from starting", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", () => resolve()));
    const { port } = other.address() as AddressInfo;
    const taken = await stepwright(["serve", "--in-memory", "--port", String(port)]);
    other.close();
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringContaining("is in use") });

    const folder = join(folderOf({}), "data");
    await served(["--data-dir", folder], async ({ pid }) => {
      const second = await stepwright(["serve", "--port", "0", "--data-dir", folder]);
      expect(second.code).toBe(2);
      expect(second.stderr).toContain(`in use by another process (process ${pid})`);
    });

    const noConfig = await stepwright(["serve", "--in-memory", "--mock-config", "none.json"]);
    expect(noConfig).toMatchObject({ code: 2, stderr: expect.stringContaining("none.json") });
    const noPair = await stepwright(["serve", "--function", "double"]);
    expect(noPair).toMatchObject({ code: 2, stderr: expect.stringContaining("NAME=value") });
  });

  it("refuses files and folders of options that are none", async () => {
    const cwd = folderOf({ "a.txt": "text" });
    const refused: readonly (readonly [string, string, string])[] = [
      ["--function", "double=none.ts#handler", "there is no file"],
      ["--bucket", "in=a.txt", "it is a file, no folder"],
      ["--data-dir", "a.txt", "it is a file, no folder"],
    ];
    for (const [option, given, why] of refused) {
      const { code, stderr } = await stepwright(["serve", "--port", "0", option, given], { cwd });
      expect(stderr).toMatch(new RegExp(`^stepwright: ${option} ${given}: ${why}`));
      expect(code).toBe(2);
    }
  });
});
