import { App, RemovalPolicy } from "aws-cdk-lib";
import { ExampleStack } from "./cdk/example-stack.ts";

// What cdk.json names: the runtime, and the machines of the examples. `-c removal=destroy` removes
// the data with the stack.
const app = new App();
const removal: unknown = app.node.tryGetContext("removal");

new ExampleStack(app, "StepwrightExamples", {
  description: "Stepwright and the machines of its examples",
  removalPolicy: removal === "destroy" ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
});
