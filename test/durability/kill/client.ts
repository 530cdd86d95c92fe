/** Calls the API of a server that may be dead. */
export class Client {
  private at: string | undefined;
  private waiting: (() => void)[] = [];
  /** There will be no server any more. */
  isClosed = false;

  /** Undefined while there is no server. */
  get url(): string | undefined {
    return this.at;
  }

  set url(url: string | undefined) {
    this.at = url;
    if (url === undefined) return;
    for (const goOn of this.waiting.splice(0)) goOn();
  }

  /** The answer; throws ApiFailure, or whatever kept it from coming. */
  async call(operation: string, request: object): Promise<{ readonly [key: string]: unknown }> {
    if (this.url === undefined) throw new Error("no server");
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${operation}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify(request),
    });
    const answer = (await response.json()) as { readonly [key: string]: unknown };
    if (response.ok) return answer;
    throw new ApiFailure(String(answer.__type).split("#").at(-1) ?? "", String(answer.message));
  }

  /** Resolves when there is a server again. */
  private server(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
    });
  }

  /** The answer, however many servers it takes. */
  async insist(operation: string, request: object): Promise<{ readonly [key: string]: unknown }> {
    for (;;) {
      try {
        return await this.call(operation, request);
      } catch (error) {
        if (error instanceof ApiFailure || this.isClosed) throw error;
        if (this.url === undefined) await this.server();
        else await pause(5);
      }
    }
  }
}

/** The server has answered that it does not do it. */
export class ApiFailure extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(`${type}: ${message}`);
    this.type = type;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
