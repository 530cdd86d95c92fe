import type { TaskRequest } from "./ports.ts";

/**
 * The rights with which Tasks call. What it answers is valid for longer than the call takes.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
export interface Credentials {
  /** The role that a Task's `Credentials` name. Throws TaskError if it cannot be assumed. */
  assumeRole(roleArn: string, request: TaskRequest): Promise<AwsCredentials>;
}

/** As AWS SDK clients take them. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}
