import { RE2JS } from "re2js";

/** One match, in the shape that JSONata's functions take. */
export interface RegExpMatch {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/** A regular expression that takes time linear in its text, whatever the pattern. */
export interface LinearRegExp {
  readonly source: string;
  /**
   * False where a match costs about as much as its length; true where finding one may read far
   * past its end, so that all matches of a text together may cost its length squared.
   */
  readonly readsAhead: boolean;
  /** The first match at or after this index. */
  exec(text: string, from: number): RegExpMatch | undefined;
}

/** A regular expression that is compiled when it is first used. */
export class LazyRegExp {
  private readonly pattern: RegExp;
  private regExp: LinearRegExp | undefined = undefined;

  constructor(pattern: RegExp) {
    this.pattern = pattern;
  }

  /** @throws Error where linear matching cannot do it. */
  compiled(): LinearRegExp {
    this.regExp ??= linearRegExp(this.pattern);
    return this.regExp;
  }
}

/**
 * Compiles a JavaScript pattern for RE2, which cannot run for ever.
 * @throws Error where RE2 cannot express it: look-around and back-references.
 */
export function linearRegExp({ source, flags }: RegExp): LinearRegExp {
  const pattern = patternOf(source, flags);
  return {
    source,
    readsAhead: /[*+}]\??\)*[^)]/.test(source),
    exec: (text, from) => {
      const matcher = pattern.matcher(text);
      if (from > text.length || !matcher.find(from)) return undefined;
      const groups: (string | undefined)[] = [];
      for (let index = 1; index <= matcher.groupCount(); index += 1) {
        groups.push(matcher.group(index) ?? undefined);
      }
      const match = matcher.group(0) ?? "";
      const start = matcher.start(0);
      return { match, start, end: start + match.length, groups };
    },
  };
}

function patternOf(source: string, flags: string): RE2JS {
  const options =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0);
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), options);
  } catch {
    throw new Error(
      `the regular expression /${source}/ uses what linear matching cannot do: ` +
        "look-around, back-references or more than 1,000 repetitions",
    );
  }
}
