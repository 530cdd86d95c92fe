import { ApiError } from "./api-error.ts";

/** Who calls, by the credential scope of the request's signature. */
export interface Caller {
  readonly accessKeyId: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/**
 * Reads an Authorization header of Signature Version 4. An access key of twelve digits is the
 * account, as in LocalStack and moto; any other one has the account 123456789012. The signature
 * itself is not verified: nobody here knows the secret. Throws ApiError.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function readCaller(authorization: string): Caller {
  if (authorization === "") {
    const message = "Missing Authentication Token: sign the request, with any credentials";
    throw new ApiError("MissingAuthenticationTokenException", message);
  }
  const scope = credential.exec(authorization)?.groups;
  const { accessKeyId, region } = scope ?? {};
  if (accessKeyId === undefined || region === undefined) {
    const message =
      "Authorization header requires 'Credential' parameter: " +
      "AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/states/aws4_request, …";
    throw new ApiError("IncompleteSignatureException", message);
  }
  return { accessKeyId, region, accountId: accountOf(accessKeyId) };
}

function accountOf(accessKeyId: string): string {
  return /^\d{12}$/.test(accessKeyId) ? accessKeyId : defaultAccountId;
}

/** The account that AWS's documentation uses. */
const defaultAccountId = "123456789012";

const credential =
  /^AWS4-HMAC-SHA256 .{0,2000}?Credential=(?<accessKeyId>[\w+=,.@-]{1,128})\/\d{8}\/(?<region>[a-z0-9-]{1,32})\/[a-z0-9-]{1,32}\/aws4_request(?:[,\s]|$)/;
