import type { DefinitionKind, StateMachineRecord } from "../engine/definitions-port.ts";
import type { ApiContext, Nothing, Operation } from "./api-context.ts";
import { ApiError } from "./api-error.ts";
import { readArn } from "./arn.ts";
import { deleteRecord } from "./delete-record.ts";
import { stopExecutions } from "./stop-executions.ts";

/**
 * Deletes a state machine with its versions and aliases. Executions that run are stopped first;
 * until they are, the state machine is DELETING, and whoever deletes it again goes on with that.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export const deleteStateMachine: Operation<{ readonly stateMachineArn: string }, Nothing> = async (
  context,
  { stateMachineArn },
) => {
  const { parts } = readArn(stateMachineArn, "stateMachine");
  if (parts.length > 1) throw qualified(stateMachineArn);
  const { definitions } = context.engine.ports;
  for (let first: StateMachineRecord | undefined; ; ) {
    const record = await definitions.get(stateMachineArn);
    if (record?.kind !== "stateMachine") return {};
    first ??= record;
    // It was deleted meanwhile, and created again.
    if (record.createdMs !== first.createdMs) return {};
    const deleting = deletingOf(record);
    // Whoever changed it meanwhile came first.
    if (deleting !== record && !(await definitions.put(deleting))) continue;
    await stopExecutions(context, stateMachineArn);
    for (const kind of ["alias", "version"] as const) {
      await deleteAll(context, kind, stateMachineArn);
    }
    if (await definitions.delete(stateMachineArn, deleting.edition)) return {};
  }
};

/** Those who delete it at once all go on with the same edition: one of them deletes it. */
function deletingOf(record: StateMachineRecord): StateMachineRecord {
  if (record.status === "DELETING") return record;
  return { ...record, edition: record.edition + 1, status: "DELETING" };
}

async function deleteAll(context: ApiContext, kind: DefinitionKind, owner: string): Promise<void> {
  const { definitions } = context.engine.ports;
  let after: string | undefined;
  do {
    const { items, next } = await definitions.list({ kind, owner, limit: 100, after });
    for (const { arn } of items) await deleteRecord(context, arn);
    after = next;
  } while (after !== undefined);
}

function qualified(arn: string): ApiError {
  const message = `Expected the ARN of a state machine without version or alias: '${arn}'`;
  return new ApiError("ValidationException", message);
}
