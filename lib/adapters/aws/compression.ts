import { deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/**
 * A text as few bytes: small ones by deflate with a dictionary of what records have in common, as
 * `context` (what reader and writer both know, like the key) may be; others by Zstandard.
 */
export function pack(text: string, context = ""): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.length > smallBytesMax) return Buffer.concat([zstandard, zstdCompressSync(bytes)]);
  const dictionary = dictionaryOf(context);
  return Buffer.concat([deflate, deflateRawSync(bytes, { level: 9, dictionary })]);
}

/** The text that `pack` made these bytes of, with the same context. */
export function unpack(bytes: Uint8Array, context = ""): string {
  const body = bytes.subarray(1);
  if (bytes[0] === zstandard[0]) return zstdDecompressSync(body).toString();
  if (bytes[0] === deflate[0]) {
    return inflateRawSync(body, { dictionary: dictionaryOf(context) }).toString();
  }
  throw new Error(`a packed text begins with ${bytes[0]}: a newer release has written it`);
}

function dictionaryOf(context: string): Buffer {
  return context === "" ? common : Buffer.concat([common, Buffer.from(context)]);
}

/** The first byte says how the others are to be read. */
const deflate = Buffer.of(0);
const zstandard = Buffer.of(1);

const smallBytesMax = 16_384;

/**
 * Texts that records, META and resolutions have in common; the most frequent come last. What was
 * packed with it can be read only with it: another dictionary needs another first byte.
 */
const common = Buffer.from(
  [
    "arn:aws:states:us-east-1:arn:aws:lambda:us-east-1:arn:aws:iam:::role/",
    '"LambdaFunctionScheduled","LambdaFunctionStarted","LambdaFunctionSucceeded",',
    '"MapRunStarted","MapRunSucceeded","MapStateEntered","MapStateStarted","MapStateSucceeded",',
    '"MapIterationStarted","MapIterationSucceeded","MapStateExited","MapRunRedriven",',
    '"ParallelStateEntered","ParallelStateStarted","ParallelStateSucceeded","ParallelStateExited",',
    '"ActivityScheduled","ActivityStarted","ActivitySucceeded","ExecutionTimedOut",',
    '"ExecutionAborted","ExecutionFailed","FailStateEntered","SucceedStateEntered",',
    '"WaitStateEntered","WaitStateExited","ChoiceStateEntered","ChoiceStateExited",',
    '"TaskTimedOut","TaskSubmitFailed","TaskStartFailed","LambdaFunctionFailed","TaskFailed",',
    '{"type":"childEnded","status":"SUCCEEDED","redrivable":true',
    '"outcome":{"type":"failed","error":"States.TaskFailed","cause":"{"type":"succeeded","output":',
    '"type":"heartbeat""type":"expired","lastBeatMs":"incarnation":,"attempt":,"at":',
    '"joining","items":[],"itemKeys":,"started":,"ended":,"results":[],"goesOn":true,',
    '"waiting","untilMs":"taskToken":"heartbeatSeconds":"heartbeatMs":"timeoutMs":',
    '"startMapRun","stopMapRun","cancelTask","type":"tellParent"',
    '"traceHeader":"Root=1-;Parent=;Sampled=","parent":{"executionArn":","awaits":"json"},',
    '"child":{"index":,"incarnation":,"processor":["mapRunArn":"',
    '"stateMachineVersionArn":"","stateMachineAliasArn":"","type":"EXPRESS","synchronous":true',
    '{"incarnation":,"info":{"executionArn":"","name":"","roleArn":"","stateMachineArn":"',
    '","stateMachineName":"","type":"STANDARD"},"input":{},"startedMs":,"seed":,"revision":{',
    '"revisionId":"INITIAL","definitionHash":"","logging":{"level":"OFF",',
    '"includeExecutionData":false},"tracing":{"enabled":false},"updatedMs":}}',
    '["ExecutionStarted",0,,{"input":,"inputDetails":{"truncated":false},"roleArn":"',
    '"heartbeatInSeconds":"timeoutInSeconds":"taskCredentials":{"roleArn":"',
    '"resource":"invoke","region":"us-east-1","parameters":{"FunctionName":"","Payload":{}}}],',
    '"StatusCode":200,"ExecutedVersion":"$LATEST","SdkResponseMetadata":{"RequestId":"',
    '["TaskSubmitted",["ExecutionSucceeded",',
    '"status":"SUCCEEDED","output":{},"stoppedMs":,"redriveCount":0,"error":"","cause":"',
    '{"s":{"status":"RUNNING","nextEventId":,"nowMs":,"startedMs":,"seed":,"dueMs":,"ready":[0],',
    '"length":1,"live":[{"id":0,"state":"","tip":,"phase":{"type":"pending","attempt":,',
    '"submitted":false,"queued":false},"retryCount":0,"variables":{},"input":{}}],"ended":[],',
    '"whole":true}}["PassStateEntered",,,{"name":"","input":{}}],["PassStateExited",,,{"name":"",',
    '"output":{}}],["TaskStateExited",,,{"name":"","output":{}}],["TaskStateEntered",,,{"name":"",',
    '"input":{}}],["TaskScheduled",,,{"resourceType":"lambda","resource":"","parameters":{}}],',
    '["TaskStarted",,,{"resourceType":"lambda","resource":"invoke"}],["TaskSucceeded",,,{',
    '"resourceType":"lambda","resource":"invoke","output":{}}],',
  ].join(""),
);
