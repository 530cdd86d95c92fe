import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import { defineKey, isJsonObject, type JsonValue, type MutableJsonObject } from "../json.ts";
import { isJsonNumber, jsonNumber } from "../number-text.ts";
import { fillPlaceholders, isPlaceholder, type Substitutions } from "../placeholder.ts";
import { isShortTag, longForm } from "./cloudformation-tags.ts";
import { nestingMax, placeholderValue } from "./json-reader.ts";
import { type Place, pointerTo } from "./places.ts";
import { type Fault, problemsOf, type SourceProblem } from "./problem.ts";
import { yamlDocument } from "./yaml-document.ts";

/** Reads YAML 1.2 text, one document of it. Values that aliases share are shared in the value. */
export function readYaml(
  text: string,
  substitutions: Substitutions = {},
): { value: JsonValue | undefined; problems: SourceProblem[]; places: Place | undefined } {
  if (text.length > yamlLengthMax) {
    const message = `the YAML text has ${text.length} characters; ${yamlLengthMax} are read at most`;
    const problem: SourceProblem = { message, severity: "ERROR", line: 1, column: 1 };
    return { value: undefined, problems: [problem], places: undefined };
  }
  const reader = new YamlReader(substitutions);
  const root: Place = { offset: 0 };
  const value = reader.readText(text, root);
  const problems = problemsOf(text, reader.faults);
  return { value, problems, places: value === undefined ? undefined : root };
}

/** Longer texts are made by machines, and those write JSON. The parser takes a second for 1 MiB. */
const yamlLengthMax = 524_288;

/** Values in all, each alias counted as what it stands for. */
const expandedMax = 250_000;

/** What an anchor names: its value and places, and how many values it is. */
interface Anchored {
  readonly value: JsonValue;
  readonly place: Place;
  readonly size: number;
}

class YamlReader {
  readonly faults: Fault[] = [];
  private readonly anchors = new Map<string, Anchored | "unfinished">();
  private readonly keys: (string | number)[] = [];
  private readonly substitutions: Substitutions;
  private size = 0;

  constructor(substitutions: Substitutions) {
    this.substitutions = substitutions;
  }

  /** The document's value; undefined if it has an error. */
  readText(text: string, place: Place): JsonValue | undefined {
    const { contents, faults } = yamlDocument(text, faultsMax);
    for (const { message, offset } of faults) this.addFault(message, offset);
    if (faults.length > 0) return undefined;
    if (contents === null) return this.addFault("the text is empty", 0);
    place.offset = startOf(contents);
    const value = this.read(contents, place);
    return this.faults.some(({ severity }) => severity === "ERROR") ? undefined : value;
  }

  /** Reads on after a fault, with null in the faulty value's stead. */
  private read(node: Node | null, place: Place): JsonValue {
    this.size += 1;
    if (node === null) return null;
    if (isAlias(node)) return this.readAlias(node.source, place, startOf(node));
    if (this.keys.length > nestingMax) {
      this.addFault(`the value is nested deeper than ${nestingMax} levels`, startOf(node));
      return null;
    }
    const anchor = "anchor" in node ? node.anchor : undefined;
    if (anchor === undefined) return this.readTagged(node, place);
    const sizeBefore = this.size;
    this.anchors.set(anchor, "unfinished");
    const value = this.readTagged(node, place);
    this.anchors.set(anchor, { value, place, size: this.size - sizeBefore });
    return value;
  }

  private readAlias(name: string, place: Place, offset: number): JsonValue {
    const anchored = this.anchors.get(name);
    if (anchored === undefined || anchored === "unfinished") {
      const why = anchored ? "stands inside what it refers to" : `has no anchor &${name} before it`;
      this.addFault(`the alias *${name} ${why}`, offset);
      return null;
    }
    this.size += anchored.size;
    if (this.size > expandedMax) {
      this.addFault(`with its aliases the text has more than ${expandedMax} values`, offset);
      return null;
    }
    if (anchored.place.members) place.members = anchored.place.members;
    return anchored.value;
  }

  private readTagged(node: Node, place: Place): JsonValue {
    const value = this.readPlain(node, place);
    const tag = node.tag;
    if (tag === undefined || !tag.startsWith("!")) return value;
    if (isShortTag(tag)) return longForm(tag, value);
    this.addFault(`the tag ${tag} is not known and is ignored`, startOf(node), "WARNING");
    return value;
  }

  private readPlain(node: Node, place: Place): JsonValue {
    if (isMap<Node, Node | null>(node)) return this.readMap(node.items, place);
    if (isSeq<Node | null>(node)) return this.readSequence(node.items, place);
    return isScalar(node) ? this.readScalar(node) : null;
  }

  private readMap(pairs: readonly Pair<Node, Node | null>[], place: Place): JsonValue {
    const object: MutableJsonObject = {};
    const merged: MutableJsonObject = {};
    place.members = new Map();
    for (const { key, value } of pairs) {
      if (!isScalar(key)) {
        this.addFault("a key is a list or an object; keys are strings", startOf(key));
      } else if (isMergeKey(key)) {
        this.merge(merged, this.readMember(key, "<<", value, place), startOf(key));
      } else {
        const name = fillPlaceholders(keyText(key), this.substitutions);
        if (Object.hasOwn(object, name)) this.warnOfSecond(name, startOf(key));
        defineKey(object, name, this.readMember(key, name, value, place));
      }
    }
    for (const name of Object.keys(merged)) {
      if (!Object.hasOwn(object, name)) defineKey(object, name, merged[name] ?? null);
    }
    return object;
  }

  /** The first of several merged maps wins. https://yaml.org/type/merge.html */
  private merge(target: MutableJsonObject, source: JsonValue, offset: number): void {
    for (const map of Array.isArray(source) ? source : [source]) {
      if (!isJsonObject(map)) {
        this.addFault("a merge key (<<) takes an object or a list of objects", offset);
        return;
      }
      for (const [name, value] of Object.entries(map)) {
        this.size += 1;
        if (!Object.hasOwn(target, name)) defineKey(target, name, value);
      }
    }
    if (this.size > expandedMax) {
      this.addFault(`with its merges the text has more than ${expandedMax} values`, offset);
    }
  }

  private readMember(key: Node, name: string, value: Node | null, parent: Place): JsonValue {
    const nested = value === null || isMap(value) || isSeq(value) || isAlias(value);
    const place: Place = { offset: startOf(nested ? key : value) };
    parent.members?.set(name, place);
    this.keys.push(name);
    const read = this.read(value, place);
    this.keys.pop();
    return read;
  }

  private readSequence(nodes: readonly (Node | null)[], place: Place): JsonValue {
    const members = new Map<string, Place>();
    place.members = members;
    return nodes.map((node, index) => {
      const itemPlace: Place = { offset: node === null ? place.offset : startOf(node) };
      members.set(String(index), itemPlace);
      this.keys.push(index);
      const item = this.read(node, itemPlace);
      this.keys.pop();
      return item;
    });
  }

  private readScalar(node: Scalar): JsonValue {
    const { value, source = "" } = node;
    if (typeof value === "number" || typeof value === "bigint") {
      if (isJsonNumber(source)) return jsonNumber(source);
      if (Number.isFinite(Number(value))) return Number(value);
      this.addFault(`the number ${source} has no spelling in JSON`, startOf(node));
      return null;
    }
    if (typeof value === "boolean" || value === null) return value;
    const text = String(value);
    return node.type === "PLAIN" && isPlaceholder(text)
      ? placeholderValue(text, this.substitutions)
      : fillPlaceholders(text, this.substitutions);
  }

  private warnOfSecond(name: string, offset: number): void {
    const message = `the key ${JSON.stringify(name)} occurs twice here; only the last one counts`;
    this.addFault(message, offset, "WARNING");
  }

  private addFault(
    message: string,
    offset: number,
    severity: Fault["severity"] = "ERROR",
  ): undefined {
    if (this.faults.length >= faultsMax) return;
    this.faults.push({ message, severity, pointer: pointerTo(this.keys), offset });
  }
}

const faultsMax = 100;

function isMergeKey(key: Scalar): boolean {
  return key.value === "<<" && key.type === "PLAIN";
}

/** A key as it is spelled: `200: …` has the key "200". */
function keyText(key: Scalar): string {
  return typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
