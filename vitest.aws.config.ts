import { defineConfig } from "vitest/config";

/** The contracts on DynamoDB Local and an emulated AWS: `npm run test:aws` starts them. */
export default defineConfig({
  test: { include: ["test/**/*.aws.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
