// The contracts of the adapters on AWS's own DynamoDB Local and on an emulated AWS:
// `npm run test:aws`. Each is fetched when it is first needed, from Maven Central and from PyPI;
// what cannot be fetched is not tested, and a line says so. Ends with how many passed and failed.
import { spawnSync } from "node:child_process";
import { startDynamoDbLocal } from "./dynamodb-local.ts";
import { startEmulatedAws } from "./emulated-aws.ts";

const dynamoDb = await startDynamoDbLocal("skipped: the contracts on DynamoDB Local");
const aws = await startEmulatedAws("skipped: the contracts on an emulated AWS");
const services = [dynamoDb, aws].filter((service) => service !== undefined);
try {
  if (services.length > 0) process.exitCode = runTests();
  else console.log("0 passed, 0 failed");
} finally {
  for (const service of services) await service.stop();
}

function runTests(): number {
  const vitest = "node_modules/vitest/vitest.mjs";
  const tests = "test/adapters/aws/real-contracts.test.ts";
  const { status } = spawnSync(process.execPath, [vitest, "run", tests], {
    stdio: "inherit",
    env: {
      ...process.env,
      ...(dynamoDb && { STEPWRIGHT_TEST_DYNAMODB: dynamoDb.endpoint }),
      ...(aws && { STEPWRIGHT_TEST_AWS: aws.endpoint }),
    },
  });
  return status ?? 1;
}
