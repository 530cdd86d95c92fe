import { isAbsolute, join } from "node:path";
import type { TaskRequest } from "../../engine/ports.ts";
import { requestId, TaskContext, type TaskServices } from "../task-context.ts";
import { callHandler, failureOf, TaskError, type TaskHandler } from "../task-handler.ts";
import { readFunctionName } from "./function-name.ts";
import { type ConsoleLevel, withConsole } from "./handler-console.ts";
import { HandlerModules, type ModuleExports } from "./handler-modules.ts";
import type { LambdaAnswer, LambdaBackend, LambdaCall } from "./lambda-backend.ts";
import { refuseAsLambda } from "./lambda-refusal.ts";

export interface LocalFunctionsOptions {
  /** Where each function's handler is: `path#export`; without an export, `handler`. */
  readonly functions: { readonly [name: string]: string };
  /** What paths are relative to. */
  readonly folder: string;
  /** What a handler may do besides answering. */
  services(request: TaskRequest): TaskServices;
  /** Takes what handlers print with `console`. */
  printed(line: FunctionLine): void;
}

export interface FunctionLine {
  readonly functionName: string;
  readonly requestId: string;
  readonly executionArn: string;
  readonly level: ConsoleLevel;
  readonly text: string;
}

/**
 * Lambda functions that run in this process: handlers in modules of the user's, TypeScript ones
 * too, which are loaded again when they change.
 */
export class LocalFunctions implements LambdaBackend {
  private readonly options: LocalFunctionsOptions;
  private readonly modules = new HandlerModules();

  constructor(options: LocalFunctionsOptions) {
    this.options = options;
  }

  has(functionName: string): boolean {
    return Object.hasOwn(this.options.functions, readFunctionName(functionName).name);
  }

  async invoke(call: LambdaCall): Promise<LambdaAnswer> {
    const id = requestId(call.request);
    const event = readEvent(call.payload, id);
    const invocation = new Invocation(call, id, this.options);
    const kind = answers.get(call.invocationType) ?? answersAtOnce;
    return kind(invocation, () => this.run(call, invocation, event));
  }

  /** The answer's JSON; throws what the handler throws. */
  private async run(call: LambdaCall, invocation: Invocation, event: unknown): Promise<string> {
    const { functions } = this.options;
    const place = functions[invocation.functionName] ?? "";
    return invocation.withConsole(async () => {
      const handler = await this.handler(place);
      const answer = await unlessAborted(call.signal, () =>
        callHandler(handler, event, invocation.context),
      );
      return JSON.stringify(answer) ?? "null";
    });
  }

  private async handler(place: string): Promise<TaskHandler> {
    const [path = "", name = "handler"] = place.split("#");
    const file = isAbsolute(path) ? path : join(this.options.folder, path);
    const exports = await this.modules.load(file).catch((error: unknown) => {
      throw runtimeError("ImportModuleError", String(error));
    });
    const handler = exportOf(exports, name);
    if (typeof handler !== "function") {
      throw runtimeError("HandlerNotFound", `${name} is undefined or not exported by ${path}`);
    }
    return handler as TaskHandler;
  }
}

/** One invocation of a function: its context, and what it prints. */
class Invocation {
  readonly functionName: string;
  readonly requestId: string;
  readonly context: TaskContext;
  private readonly call: LambdaCall;
  private readonly options: LocalFunctionsOptions;
  private log = "";

  constructor(call: LambdaCall, id: string, options: LocalFunctionsOptions) {
    const { request, functionName, clientContext } = call;
    this.call = call;
    this.options = options;
    this.requestId = id;
    this.functionName = readFunctionName(functionName).name;
    this.context = new TaskContext(
      request,
      wholeArn(functionName, request),
      options.services(request),
      readClientContext(clientContext, id),
    );
  }

  withConsole<T>(work: () => T): T {
    return withConsole((level, text) => this.print(level, text), work);
  }

  print(level: ConsoleLevel, text: string): void {
    const { functionName, requestId, call } = this;
    const { executionArn } = call.request.execution;
    this.options.printed({ functionName, requestId, executionArn, level, text });
    if (call.logType === "Tail") this.log = `${this.log}${text}\n`.slice(-logCharactersMax);
  }

  answer(payload: string, functionError?: string): LambdaAnswer {
    const { requestId, call, log } = this;
    return {
      statusCode: 200,
      payload,
      functionError,
      executedVersion: "$LATEST",
      ...(call.logType === "Tail" && { logResult: Buffer.from(log).toString("base64") }),
      requestId,
    };
  }
}

/** Invoke answers the last 4 KB of the log. */
const logCharactersMax = 4_096;

type Answering = (
  invocation: Invocation,
  run: () => Promise<string>,
) => LambdaAnswer | Promise<LambdaAnswer>;

const answersAtOnce: Answering = (invocation, run) =>
  run().then(
    (payload) => invocation.answer(payload),
    (error: unknown) => invocation.answer(errorPayload(error), "Unhandled"),
  );

/** By InvocationType. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const answers: ReadonlyMap<string, Answering> = new Map<string, Answering>([
  [
    "Event",
    (invocation, run) => {
      run().catch((error: unknown) => invocation.print("error", String(error)));
      return { statusCode: 202, payload: "", requestId: invocation.requestId };
    },
  ],
  [
    "DryRun",
    ({ requestId }) => ({ statusCode: 204, payload: "", executedVersion: "$LATEST", requestId }),
  ],
]);

/** As Lambda's Node.js runtime tells of what a handler throws; a TaskError stays itself. */
function errorPayload(error: unknown): string {
  if (error instanceof TaskError) throw error;
  const { cause } = failureOf(error);
  return cause ?? "null";
}

/** What Lambda's Node.js runtime finds wrong with a function before it calls its handler. */
function runtimeError(type: string, message: string): Error {
  const error = new Error(message);
  error.name = `Runtime.${type}`;
  return error;
}

function exportOf(exports: ModuleExports, name: string): unknown {
  const fallback = exports.default;
  if (Object.hasOwn(exports, name)) return exports[name];
  if (typeof fallback === "object" && fallback !== null) return Reflect.get(fallback, name);
  return undefined;
}

function readEvent(payload: string, id: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw refuseAsLambda({
      code: "InvalidRequestContentException",
      message: `Could not parse request body into json: ${(error as Error).message}`,
      statusCode: 400,
      requestId: id,
    });
  }
}

function readClientContext(clientContext: string | undefined, id: string): unknown {
  if (clientContext === undefined) return undefined;
  return readEvent(Buffer.from(clientContext, "base64").toString("utf8"), id);
}

/** A handler cannot be stopped, but nobody needs to wait for it. */
function unlessAborted(signal: AbortSignal, work: () => unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const aborted = (): void => reject(signal.reason);
    if (signal.aborted) return aborted();
    signal.addEventListener("abort", aborted, { once: true });
    const done = (): void => signal.removeEventListener("abort", aborted);
    Promise.resolve(work()).then(resolve, reject).finally(done);
  });
}

function wholeArn(functionName: string, { execution }: TaskRequest): string {
  if (functionName.startsWith("arn:")) return functionName;
  const [, partition, , region, account] = execution.executionArn.split(":");
  const { name, qualifier, ...asked } = readFunctionName(functionName);
  const arn = `arn:${partition}:lambda:${region}:${asked.account ?? account}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
