/** What a service is to send so that a Task comes to what AWS recorded. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An event of a recorded history. */
export interface RecordedEvent {
  readonly type: string;
  readonly [details: string]: unknown;
}

/**
 * The answers of the services behind a recorded history, in order. Undefined: it has a Task whose
 * service is not played, or an error in words that AWS has changed since.
 */
export function wireAnswers(history: readonly RecordedEvent[]): readonly WireAnswer[] | undefined {
  const answers: WireAnswer[] = [];
  for (const event of history) {
    const wire = wires[event.type];
    if (wire === undefined) continue;
    const answer = wire(detailsOf(event));
    if (answer === undefined) return undefined;
    answers.push(answer);
  }
  return answers;
}

interface Details {
  readonly resourceType?: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: unknown;
}

type Wire = (details: Details) => WireAnswer | undefined;

const wires: { readonly [type: string]: Wire } = {
  LambdaFunctionSucceeded: ({ output }) => lambda(output),
  LambdaFunctionFailed: functionError,
  TaskSucceeded: ({ resourceType = "", output }) => services[resourceType]?.(output),
  TaskFailed: (details) => functionError(details) ?? sdkError(details) ?? refusal(details),
  TaskTimedOut: () => undefined,
  ActivityScheduled: () => undefined,
};

const services: { readonly [resourceType: string]: (output: unknown) => WireAnswer } = {
  "aws-sdk:dynamodb": json,
  "aws-sdk:secretsmanager": json,
  "aws-sdk:sfn": (output) => {
    const { ExecutionArn } = output as { readonly ExecutionArn: string };
    return json({ executionArn: ExecutionArn, startDate: 1_767_225_600 });
  },
  "aws-sdk:s3": (output) => {
    const { ETag, ChecksumCRC32, ChecksumType, ServerSideEncryption } = output as {
      readonly [header: string]: string;
    };
    const headers = {
      etag: ETag ?? "",
      "x-amz-checksum-crc32": ChecksumCRC32 ?? "",
      "x-amz-checksum-type": ChecksumType ?? "",
      "x-amz-server-side-encryption": ServerSideEncryption ?? "",
    };
    return { status: 200, headers, body: "" };
  },
  lambda: (output) => {
    const { Payload, SdkHttpMetadata } = output as {
      readonly Payload: unknown;
      readonly SdkHttpMetadata: { readonly HttpHeaders: { readonly [name: string]: string } };
    };
    const { "X-Amzn-Trace-Id": trace, "Content-Length": length } = SdkHttpMetadata.HttpHeaders;
    const answer = lambda(Payload, trace === undefined ? {} : { "x-amzn-trace-id": trace });
    // Python's JSON has more white space than ours.
    return { ...answer, body: answer.body.padEnd(Number(length)) };
  },
};

function lambda(payload: unknown, headers: WireAnswer["headers"] = {}): WireAnswer {
  const version = { "x-amz-executed-version": "$LATEST" };
  return { status: 200, headers: { ...version, ...headers }, body: text(payload) };
}

/** A recorded text that is JSON was recorded as the text that the service sent. */
function text(value: unknown): string {
  return typeof value === "string" && isJson(value) ? value : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a function reported: its error's JSON is the cause. */
function functionError({ cause }: Details): WireAnswer | undefined {
  if (typeof cause !== "object" || cause === null || !("errorType" in cause)) return undefined;
  return { ...lambda(cause, { "x-amz-function-error": "Unhandled" }) };
}

/** `message (Service: Sfn, Status Code: 400, Request ID: …) (SDK Attempt Count: 1)`. */
function sdkError({ error = "", cause }: Details): WireAnswer | undefined {
  const match = /^(.*) \(Service: \w+, Status Code: (\d+), .*\) \(SDK Attempt Count: 1\)$/s.exec(
    String(cause),
  );
  const [, message, status] = match ?? [];
  if (message === undefined) return undefined;
  return jsonError(Number(status), error.replace(/^\w+\.|Exception$/g, ""), message);
}

/** `message (Service: AWSLambda; Status Code: 404; Error Code: …; Request ID: …; Proxy: null)`. */
function refusal({ resourceType, cause }: Details): WireAnswer | undefined {
  const match = /^(.*) \(Service: \w+; Status Code: (\d+); Error Code: (\w+);/s.exec(String(cause));
  const [, message, status, code] = match ?? [];
  if (message === undefined || code === undefined) return undefined;
  if (resourceType === "sns" || resourceType === "sqs") return undefined;
  return jsonError(Number(status), code, message);
}

function json(body: unknown): WireAnswer {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  return { status: 200, headers, body: JSON.stringify(body) };
}

function jsonError(status: number, code: string, message: string): WireAnswer {
  const body = JSON.stringify({ __type: code, message, Message: message });
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": code };
  return { status, headers, body };
}

function detailsOf(event: RecordedEvent): Details {
  const name = Object.keys(event).find((key) => key.endsWith("EventDetails"));
  return (name === undefined ? {} : event[name]) as Details;
}
