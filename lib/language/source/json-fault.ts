import type { Fault } from "./problem.ts";

/** Says what a text has where JSON has something else, and what its author may have meant. */
export function jsonFault(text: string, offset: number, expected: string): Fault {
  const rest = text.slice(offset, offset + 40);
  const cure = cures.find(({ when }) => when.test(rest));
  const comma = trailingComma(text, offset, expected);
  if (comma !== undefined) {
    const message = `a comma stands before ${quoted(rest)}; JSON has none after the last entry`;
    return { message, severity: "ERROR", offset: comma };
  }
  const found = rest === "" ? "the text ends" : `found ${quoted(rest)}`;
  const message = `expected ${expected}, but ${found}${cure ? `; ${cure.say}` : ""}`;
  return { message, severity: "ERROR", offset };
}

const cures: readonly { when: RegExp; say: string }[] = [
  { when: /^\/[/*]/, say: "JSON has no comments: states have a Comment field for them" },
  { when: /^['\u2018\u2019\u201c\u201d]/, say: 'strings stand in straight double quotes (")' },
  { when: /^(?:True|False|None|undefined|NULL|TRUE|FALSE)\b/, say: "JSON has true, false, null" },
  { when: /^[-+]?(?:NaN|Infinity|\.[0-9]|0[0-9])|^\+/, say: "JSON numbers look like -12.5 or 1e3" },
  { when: /^\$\{/, say: "put a placeholder in double quotes or give it a substitution" },
  { when: /^\u00a0/, say: "this is a no-break space" },
];

/** The offset of the comma, if what ends here ended right after one. */
function trailingComma(text: string, offset: number, expected: string): number | undefined {
  const closes = text[offset] === "}" || text[offset] === "]";
  if (!closes || (expected !== "a value" && !expected.startsWith("a key"))) return undefined;
  const before = text.slice(0, offset).trimEnd();
  return before.endsWith(",") ? before.length - 1 : undefined;
}

/** The word or character that begins a text. */
function quoted(rest: string): string {
  const word = /^[\w$.-]+/.exec(rest)?.[0] ?? /^./su.exec(rest)?.[0] ?? "";
  return JSON.stringify(word);
}
