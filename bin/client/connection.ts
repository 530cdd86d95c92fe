import { UsageError } from "../commands/usage-error.ts";
import type { Credentials } from "./sign-request.ts";

/** Where the API is, and as whom it is called. */
export interface Connection {
  readonly url: URL;
  readonly region: string;
  readonly credentials: Credentials;
}

/** What the options of every command that calls an endpoint give. */
export interface EndpointOptions {
  /** A URL, or `aws`. */
  readonly endpoint?: string;
  readonly region?: string;
}

type Environment = { readonly [name: string]: string | undefined };

/** From the options and the environment, by the names that the AWS CLI reads. */
export function connectionFrom(options: EndpointOptions, environment: Environment): Connection {
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  const region = options.region || AWS_REGION || AWS_DEFAULT_REGION || undefined;
  if (region !== undefined && !regionForm.test(region)) {
    throw new UsageError(`--region ${region} should look like us-east-1`);
  }
  const url = urlFrom(options.endpoint, region, environment);
  const isAws = awsHost.test(url.hostname);
  return {
    url,
    region: region ?? awsHost.exec(url.hostname)?.groups?.region ?? regionDefault,
    credentials: credentialsFrom(environment, isAws),
  };
}

/** Where `stepwright serve` listens. */
const endpointDefault = "http://127.0.0.1:8083";
const regionDefault = "us-east-1";
const regionForm = /^[a-z0-9-]{1,32}$/;
const awsHost =
  /^(?:sync-)?states\.(?<region>[a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$|\.amazonaws\.com$/;

function urlFrom(
  endpoint: string | undefined,
  region: string | undefined,
  { AWS_ENDPOINT_URL_SFN, AWS_ENDPOINT_URL }: Environment,
): URL {
  if (endpoint === "aws") return awsUrl(region);
  const given = endpoint || AWS_ENDPOINT_URL_SFN || AWS_ENDPOINT_URL || endpointDefault;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search || url.username) {
    throw new UsageError(`the endpoint ${given} should be a URL such as ${endpointDefault}`);
  }
  return url;
}

function awsUrl(region: string | undefined): URL {
  if (region === undefined) {
    throw new UsageError("--endpoint aws needs a --region, or AWS_REGION in the environment");
  }
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return new URL(`https://states.${region}.${domain}`);
}

/** Elsewhere than on AWS any credentials will do, since nobody verifies them. */
function credentialsFrom(environment: Environment, isAws: boolean): Credentials {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (isAws && !(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)) {
    throw new UsageError(
      "AWS wants AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment; " +
        'eval "$(aws configure export-credentials --format env)" sets those of a profile',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID || "test",
    secretAccessKey: AWS_SECRET_ACCESS_KEY || "test",
    sessionToken: AWS_SESSION_TOKEN || undefined,
  };
}
