import type { LoggingConfiguration, Revision } from "../engine/definitions-port.ts";
import { isJsonObject } from "../language/json.ts";
import { readDefinition } from "../language/kept-definition.ts";
import { variableReferences } from "../language/variable-references.ts";
import type { ApiContext } from "./api-context.ts";
import { type EncryptionConfiguration, shownEncryption } from "./encryption-configuration.ts";
import { shownRevision } from "./state-machine-record.ts";

/** `METADATA_ONLY` leaves out what the state machine's owner wrote. */
export type IncludedData = "ALL_DATA" | "METADATA_ONLY";

export interface DescribedRevision {
  /** JSON text. */
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: { readonly enabled: boolean };
  readonly encryptionConfiguration: EncryptionConfiguration;
  readonly revisionId?: string;
  /** By state: the variables that it reads. */
  readonly variableReferences?: { readonly [state: string]: readonly string[] };
}

/**
 * What the operations that describe a state machine say of its revision.
 * @param processor a Map's processor that stands for the whole definition
 */
export async function describeRevision(
  { engine }: ApiContext,
  revision: Revision,
  includedData: IncludedData | undefined,
  processor?: string,
): Promise<DescribedRevision> {
  const { definitionHash, roleArn, logging, tracing, encryption } = revision;
  const textOf = async () => processor ?? (await engine.ports.definitions.text(definitionHash));
  // Whoever does not want to know it needs no key.
  const text = includedData === "METADATA_ONLY" ? undefined : await textOf();
  return {
    definition: text ?? "{}",
    roleArn,
    loggingConfiguration: logging,
    tracingConfiguration: tracing,
    encryptionConfiguration: shownEncryption(encryption),
    ...shownRevision(revision),
    ...(text === undefined ? {} : referencesIn(text)),
  };
}

/** States that read no variable are not named, and without any the field is left out. */
function referencesIn(definition: string): Pick<DescribedRevision, "variableReferences"> {
  const value = readDefinition(definition);
  if (value === undefined || !isJsonObject(value)) return {};
  const references = variableReferences(value);
  return references.size === 0 ? {} : { variableReferences: Object.fromEntries(references) };
}
