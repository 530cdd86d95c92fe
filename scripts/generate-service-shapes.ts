/**
 * Writes lib/api/test-state/service-shapes/*.json: what each operation of the services that state
 * machines call most answers, for the validation of mocks.
 *
 *     pip download botocore==1.41.5 --no-deps -d models && unzip -q models/*.whl -d models
 *     npx node scripts/generate-service-shapes.ts models/botocore/data
 *
 * The version is that of late November 2025, when TestState's answers in the conformance cases were
 * recorded: Step Functions keeps to its own, older copy of the services' models.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { serviceShapeLoaders } from "../lib/api/test-state/service-shape-loaders.ts";

interface Model {
  readonly metadata: { readonly serviceId: string };
  readonly operations: {
    readonly [name: string]: { readonly output?: { readonly shape: string } };
  };
  readonly shapes: { readonly [name: string]: Shape };
}

interface Shape {
  readonly type: string;
  readonly document?: boolean;
  readonly members?: { readonly [name: string]: { readonly shape: string } };
  readonly required?: readonly string[];
  readonly member?: { readonly shape: string };
  readonly value?: { readonly shape: string };
  readonly enum?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

/** Of the largest services, the operations that workflows call; the others stay unchecked. */
const operationsKept: { readonly [service: string]: RegExp } = {
  bedrock: /Model(Customization|Invocation|Import)Job$/,
  cloudformation: /Stacks?$|ChangeSet$/,
  comprehend: /^(BatchDetect|Detect|Classify|Contains)/,
  ec2: /^(Run|Start|Stop|Reboot|Terminate|Describe)Instances$|(Snapshots?|Images?|Volumes?|Tags)$/,
  glue: /Jobs?(Runs?)?$|Crawlers?$|Triggers?$|Workflow(Run)?$|Partitions?$|Databases?$/,
  iam: /^(Create|Get|Delete|List)(Role|User|Policy|AccessKey|Group)(s|ies)?$/,
  rds: /DB(Instance|Cluster)(s|Snapshots?)?$|ExportTask$/,
  redshift: /Clusters?$/,
  sagemaker: /(Training|Processing|Transform|Tuning|Labeling)Job$|Endpoint(Config)?$|Model$/,
  ses: /^Send/,
  sesv2: /^Send/,
  ssm: /Parameters?$|ParametersByPath$|Commands?$|CommandInvocation$|AutomationExecutions?$/,
};

const target = fileURLToPath(new URL("../lib/api/test-state/service-shapes/", import.meta.url));

function main(source: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const wanted = new Set(Object.keys(serviceShapeLoaders));
  for (const folder of readdirSync(source)) {
    const model = readModel(join(source, folder));
    if (model === undefined) continue;
    const name = model.metadata.serviceId.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    if (!wanted.delete(name)) continue;
    writeFileSync(join(target, `${name}.json`), encodeModel(model, operationsKept[name] ?? /./));
  }
  if (wanted.size > 0) throw new Error(`no model of ${[...wanted].join(", ")}`);
}

/** The newest API version of a service. */
function readModel(folder: string): Model | undefined {
  let versions: string[];
  try {
    versions = readdirSync(folder).sort();
  } catch {
    return undefined;
  }
  for (const version of versions.reverse()) {
    try {
      const packed = readFileSync(join(folder, version, "service-2.json.gz"));
      return JSON.parse(gunzipSync(packed).toString("utf8"));
    } catch {
      // The folder holds something else: paginators, waiters.
    }
  }
  return undefined;
}

/** The notation is explained in lib/api/test-state/service-shapes.ts. */
function encodeModel(model: Model, kept: RegExp): string {
  const numbers = new Map<string, number>();
  const shapes: string[] = [];
  const add = (key: string, encode: () => string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = shapes.length;
    numbers.set(key, number);
    shapes.push("");
    shapes[number] = encode();
    return number;
  };
  const reference = (name: string): string => {
    const shape = model.shapes[name];
    if (shape === undefined) throw new Error(`no shape ${name}`);
    const scalar = encodeScalar(shape);
    if (scalar === undefined) return String(add(`shape ${name}`, () => encodeComposite(shape)));
    return scalar.length === 1 ? scalar : String(add(`scalar ${scalar}`, () => scalar));
  };
  const encodeComposite = (shape: Shape): string => {
    if (shape.type === "list") return `l:${reference(shape.member?.shape ?? "")}`;
    if (shape.type === "map") return `m:${reference(shape.value?.shape ?? "")}`;
    const members = Object.entries(shape.members ?? {}).map(([name, member]) => {
      const required = shape.required?.includes(name) ? "!" : "";
      return `${name}${required}=${reference(member.shape)}`;
    });
    return ["o", ...members].join(" ");
  };

  const operations: { [name: string]: string } = {};
  for (const [name, { output }] of Object.entries(model.operations)) {
    if (output !== undefined && kept.test(name)) operations[name] = reference(output.shape);
  }
  const line = (entry: unknown): string => JSON.stringify(entry);
  const rows = Object.entries(operations).map(([name, shape]) => `${line(name)}:${line(shape)}`);
  return `{"operations":{\n${rows.join(",\n")}\n},"shapes":[\n${shapes.map(line).join(",\n")}\n]}\n`;
}

const scalarCodes: { readonly [type: string]: string } = {
  string: "s",
  character: "s",
  // Step Functions shows both as texts.
  timestamp: "s",
  blob: "B",
  boolean: "b",
  integer: "n",
  long: "n",
  bigInteger: "n",
  float: "n",
  double: "n",
  bigDecimal: "n",
};

function encodeScalar(shape: Shape): string | undefined {
  if (shape.document === true) return "x";
  if (shape.enum !== undefined) return `e:${shape.enum.join("|")}`;
  const code = scalarCodes[shape.type];
  if (code === undefined || code === "B" || code === "b" || shape.type === "timestamp") return code;
  const { min = "", max = "" } = shape;
  return min === "" && max === "" ? code : `${code}:${min}:${max}`;
}

main(process.argv[2] ?? "");
