import { advance } from "../../lib/core/advance.ts";
import { compileMachine } from "../../lib/core/machine.ts";
import { createSnapshot } from "../../lib/core/snapshot-json.ts";
import { readDocument } from "../../lib/data/document.ts";
import type { JsonValue } from "../../lib/language/json.ts";
import type { StateMachineDefinition } from "../../lib/language/state-machine.ts";
import { validateText } from "../../lib/language/validate.ts";

/** An attack, and what may come of it: "ok", an error and its cause, or diagnostics. */
interface HostileCase {
  /** Builds the input, outside of the measured time; answers the attack. */
  readonly prepare: () => () => Promise<string>;
  readonly answers: RegExp;
}

const execution = {
  executionArn: "arn:aws:states:us-east-1:111111111111:execution:hostile:run",
  name: "run",
  roleArn: "arn:aws:iam::111111111111:role/role",
  stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:hostile",
  stateMachineName: "hostile",
  type: "STANDARD",
} as const;

/** Runs one state with an input. */
function state(fields: object, input: () => JsonValue = () => ({})): HostileCase["prepare"] {
  return () => {
    const given = input();
    return async () => {
      const States = { S: { End: true, ...fields } };
      const definition = { StartAt: "S", States } as unknown as StateMachineDefinition;
      const machine = compileMachine(definition);
      const start = { type: "start", at: 1, seed: 1, input: given } as const;
      let advanced = await advance(machine, createSnapshot(execution), [start]);
      while (advanced.more) advanced = await advance(machine, advanced.snapshot, []);
      const { snapshot } = advanced;
      return `${snapshot.status} ${snapshot.error ?? ""}: ${snapshot.cause ?? ""}`;
    };
  };
}

function jsonata(body: string, input?: () => JsonValue): HostileCase {
  const fields = { Type: "Pass", QueryLanguage: "JSONata", Output: `{% ${body} %}` };
  return { prepare: state(fields, input), answers: /^FAILED States\.QueryEvaluationError: .+/ };
}

function template(expression: string, input: () => JsonValue, answers: RegExp): HostileCase {
  const fields = { Type: "Pass", Parameters: { "x.$": expression } };
  return { prepare: state(fields, input), answers };
}

function document(text: () => string): HostileCase {
  return {
    prepare: () => {
      const given = text();
      return async () => {
        try {
          readDocument(given);
          return "ok";
        } catch (error) {
          return `${(error as Error).name}: ${(error as Error).message}`;
        }
      };
    },
    answers: /^(ok|DocumentError: .+)/,
  };
}

function definition(text: () => string): HostileCase {
  return {
    prepare: () => {
      const given = text();
      return async () => {
        const [first] = validateText(given);
        return first === undefined ? "ok" : `${first.code}: ${first.message}`;
      };
    },
    answers: /^[A-Z_]+: .+/,
  };
}

const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const long = () => "a".repeat(200_000);

/** A definition of 10 MB: many states, each with a Comment. */
function hugeDefinition(): string {
  const states = Array.from(
    { length: 20_000 },
    (_, at) => `"S${at}":{"Type":"Pass","Comment":"${"c".repeat(440)}","Next":"S${at + 1}"}`,
  );
  return `{"StartAt":"S0","States":{${states.join(",")},"S20000":{"Type":"Succeed"}}}`;
}

const aliases = Array.from(
  { length: 12 },
  (_, at) =>
    `a${at}: &a${at} [${Array.from({ length: 9 }, () => (at ? `*a${at - 1}` : "x")).join(",")}]`,
).join("\n");

export const hostileCases: { readonly [name: string]: HostileCase } = {
  "JSONata: endless recursion": jsonata("($f := function($n) { $f($n + 1) + 1 }; $f(0))"),
  "JSONata: endless tail recursion": jsonata("($f := function($n) { $f($n + 1) }; $f(0))"),
  "JSONata: exponential recursion": jsonata(
    "($f := function($n) { $n < 2 ? 1 : $f($n - 1) + $f($n - 2) }; $f(60))",
  ),
  "JSONata: huge range": jsonata("[1..100000000]"),
  "JSONata: $range": jsonata("$range(0, 100000000, 1)"),
  "JSONata: nested ranges": jsonata("[1..9000].([1..9000])"),
  "JSONata: $pad": jsonata("$pad('x', 1000000000)"),
  "JSONata: doubling a text": jsonata(
    "($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $f('xxxxxxxx', 40))",
  ),
  "JSONata: doubling an array": jsonata(
    "($f := function($a, $n) { $n = 0 ? $a : $f($append($a, $a), $n - 1) }; $f([1,2,3], 40))",
  ),
  "JSONata: $join of a range": jsonata("$join([1..9999999].('xxxxxxxxxx'), 'yyyyyyyyyy')"),
  "JSONata: exponential pattern": {
    ...jsonata("$match($states.input, /^(a+)+$/)", () => `${"a".repeat(50_000)}!`),
    answers: /^(FAILED States\.QueryEvaluationError: .+|SUCCEEDED)/,
  },
  "JSONata: $replace growing": jsonata("$replace($states.input, /a/, $states.input)", long),
  "JSONata: $string of itself": jsonata(
    "($f := function($s, $n) { $n = 0 ? $s : $f($string([$s, $s]), $n - 1) }; $f('\"', 40))",
  ),
  "JSONata: $sort of a range": jsonata("$sort([1..1000000], function($l, $r) { $l < $r })"),
  "JSONata: descendants": jsonata("$states.input.**.**.**", () => readDocument(deep(300))),
  "JSONata: deep nesting of parentheses": definition(
    () =>
      `{"StartAt":"S","States":{"S":{"Type":"Pass","QueryLanguage":"JSONata","End":true,"Output":"{% ${"(".repeat(50_000)} %}"}}}`,
  ),
  "intrinsic: deep nesting": definition(
    () =>
      `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Parameters":{"x.$":"${"States.Array(".repeat(50_000)}"}}}}`,
  ),
  "intrinsic: ArrayRange": template(
    "States.ArrayRange(0, 1000000000, 1)",
    () => ({}),
    /^FAILED States\.[A-Za-z]+: .+/,
  ),
  "intrinsic: Base64Encode of a long text": template(
    "States.Base64Encode($)",
    long,
    /^FAILED States\.[A-Za-z]+: .+/,
  ),
  "path: many descents": template(
    "$..*..*..*..a",
    () => readDocument(deep(200)),
    /^(FAILED States\.[A-Za-z]+: .+|SUCCEEDED)/,
  ),
  "path: exponential pattern in a filter": template(
    "$[?(@ =~ /^(a+)+$/)]",
    () => [`${"a".repeat(50_000)}!`],
    /^(FAILED States\.[A-Za-z]+: .+|SUCCEEDED)/,
  ),
  "StringMatches: many wildcards": {
    prepare: state(
      {
        Type: "Choice",
        End: undefined,
        Choices: [{ Variable: "$", StringMatches: `${"*a".repeat(60)}*b`, Next: "S" }],
      },
      long,
    ),
    answers: /^FAILED States\.Runtime: .*Failed to transition/,
  },
  "document: 100,000 levels": document(() => deep(100_000)),
  "document: 100,000 open brackets": document(() => "[".repeat(100_000)),
  "document: 10 MB": document(() => `["${"x".repeat(10_000_000)}"]`),
  "document: a number of 1,000,000 digits": document(() => "1".repeat(1_000_000)),
  "definition: 100,000 levels": definition(() => deep(100_000)),
  "definition: 100,000 levels inside a state": definition(
    () => `{"StartAt":"S","States":{"S":{"Type":"Pass","End":true,"Result":${deep(100_000)}}}}`,
  ),
  "definition: 10 MB": definition(hugeDefinition),
  "definition: not JSON, 10 MB": definition(() => `{"a": ${"x".repeat(10_000_000)}`),
  "definition: YAML aliases that multiply": definition(() => aliases),
  "input: 10 MB": {
    prepare: state({ Type: "Pass" }, () => "x".repeat(10_000_000)),
    answers: /^FAILED States\.DataLimitExceeded/,
  },
};
