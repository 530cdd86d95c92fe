/**
 * Execution Status Change events go to the account's default event bus, in the shape of Step
 * Functions' own; nobody but AWS may say that a source begins with `aws.`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const statusEvents = {
  source: "stepwright.states",
  detailType: "Step Functions Execution Status Change",
} as const;
