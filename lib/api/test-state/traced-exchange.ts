import type { HttpExchange, HttpReceived, HttpSent } from "../../engine/http-exchange.ts";
import type { InspectedRequest, InspectedResponse, InspectionData } from "./request.ts";

/**
 * What TRACE shows of an HTTP Task: what was sent, by default without what its connection added,
 * and what came back, all of it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html
 */
export function tracedExchange(
  exchange: HttpExchange | undefined,
  revealSecrets = false,
): Pick<InspectionData, "request" | "response"> {
  if (exchange === undefined) return {};
  const { request, withoutSecrets, response } = exchange;
  const protocol = request.url.protocol.replace(":", "");
  return {
    request: inspectedRequest(protocol, revealSecrets ? request : withoutSecrets),
    ...(response !== undefined && { response: inspectedResponse(protocol, response) }),
  };
}

function inspectedRequest(
  protocol: string,
  { method, url, headers, body }: HttpSent,
): InspectedRequest {
  const shown = { protocol, method, url: url.href, headers: headersText(headers) };
  return body === undefined ? shown : { ...shown, body };
}

function inspectedResponse(
  protocol: string,
  { status, statusText, headers, body }: HttpReceived,
): InspectedResponse {
  return {
    protocol,
    statusCode: String(status),
    statusMessage: statusText,
    headers: headersText(headers),
    body: Buffer.from(body).toString("utf8"),
  };
}

function headersText(headers: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...headers].flatMap(([name, values]) =>
    values.map((value) => `${name}: ${value}`),
  );
  return `[${lines.join(", ")}]`;
}
