import type { AwsCredentials, Credentials } from "../../engine/credentials-port.ts";
import type { TaskRequest } from "../../engine/ports.ts";
import type { SdkAnswer, SdkCall, SdkCaller } from "../../integrations/sdk/sdk-caller.ts";
import type { StateMachineSdk, StateMachineSdkParts } from "./state-machine-sdk.ts";

/** The calls of state machines; what makes them is loaded when the first Task needs it. */
export class LazySdk implements SdkCaller, Credentials {
  private readonly parts: StateMachineSdkParts;
  private loading: Promise<StateMachineSdk> | undefined;

  constructor(parts: StateMachineSdkParts) {
    this.parts = parts;
  }

  async call(call: SdkCall): Promise<SdkAnswer> {
    return (await this.load()).sdk.call(call);
  }

  async assumeRole(roleArn: string, request: TaskRequest): Promise<AwsCredentials> {
    return (await this.load()).credentials.assumeRole(roleArn, request);
  }

  private load(): Promise<StateMachineSdk> {
    this.loading ??= import("./state-machine-sdk.ts").then(({ stateMachineSdk }) =>
      stateMachineSdk(this.parts),
    );
    return this.loading;
  }
}
