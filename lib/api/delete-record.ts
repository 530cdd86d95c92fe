import type { ApiContext } from "./api-context.ts";

/** Deletes what is under an ARN, whoever changes it meanwhile. */
export async function deleteRecord({ engine }: ApiContext, arn: string): Promise<void> {
  const { definitions } = engine.ports;
  for (;;) {
    const record = await definitions.get(arn);
    if (record === undefined || (await definitions.delete(arn, record.edition))) return;
  }
}
