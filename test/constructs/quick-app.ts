import { App } from "aws-cdk-lib";

/** An app whose templates CDK does not check itself: nag.test.ts has it check all there is. */
export function quickApp(): App {
  return new App({ builtinCloudFormationValidation: false });
}
