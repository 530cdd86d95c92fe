import { Composer, type CST, type Node, Parser } from "yaml";

/** The syntax tree of the one document in a YAML 1.2 text, or what is wrong with the text. */
export interface YamlDocument {
  /** Null for an empty text. */
  readonly contents: Node | null;
  readonly faults: readonly { readonly message: string; readonly offset: number }[];
}

/** Parses YAML; of a text with very many faults only about as many as asked for are found. */
export function yamlDocument(text: string, faultsMax: number): YamlDocument {
  const composer = new Composer(options);
  const traceLimit = Error.stackTraceLimit;
  // The parser makes an Error for each fault, and most of their cost is the stack trace.
  Error.stackTraceLimit = 0;
  try {
    const tokens = untilFaults(new Parser().parse(text), faultsMax);
    const [first, second] = composer.compose(tokens, true, text.length);
    const faults = (first?.errors ?? []).map(({ code, message, pos }) => ({
      message: says[code] ?? plain(message),
      offset: pos[0],
    }));
    if (second) faults.push({ message: severalDocuments, offset: second.range[0] });
    return { contents: first?.contents ?? null, faults };
  } finally {
    Error.stackTraceLimit = traceLimit;
  }
}

const options = {
  version: "1.2",
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

/** The tokens up to the faults that are enough to report. */
function* untilFaults(tokens: Iterable<CST.Token>, faultsMax: number): Generator<CST.Token> {
  let faults = 0;
  for (const token of tokens) {
    yield token;
    if (token.type === "error" && ++faults === faultsMax) return;
  }
}

const severalDocuments = "the text holds several YAML documents (---); write one definition a file";

/** What we say instead of the YAML library's message, by its code. */
const says: { readonly [code: string]: string } = {
  TAB_AS_INDENT: "YAML is indented with spaces, not tabs",
};

function plain(message: string): string {
  return /call stack/i.test(message)
    ? "the value is nested too deeply to be read"
    : message.charAt(0).toLowerCase() + message.slice(1);
}
