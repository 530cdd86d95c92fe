import { connectionFrom, type EndpointOptions } from "./connection.ts";
import { StepFunctionsClient } from "./step-functions-client.ts";

/** The client that a command's options and this process's environment ask for. */
export function clientFrom(options: EndpointOptions): StepFunctionsClient {
  return new StepFunctionsClient(connectionFrom(options, process.env));
}
