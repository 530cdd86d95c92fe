import { App } from "aws-cdk-lib";
import { TestStack } from "../test/deploy/test-stack.ts";

// The CDK app that scripts/test-deploy.ts deploys.
const { CALLS = "", EDITION = "first", TABLE, TABLE_STREAM = "" } = process.env;
const restoredTable = TABLE && { tableName: TABLE, tableStreamArn: TABLE_STREAM };
new TestStack(new App(), "StepwrightDeployTest", {
  callsFile: CALLS,
  edition: EDITION,
  ...(restoredTable && { restoredTable }),
});
