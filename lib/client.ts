export {
  type StepwrightClientOptions,
  stepwrightClient,
} from "./hosts/client/stepwright-client.ts";
