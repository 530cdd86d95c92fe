import { isJsonObject, type JsonValue, ownValue } from "../json.ts";
import { readSource } from "../source.ts";

/**
 * The template files of a CDK app, from its cdk.out/manifest.json: their paths relative to
 * cdk.out. Undefined if the text is no such manifest.
 * https://docs.aws.amazon.com/cdk/v2/guide/deploy.html (cloud assemblies)
 */
export function templatesOfAssembly(
  manifest: string,
  files: (path: string) => string | undefined,
  folder = "",
): readonly string[] | undefined {
  const { value } = readSource(manifest, { format: "json" });
  const artifacts = isJsonObject(value) ? ownValue(value, "artifacts") : undefined;
  if (!isJsonObject(artifacts)) return undefined;
  return Object.values(artifacts).flatMap((artifact) => {
    const kind = String(text(artifact, "type"));
    const templateFile = text(properties(artifact), "templateFile");
    if (kind === "aws:cloudformation:stack" && templateFile !== undefined) {
      return [folder + templateFile];
    }
    const directory = text(properties(artifact), "directoryName");
    if (kind !== "cdk:cloud-assembly" || directory === undefined || folder.length > 1000) return [];
    const nested = `${folder}${directory}/`;
    const inner = files(`${nested}manifest.json`);
    return inner === undefined ? [] : (templatesOfAssembly(inner, files, nested) ?? []);
  });
}

function properties(artifact: JsonValue): JsonValue | undefined {
  return isJsonObject(artifact) ? ownValue(artifact, "properties") : undefined;
}

function text(object: JsonValue | undefined, key: string): string | undefined {
  const value = isJsonObject(object) ? ownValue(object, key) : undefined;
  return typeof value === "string" ? value : undefined;
}
