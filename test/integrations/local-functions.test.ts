import { mkdtempSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TaskReply } from "../../lib/engine/task-reply.ts";
import {
  type FunctionLine,
  LocalFunctions,
} from "../../lib/integrations/lambda/local-functions.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import { serviceInvoker } from "./sdk-services.ts";
import { taskRequest } from "./task-request.ts";

/** A folder with a module, and what calls the functions in it. */
class Functions {
  readonly folder = mkdtempSync(join(tmpdir(), "stepwright-functions-"));
  readonly printed: FunctionLine[] = [];
  private written = 0;
  readonly invoker = serviceInvoker({
    lambda: new LocalFunctions({
      functions: { greet: "greet.ts#greet", plain: "plain.cjs", missing: "missing.ts" },
      folder: this.folder,
      services: () => ({
        sleep: () => Promise.resolve(),
        sendTaskSuccess: () => {},
        sendTaskFailure: () => {},
        sendTaskHeartbeat: () => {},
      }),
      printed: (line) => this.printed.push(line),
    }),
  });

  /** Every version of a file is a second younger than the one before. */
  write(name: string, text: string): this {
    const file = join(this.folder, name);
    writeFileSync(file, text);
    const seconds = 1_700_000_000 + ++this.written;
    utimesSync(file, seconds, seconds);
    return this;
  }

  async call(name: string, input: JsonValue = {}): Promise<TaskReply> {
    const resource = `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
    return this.invoker.invoke(taskRequest(resource, input));
  }

  async invoke(parameters: JsonValue): Promise<TaskReply> {
    return this.invoker.invoke(taskRequest("arn:aws:states:::lambda:invoke", parameters));
  }
}

describe("a function in this process", () => {
  it("is an export of a module, TypeScript too", async () => {
    const functions = new Functions().write(
      "greet.ts",
      "export const greet = async ({ who }: { who: string }) => ({ hi: who });",
    );
    const reply = await functions.call("greet", { who: "you" });
    expect(reply).toEqual({ type: "succeeded", output: { hi: "you" } });
  });

  it("may be CommonJS, and answer by a callback", async () => {
    const functions = new Functions().write(
      "plain.cjs",
      "exports.handler = (event, context, callback) => callback(null, context.functionName);",
    );
    expect(await functions.call("plain:live")).toEqual({ type: "succeeded", output: "plain" });
  });

  it("keeps its module's state until then", async () => {
    const functions = new Functions().write(
      "greet.ts",
      "let calls = 0;\nexport const greet = () => ++calls;",
    );
    await functions.call("greet");
    expect(await functions.call("greet")).toMatchObject({ output: 2 });
  });

  it("fails as Lambda's Node.js runtime says", async () => {
    const functions = new Functions().write(
      "greet.ts",
      'export const greet = () => { throw new RangeError("too far"); };',
    );
    const reply = await functions.call("greet");
    expect(reply).toMatchObject({ type: "failed", error: "RangeError" });
    const cause = JSON.parse((reply as TaskReply<"failed">).cause ?? "");
    expect(cause).toMatchObject({ errorType: "RangeError", errorMessage: "too far" });
    expect(cause.trace[0]).toBe("RangeError: too far");
  });

  it("fails when there is no such module or export", async () => {
    const functions = new Functions().write("greet.ts", "export const other = 1;");
    expect(await functions.call("missing")).toMatchObject({ error: "Runtime.ImportModuleError" });
    expect(await functions.call("greet")).toMatchObject({ error: "Runtime.HandlerNotFound" });
  });

  it("has what it prints kept, and answered to LogType Tail", async () => {
    const functions = new Functions().write(
      "greet.ts",
      'export const greet = () => { console.info("%s, world", "hello"); console.error(7); };',
    );
    const reply = await functions.invoke({ FunctionName: "greet", LogType: "Tail" });
    const log = Buffer.from("hello, world\n7\n").toString("base64");
    expect(reply).toMatchObject({ output: { LogResult: log, Payload: null } });
    expect(functions.printed).toMatchObject([
      { functionName: "greet", level: "info", text: "hello, world" },
      { functionName: "greet", level: "error", text: "7" },
    ]);
  });

  it("sees the client context", async () => {
    const functions = new Functions().write(
      "greet.ts",
      "export const greet = (_: unknown, context: any) => context.clientContext;",
    );
    const ClientContext = Buffer.from('{"custom":{"a":1}}').toString("base64");
    const reply = await functions.invoke({ FunctionName: "greet", ClientContext });
    expect(reply).toMatchObject({ output: { Payload: { custom: { a: 1 } } } });
  });

  it("is not waited for when it is called as an event", async () => {
    const functions = new Functions().write(
      "greet.ts",
      'export const greet = async () => { console.log("ran"); return new Promise(() => {}); };',
    );
    const reply = await functions.invoke({ FunctionName: "greet", InvocationType: "Event" });
    expect(reply).toMatchObject({ output: { Payload: "", StatusCode: 202 } });
  });

  it("does not run when the call is a dry run", async () => {
    const functions = new Functions();
    const reply = await functions.invoke({ FunctionName: "missing", InvocationType: "DryRun" });
    expect(reply).toMatchObject({ output: { StatusCode: 204 } });
  });

  it("refuses a text that is no JSON, as Lambda does", async () => {
    const functions = new Functions().write("greet.ts", "export const greet = () => 1;");
    const reply = await functions.invoke({ FunctionName: "greet", Payload: "hello" });
    expect(reply).toMatchObject({ error: "Lambda.InvalidRequestContentException" });
  });

  it("is not waited for when its attempt is cancelled", async () => {
    const functions = new Functions().write(
      "greet.ts",
      "export const greet = () => new Promise(() => {});",
    );
    const request = taskRequest("arn:aws:lambda:eu-west-1:123456789012:function:greet", {});
    const reply = functions.invoker.invoke(request);
    functions.invoker.cancel(request.execution.executionArn, request.task.attempt);
    expect(await reply).toMatchObject({ type: "failed" });
  });
});
