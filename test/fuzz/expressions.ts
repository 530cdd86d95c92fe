import fc from "fast-check";
import { type IntrinsicName, intrinsicNames } from "../../lib/language/grammar/intrinsic-names.ts";

/** Texts that users write into definitions: mostly right, sometimes wrong. */

const names = fc.constantFrom("a", "b", "items", "n", "text", "__proto__", "constructor", "käse");

/** JSON values, with the spellings and keys that break careless code. */
export const documents = fc
  .jsonValue({ maxDepth: 3, stringUnit: "grapheme" })
  .map((value) => (value === undefined ? null : value));

export const inputs = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      a: documents,
      b: fc.record({ n: fc.integer(), text: fc.string() }),
      items: fc.array(documents, { maxLength: 4 }),
      n: fc.oneof(fc.integer({ min: -2, max: 5 }), fc.double()),
      text: fc.string(),
      at: fc.constant("2020-01-01T00:00:00Z"),
    }),
  },
  { weight: 1, arbitrary: documents },
);

const pathSteps = fc.array(
  fc.oneof(
    names.map((name) => `.${name.replace(/[^a-z]/g, "x")}`),
    names.map((name) => `['${name}']`),
    fc.integer({ min: -3, max: 3 }).map((index) => `[${index}]`),
    fc.constantFrom("[*]", ".*", "[0:2]", "..a", "[?(@.n > 1)]", "[?(@.text =~ /a+$/)]", "[0,1]"),
  ),
  { maxLength: 3 },
);

/** Mostly paths that lead somewhere in most inputs. */
export const paths = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "$",
      "$.a",
      "$.b",
      "$.b.n",
      "$.items",
      "$.n",
      "$.text",
      "$v.n",
      "$$.State.Name",
      "$.items[*]",
      "$..n",
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("$", "$", "$", "$$", "$v"), pathSteps)
      .map(([root, steps]) => root + steps.join("")),
  },
);

export const referencePaths = fc
  .array(fc.constantFrom(".a", ".b", ".result", "[0]", "['__proto__']", ".n"), { maxLength: 3 })
  .map((steps) => `$${steps.join("")}`);

const literals = fc.oneof(
  fc.integer({ min: -5, max: 1_000 }).map(String),
  fc.constantFrom("'x'", "'{}'", "'a,b'", "true", "null", "'eyJhIjoxfQ=='", "'SHA-256'", "''"),
  paths,
);

/** Calls with as many arguments as the function takes, nested at times. */
export const intrinsics = fc.letrec<{ call: string; argument: string }>((tie) => ({
  argument: fc.oneof({ weight: 5, arbitrary: literals }, { weight: 1, arbitrary: tie("call") }),
  call: fc
    .constantFrom(...intrinsicNames)
    .chain((name) =>
      fc
        .tuple(...Array.from({ length: argumentCounts[name] }, () => tie("argument")))
        .map((given) => `${name}(${given.join(", ")})`),
    ),
})).call;

const argumentCounts: { readonly [N in IntrinsicName]: number } = {
  "States.Array": 3,
  "States.ArrayPartition": 2,
  "States.ArrayContains": 2,
  "States.ArrayRange": 3,
  "States.ArrayGetItem": 2,
  "States.ArrayLength": 1,
  "States.ArrayUnique": 1,
  "States.Base64Encode": 1,
  "States.Base64Decode": 1,
  "States.Hash": 2,
  "States.Format": 2,
  "States.JsonMerge": 3,
  "States.MathRandom": 2,
  "States.MathAdd": 2,
  "States.StringSplit": 2,
  "States.StringToJson": 1,
  "States.JsonToString": 1,
  "States.UUID": 0,
};

export const payloadTemplates = fc.oneof(
  fc
    .dictionary(
      fc.oneof(
        names,
        names.map((name) => `${name}.$`),
      ),
      fc.oneof(paths, intrinsics),
      { maxKeys: 3 },
    )
    .map((template) =>
      Object.fromEntries(
        Object.entries(template).map(([key, value]) =>
          key.endsWith(".$") ? [key, value] : [key, { nested: value }],
        ),
      ),
    ),
);

const atoms = fc.constantFrom(
  "$states.input",
  "$states.input.n",
  "$states.input.items",
  "$states.input.a.b",
  "$states.context.State.Name",
  "$v",
  "1",
  "'x'",
  "true",
  "null",
  "[1, 2, 3]",
  "{'k': 1}",
  "$uuid()",
  "$random()",
  "$millis()",
);

/** JSONata of many shapes; not every one is sensible. */
export const jsonata = fc
  .letrec<{ body: string }>((tie) => ({
    body: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      atoms,
      fc
        .tuple(
          tie("body"),
          fc.constantFrom(
            "+",
            "-",
            "*",
            "/",
            "%",
            "&",
            "=",
            "!=",
            "<",
            ">=",
            "and",
            "or",
            "in",
            "~>",
          ),
          tie("body"),
        )
        .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
      fc
        .tuple(
          fc.constantFrom(
            "$sum",
            "$count",
            "$string",
            "$length",
            "$keys",
            "$reverse",
            "$sort",
            "$distinct",
            "$uppercase",
            "$trim",
            "$not",
            "$exists",
            "$type",
            "$abs",
            "$floor",
            "$max",
            "$hash",
            "$parse",
            "$fromMillis",
            "$base64encode",
            "$boolean",
            "$number",
            "$shuffle",
            "$spread",
          ),
          tie("body"),
        )
        .map(([name, argument]) => `${name}(${argument})`),
      fc
        .tuple(fc.constantFrom("$map", "$filter", "$sift", "$each"), tie("body"), tie("body"))
        .map(([name, over, body]) => `${name}(${over}, function($x) { ${body} })`),
      fc.tuple(tie("body"), tie("body")).map(([condition, value]) => `${condition} ? ${value} : 0`),
      tie("body").map((body) => `(${body})[0]`),
      tie("body").map((body) => `($f := function($i) { $i > 3 ? ${body} : $f($i + 1) }; $f(0))`),
      fc.constantFrom(
        "$partition([1..9], 2)",
        "$range(0, 5, 1)",
        "$match('aab', /a+b/)",
        "$replace('aaa', /a/, 'b')",
        "$split('a,b', ',')",
        "$states.input.items[n > 1]",
        "$states.input.*",
        "$states.input.**.n",
        "$states.input.items^(n)",
        "$eval('1')",
        "(",
      ),
    ),
  }))
  .body.map((body) => `{% ${body} %}`);

export const jsonataTemplates = fc.oneof(
  jsonata,
  fc.dictionary(names, fc.oneof(jsonata, fc.integer()), { maxKeys: 3 }),
  fc.array(jsonata, { maxLength: 2 }),
);
