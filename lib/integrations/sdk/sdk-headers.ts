import type { SdkCommand } from "./sdk-package.ts";

/** Keeps the headers of the command's answer, which the SDK does not hand out. */
export function keepHeaders(command: SdkCommand): () => { readonly [name: string]: string } {
  let headers: { readonly [name: string]: string } = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      if (hasHeaders(response)) headers = response.headers;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  return () => headers;
}

function hasHeaders(
  response: unknown,
): response is { readonly headers: { readonly [name: string]: string } } {
  return typeof response === "object" && response !== null && "headers" in response;
}
