// One sandbox of a Lambda function, as the managed Node runtime makes it: error names and traces,
// any JSON as the payload, remaining time, client context, streamed answers (buffered here); the
// first settled answer counts. A line of JSON on stdin is an invocation (the first one says what to
// load), a line on stdout its answer.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const readline = require("node:readline");
const { PassThrough } = require("node:stream");
const { pathToFileURL } = require("node:url");

const write = process.stdout.write.bind(process.stdout);
const answer = (value) => write(`${JSON.stringify(value)}\n`);
// What handlers log.
process.stdout.write = (chunk, encoding, done) => process.stderr.write(chunk, encoding, done);
const endLog = (id) => process.stderr.write(`\u0001END ${id}\n`);

const failureOf = (error) => ({
  errorType: error instanceof Error && error.name ? error.name : typeof error,
  errorMessage: error instanceof Error ? error.message : String(error),
  trace: error?.stack ? String(error.stack).split("\n") : [],
});

globalThis.awslambda = {
  streamifyResponse: (handler) => (event, context) =>
    new Promise((resolve, reject) => {
      const stream = new PassThrough();
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(Buffer.from(chunk)));
      stream.on("error", reject);
      stream.on("end", () => {
        const head = stream.head ? [Buffer.from(JSON.stringify(stream.head)), Buffer.alloc(8)] : [];
        resolve({ __raw: Buffer.concat([...head, ...chunks]).toString("latin1") });
      });
      stream.setContentType = (type) => {
        stream.head = { statusCode: 200, headers: { "content-type": type }, cookies: [] };
      };
      Promise.resolve(handler(event, stream, context)).then(
        () => stream.writableEnded || stream.end(),
        reject,
      );
    }),
  HttpResponseStream: { from: (stream, head) => Object.assign(stream, { head }) },
};

async function load(folder, module) {
  const base = path.resolve(folder, module);
  const file = [".js", ".mjs", ".cjs", ""]
    .map((ending) => base + ending)
    .find((one) => fs.existsSync(one));
  if (!file)
    throw Object.assign(new Error(`Cannot find module '${module}'`), {
      name: "Runtime.ImportModuleError",
    });
  return import(pathToFileURL(file).href);
}

let init;
let handler;

async function start(message) {
  init = message;
  Object.assign(process.env, message.env ?? {});
  process.env.AWS_SESSION_TOKEN = `fn/${message.function_name}`; // names the caller to calls_log.py
  process.env.LAMBDA_TASK_ROOT = message.code_dir;
  process.chdir(message.code_dir);
  try {
    const module = await load(message.code_dir, message.module);
    handler = module[message.handler] ?? module.default?.[message.handler];
    if (typeof handler !== "function") {
      const text = `${message.module}.${message.handler} is undefined or not exported`;
      throw Object.assign(new Error(text), { name: "Runtime.HandlerNotFound" });
    }
    answer({ status: "ready", cold: true });
  } catch (error) {
    answer({ status: "error", error: `${error.name}: ${error.message}` });
  }
}

const contextOf = (message) => ({
  functionName: init.function_name,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION ?? "$LATEST",
  invokedFunctionArn: message.__arn ?? init.arn,
  memoryLimitInMB: String(init.memory),
  awsRequestId: message._request_id,
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? `/aws/lambda/${init.function_name}`,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? "",
  callbackWaitsForEmptyEventLoop: true,
  ...(message.__clientContext ? { clientContext: message.__clientContext } : {}),
  getRemainingTimeInMillis: () => Math.max(0, message.__deadline - Date.now()),
});

function invoke(message) {
  const id = message._request_id;
  if (message.__trace) process.env._X_AMZN_TRACE_ID = message.__trace;
  else delete process.env._X_AMZN_TRACE_ID;
  let settled = false;
  const settle = (value) => {
    if (settled) return;
    settled = true;
    endLog(id);
    answer(value);
  };
  const fail = (error) => {
    if (!settled) console.error(JSON.stringify(failureOf(error)));
    settle({ status: "ok", failure: failureOf(error) });
  };
  const succeed = (value) =>
    settle({
      status: "ok",
      result: value ?? null,
      ...(value?.__raw !== undefined && { result: null, raw: value.__raw }),
    });
  try {
    const promise = handler(JSON.parse(message.__payload), contextOf(message), (error, value) =>
      error ? fail(error) : succeed(value),
    );
    if (typeof promise?.then === "function") promise.then(succeed, fail);
    else if (handler.length < 3) succeed(promise);
  } catch (error) {
    fail(error);
  }
}

readline.createInterface({ input: process.stdin, terminal: false }).on("line", (line) => {
  const message = JSON.parse(line);
  if (init) invoke(message);
  else start(message);
});
for (const kind of ["unhandledRejection", "uncaughtException"]) {
  process.on(kind, (error) => {
    console.error(kind, error);
    process.exit(129);
  });
}
