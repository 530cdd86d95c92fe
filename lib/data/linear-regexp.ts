import { RE2JS } from "re2js";

/** One match, in the shape that JSONata's functions take. */
export interface RegExpMatch {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

/**
 * A regular expression that takes time linear in its text, whatever the pattern. It is compiled
 * when it is first used, so that what RE2 cannot express fails then, not in the definition: AWS
 * accepts it.
 */
export class LinearRegExp {
  readonly source: string;
  private readonly flags: string;
  private compiled: RE2JS | undefined = undefined;

  constructor({ source, flags }: RegExp) {
    this.source = source;
    this.flags = flags;
  }

  /**
   * Prepares to search a text. `charge` is told how many characters are read, as they are.
   * @throws Error where RE2 cannot express the pattern: look-around and back-references.
   */
  on(text: string, charge: Charge): Find {
    this.compiled ??= patternOf(this.source, this.flags);
    return findIn(text, this.compiled.matcher(meter(text, charge)));
  }
}

/** The first match at or after this index. */
export type Find = (from: number) => RegExpMatch | undefined;

type Charge = (characters: number) => void;

function findIn(text: string, matcher: ReturnType<RE2JS["matcher"]>): Find {
  return (from) => {
    if (from > text.length || !matcher.find(from)) return undefined;
    const groups: (string | undefined)[] = [];
    for (let index = 1; index <= matcher.groupCount(); index += 1) {
      groups.push(matcher.group(index) ?? undefined);
    }
    const match = matcher.group(0) ?? "";
    const start = matcher.start(0);
    return { match, start, end: start + match.length, groups };
  };
}

function meter(text: string, charge: Charge): string {
  return new MeteredText(text, charge) as unknown as string;
}

/** Characters are charged for in portions. */
const portion = 1024;

/** A text that tells how much of it is read: all matches together may read it many times. */
class MeteredText extends String {
  private readonly text: string;
  private readonly charge: Charge;
  private unpaid = 0;

  constructor(text: string, charge: Charge) {
    super(text);
    this.text = text;
    this.charge = charge;
  }

  override charCodeAt(index: number): number {
    this.unpaid += 1;
    if (this.unpaid === portion) {
      this.unpaid = 0;
      this.charge(portion);
    }
    return this.text.charCodeAt(index);
  }

  override indexOf(searched: string, from = 0): number {
    const found = this.text.indexOf(searched, from);
    // Searched natively: a hundred times as fast.
    this.charge(((found < 0 ? this.text.length : found) - from) / 100);
    return found;
  }

  override substring(start: number, end?: number): string {
    return this.text.substring(start, end);
  }
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
