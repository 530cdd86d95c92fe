import type { AwsCredentials, Credentials } from "../engine/credentials-port.ts";
import type { Clock, TaskRequest } from "../engine/ports.ts";
import { isJsonObject, type JsonObject, ownValue } from "../language/json.ts";
import { type SdkCaller, SdkFailure } from "./sdk/sdk-caller.ts";
import { TaskError } from "./task-handler.ts";

/**
 * Assumes roles through STS and keeps each session until shortly before it ends.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
 */
export class AssumedRoles implements Credentials {
  private readonly sdk: () => SdkCaller;
  private readonly clock: Pick<Clock, "now">;
  private readonly sessions = new Map<string, Session>();

  /** The caller that knows STS needs the roles itself, so it is asked for late. */
  constructor(sdk: () => SdkCaller, clock: Pick<Clock, "now">) {
    this.sdk = sdk;
    this.clock = clock;
  }

  assumeRole(roleArn: string, request: TaskRequest): Promise<AwsCredentials> {
    // The state machine is the session's ExternalId, so sessions are not shared between them.
    const key = `${roleArn} ${externalId(request)}`;
    const known = this.sessions.get(key);
    if (known !== undefined && known.usableUntilMs > this.clock.now()) return known.credentials;
    if (this.sessions.size >= sessionsMax) this.sessions.clear();
    const session: Session = {
      usableUntilMs: Infinity,
      credentials: this.assume(roleArn, request),
    };
    this.sessions.set(key, session);
    session.credentials.then(
      ({ expiration }) => {
        session.usableUntilMs = (expiration?.getTime() ?? 0) - marginMs;
      },
      () => this.sessions.delete(key),
    );
    return session.credentials;
  }

  private async assume(roleArn: string, request: TaskRequest): Promise<AwsCredentials> {
    const { task } = request;
    const parameters = {
      RoleArn: roleArn,
      RoleSessionName: `stepwright-${task.attempt}`,
      ExternalId: externalId(request),
    };
    // With the host's own rights, and for whoever asks: one attempt's end does not cancel it.
    const own = { ...request, task: { ...task, credentials: undefined } };
    const { signal } = new AbortController();
    try {
      const called = { service: "sts", action: "assumeRole", parameters, request: own, signal };
      const { output } = await this.sdk().call(called);
      return readCredentials(output);
    } catch (error) {
      throw error instanceof SdkFailure ? cannotAssume(roleArn, error) : error;
    }
  }
}

/** The state machine; of a Map Run's child its parent's, which has no label behind its name. */
function externalId({ execution }: TaskRequest): string {
  return execution.stateMachineArn.replace(/\/.*/, "");
}

interface Session {
  usableUntilMs: number;
  readonly credentials: Promise<AwsCredentials>;
}

const sessionsMax = 1_000;
/** Longer than any call takes. */
const marginMs = 16 * 60_000;

function readCredentials(output: JsonObject): AwsCredentials {
  const credentials = ownValue(output, "Credentials");
  const fields = isJsonObject(credentials) ? credentials : {};
  const text = (name: string): string => String(ownValue(fields, name) ?? "");
  return {
    accessKeyId: text("AccessKeyId"),
    secretAccessKey: text("SecretAccessKey"),
    sessionToken: text("SessionToken"),
    expiration: new Date(text("Expiration")),
  };
}

function cannotAssume(roleArn: string, { message, statusCode, requestId }: SdkFailure): TaskError {
  return new TaskError(
    "States.TaskFailed",
    `The role ${roleArn} cannot be assumed: ${message} ` +
      `(Service: Sts, Status Code: ${statusCode ?? 0}, Request ID: ${requestId})`,
  );
}
