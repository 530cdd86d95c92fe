import { deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/**
 * A text as few bytes: small ones by deflate with a dictionary of what records have in common, as
 * `context` (what reader and writer both know, like the key) may be; others by Zstandard.
 */
export function pack(text: string, context = ""): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.length > smallBytesMax) return Buffer.concat([zstandard, zstdCompressSync(bytes)]);
  const dictionary = dictionaryOf(context);
  return Buffer.concat([deflate, deflateRawSync(bytes, { ...thorough, dictionary })]);
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

/** Small texts need no more memory, and its initialisation would take longer than they do. */
const thorough = { level: 9, memLevel: 5 };

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
    '"intent":{"type":"handedOver","checkMs":17"intent":{"type":"notBegun"}"untilMs":17',
    '"heartbeatInSeconds":,"timeoutInSeconds":,"taskCredentials":{"roleArn":"arn:aws:iam::',
    '"StatusCode":200,"ExecutedVersion":"$LATEST","SdkResponseMetadata":{"RequestId":"',
    '{"FunctionName":"arn:aws:lambda:us-east-1:123456789012:function:","Payload":{}}',
    '{"s":{"status":"SUCCEEDED","output":{},"stoppedMs":17,"nextEventId":,"seed":,"gone":["dueMs"],',
    '"length":0,"ended":[0]}}["ExecutionSucceeded",{"output":{}}]]"error":"","cause":"","u":[{',
    '[1,5,[6,0],0,17,-1,"[\\"R\\"]",[]]\n{"s":{"status":"RUNNING","nowMs":17,"startedMs":17',
    ',"expiresMs":17,"dueMs":17,"nextEventId":6,"redriveCount":0,"ready":[],"variablesBytes":0,',
    '"seed":1,"draws":0,"whole":true,"length":1,"live":[{"id":0,"index":0,"state":"","phase":{',
    '"type":"task","attempt":5,"variables":{},"enteredMs":17,"retryCount":0,"retries":[]}]}}\n',
    '[["ExecutionStarted",0,17,{"input":{},"roleArn":"arn:aws:iam::',
    '["TaskScheduled",,17,{"resourceType":"lambda","resource":"invoke","region":"us-east-1",',
    '"parameters":{}}],["TaskSucceeded",,17,{"resourceType":"lambda","resource":"invoke",',
    '"output":{}}],["TaskSubmitted",,17,{"resourceType":"","resource":"","output":{}}],',
    '],17,-1,"[\\"R\\"]",[]]\n{"s":{"nextEventId":,"seed":,"length":1,"live":[{"id":0,"state":"',
    '","phase":{"type":"task","attempt":,"started":false,"submitted":false,"queued":false,',
    '"intent":{"type":"inHand","deadByMs":17}},"input":{},"tip":,"enteredEventId":}]}}\n',
    '[["TaskStarted",,17,{"resourceType":"lambda","resource":"invoke"}],',
    '[["LambdaFunctionStarted",,17],["LambdaFunctionSucceeded",,17,{"output":{}}],',
    '["TaskStateExited",,17,{"name":"","output":{}}],["PassStateEntered",,17,{"name":"","input":{}}],',
    '["PassStateExited",,17,{"name":"","output":{}}],["TaskStateEntered",,17,{"name":"","input":{}}],',
    '["LambdaFunctionScheduled",,17,{"resource":"arn:aws:lambda:us-east-1:","input":{}}]]',
  ].join(""),
);
