import { SFNClient, type SFNClientConfig } from "@aws-sdk/client-sfn";
import { FunctionHandler } from "./function-handler.ts";

/** Where the runtime is: one of its two addresses. */
export type StepwrightClientOptions = SFNClientConfig &
  (
    | {
        /** The URL of the runtime's `api` function. */
        readonly functionUrl: string | undefined;
        readonly functionName?: undefined;
      }
    | {
        /** The name or ARN of the runtime's `api` function: it is invoked directly. */
        readonly functionName: string | undefined;
        readonly functionUrl?: undefined;
      }
  );

/**
 * A client of the SDK for the state machines of a runtime in AWS: its requests go to the `api`
 * function, signed as Lambda wants them. Everything else is the SDK's: commands, paginators,
 * credentials, retries.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 * @throws if neither address is there, as when an environment variable is missing
 */
export function stepwrightClient(options: StepwrightClientOptions): SFNClient {
  const { functionUrl, functionName, ...config } = options;
  if (functionUrl !== undefined) {
    return new SFNClient({
      ...config,
      endpoint: functionUrl,
      // The function has one name; "sync-" in front of it would be another host.
      disableHostPrefix: true,
      httpAuthSchemeProvider: ({ region = "us-east-1" }) => [signedForLambda(region)],
    });
  }
  if (functionName === undefined) {
    throw new Error(
      "stepwrightClient needs functionUrl or functionName, the URL or the name of the runtime's " +
        "api function: both are undefined",
    );
  }
  const { region, credentials } = config;
  return new SFNClient({
    ...config,
    // Never reached: the handler takes the requests.
    endpoint: "https://invoke.localhost",
    disableHostPrefix: true,
    requestHandler: new FunctionHandler(functionName, {
      ...(region !== undefined && { region }),
      ...(credentials !== undefined && { credentials }),
    }),
  });
}

type AuthScheme = ReturnType<NonNullable<SFNClientConfig["httpAuthSchemeProvider"]>>[number];

function signedForLambda(region: string): AuthScheme {
  return {
    schemeId: "aws.auth#sigv4",
    signingProperties: { signingName: "lambda", signingRegion: region },
    propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
  };
}
