import { App } from "aws-cdk-lib";
import { TestStack } from "../test/deploy/test-stack.ts";

// The CDK app that scripts/test-deploy.ts deploys.
const { CALLS = "", EDITION = "first" } = process.env;
new TestStack(new App(), "StepwrightDeployTest", { callsFile: CALLS, edition: EDITION });
