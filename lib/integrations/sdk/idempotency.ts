import { digest } from "../../data/digest.ts";
import type { SdkSchema } from "./sdk-schema.ts";

/**
 * The input with the key of its attempt wherever the API takes one that the Task does not give: in
 * the member that the model calls an idempotency token, and in the deduplication id of a FIFO queue
 * or topic.
 */
export function withIdempotencyKey(schema: SdkSchema, input: object, key: string): object {
  if (!schema.isStructSchema()) return input;
  const added: { [member: string]: string } = {};
  for (const [name, member] of Object.entries(schema.getMemberSchemas())) {
    if (Reflect.get(input, name) !== undefined) continue;
    const takesIt =
      member.getMergedTraits().idempotencyToken !== undefined ||
      (name === "MessageDeduplicationId" && isForFifo(input));
    // Most services take 32 to 64 characters.
    if (takesIt) added[name] = digest(key);
  }
  return { ...input, ...added };
}

function isForFifo(input: object): boolean {
  const { QueueUrl, TopicArn } = input as { QueueUrl?: unknown; TopicArn?: unknown };
  return [QueueUrl, TopicArn].some((name) => typeof name === "string" && name.endsWith(".fifo"));
}
