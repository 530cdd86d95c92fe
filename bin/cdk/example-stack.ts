import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { acknowledgeWildcard, arnInFindings } from "../../lib/constructs/acknowledge.ts";
import {
  DefinitionBody,
  StateMachine,
  StateMachineType,
  Stepwright,
} from "../../lib/constructs/index.ts";
import { ExampleTargets } from "./example-targets.ts";

export interface ExampleStackProps extends StackProps {
  readonly removalPolicy: RemovalPolicy;
}

/** The runtime, the machines of the examples, and what their Tasks call. */
export class ExampleStack extends Stack {
  constructor(scope: Construct, id: string, { removalPolicy, ...props }: ExampleStackProps) {
    super(scope, id, props);
    const runtime = new Stepwright(this, "Stepwright", { removalPolicy });
    const targets = new ExampleTargets(this, "Targets");
    const machines = new Map<string, StateMachine>();
    for (const [path, type] of examples) {
      const name = basename(path).replace(/\.asl\.\w+$/, "");
      const text = readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");
      const machine = new StateMachine(this, name, {
        stateMachineName: name,
        stateMachineType: type,
        definitionBody: DefinitionBody.fromString(targets.fillIn(text, machines)),
      });
      machines.set(name, machine);
    }
    // Its bucket comes with the input.
    machines.get("import-customers")?.addToRolePolicy(
      new PolicyStatement({
        actions: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
        resources: [targets.bucket.arnForObjects("*")],
      }),
    );
    const objects = `${arnInFindings(targets.bucket)}/*`;
    acknowledgeWildcard(this, objects, "The example's keys come with its input");
    new CfnOutput(this, "ApiUrl", { value: runtime.apiUrl });
    new CfnOutput(this, "ApiFunction", { value: runtime.apiFunction.functionName });
    new CfnOutput(this, "ExampleBucket", { value: targets.bucket.bucketName });
  }
}

const { STANDARD, EXPRESS } = StateMachineType;

/** One that others start comes before them. */
const examples: readonly (readonly [path: string, type: StateMachineType])[] = [
  ["examples/activities/read-meter.asl.json", STANDARD],
  ["examples/callbacks/approve-expense.asl.json", STANDARD],
  ["examples/choice/shipping-rate.asl.json", STANDARD],
  ["examples/distributed-map/import-customers.asl.json", STANDARD],
  ["examples/express/resize-image.asl.json", EXPRESS],
  ["examples/inline-map/price-basket.asl.json", STANDARD],
  ["examples/intrinsics/label-parcel.asl.json", STANDARD],
  ["examples/mock-config/lambda-sqs.asl.json", STANDARD],
  ["examples/nested-executions/close-books.asl.json", STANDARD],
  ["examples/nested-executions/nightly-close.asl.json", STANDARD],
  ["examples/order-processing/order-processing.asl.json", STANDARD],
  ["examples/parallel/customer-report.asl.json", STANDARD],
  ["examples/redrive/publish-report.asl.json", STANDARD],
  ["examples/retry-and-catch/charge-card.asl.json", STANDARD],
  ["examples/test-state/ship-order.asl.json", STANDARD],
  ["examples/variables-and-jsonata/loyalty-points.asl.json", STANDARD],
  ["examples/wait-and-timeouts/trial-period.asl.json", STANDARD],
  ["examples/yaml-definition/greet.asl.yaml", STANDARD],
];
