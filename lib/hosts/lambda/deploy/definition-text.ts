import type { StateMachineProperties } from "../../environment/deployer-properties.ts";

/** The text of an object in S3. */
export type ReadObject = (bucket: string, key: string) => Promise<string>;

/** The definition, with what was known at deploy only in the place of its placeholders. */
export async function definitionText(
  { definition, definitionLocation, definitionSubstitutions = {} }: StateMachineProperties,
  readObject: ReadObject,
): Promise<string> {
  if (definition !== undefined) return definition;
  if (definitionLocation === undefined) throw new TypeError("there is no definition");
  const { bucket, key } = definitionLocation;
  const text = await readObject(bucket, key);
  return text.replace(/\$\{([\w.:-]+)\}/g, (whole, name: string) =>
    Object.hasOwn(definitionSubstitutions, name)
      ? inJson(definitionSubstitutions[name] ?? "")
      : whole,
  );
}

/** Placeholders stand within JSON's strings. */
function inJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}
