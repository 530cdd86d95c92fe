import type { GraphNode } from "../graph.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import type { StateType } from "../state-machine.ts";

/** What a state does, in a few words below its name. */
export function detailOf(node: GraphNode): string {
  return details[node.type](node.state, node) || node.type;
}

const details: { readonly [T in StateType]: (state: JsonObject, node: GraphNode) => string } = {
  Task: (state) => resourceText(text(state.Resource)),
  Pass: () => "Pass",
  Choice: (state) => count(state.Choices, "rule"),
  Wait: waitText,
  Succeed: () => "Succeed",
  Fail: (state) => text(state.Error) || text(state.ErrorPath),
  Parallel: (_state, { scopes }) => `${scopes.length} branches`,
  Map: mapText,
};

/** `lambda:invoke.waitForTaskToken`, `Lambda ChargeCard`, `Activity Approve`. */
function resourceText(resource: string): string {
  const [, partition, service = "", , , kind, ...name] = resource.split(":");
  if (partition === undefined) return resource;
  if (resource.includes(":::") && service === "states") return resource.replace(/^.*?:::/, "");
  const named = kind === undefined ? undefined : owners[`${service}:${kind}`];
  return named ? `${named} ${name.join(":")}` : resource.split(":").slice(5).join(":") || resource;
}

const owners: { readonly [kind: string]: string } = {
  "lambda:function": "Lambda",
  "states:activity": "Activity",
};

function waitText(state: JsonObject): string {
  if (typeof state.Seconds === "number") return duration(state.Seconds);
  const seconds = text(state.Seconds) || text(state.SecondsPath);
  if (seconds) return `${seconds} seconds`;
  return `until ${text(state.Timestamp) || text(state.TimestampPath)}`;
}

function duration(seconds: number): string {
  const units: readonly [number, string][] = [
    [86_400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];
  const [size, name] = units.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? [
    1,
    "second",
  ];
  return seconds === size ? `1 ${name}` : `${seconds / size} ${name}s`;
}

function mapText(state: JsonObject): string {
  const processor = isJsonObject(state.ItemProcessor) ? state.ItemProcessor : {};
  const config = isJsonObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  const mode = config.Mode === "DISTRIBUTED" ? "distributed, " : "";
  const reader = isJsonObject(state.ItemReader) ? text(state.ItemReader.Resource) : "";
  const items = text(state.Items) || text(state.ItemsPath) || "$";
  return `${mode}each of ${reader ? resourceText(reader) : items}`;
}

function count(list: JsonValue | undefined, word: string): string {
  const length = isJsonArray(list) ? list.length : 0;
  return `${length} ${word}${length === 1 ? "" : "s"}`;
}

/** A string field, a JSONata one without its braces. */
function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value.replace(/^\{%\s*|\s*%\}$/g, "") : "";
}
