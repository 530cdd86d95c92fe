import { itemReaderFailed } from "./item-parser.ts";

/**
 * Splits the lines of a delimited text into fields as AWS's Java parser does, odd corners included:
 * - `"` opens and closes a quoted part anywhere in a field; delimiters and line ends in it are
 *   text;
 * - `""` is a quote inside of a quoted part, and also once the field has begun without one;
 * - a backslash makes a quote, a backslash or the delimiter behind it plain text; before anything
 *   else it disappears.
 * https://docs.aws.amazon.com/step-functions/latest/dg/example-csv-parse-dist-map.html
 */
export class CsvFields {
  private readonly delimiter: string;
  private fields: string[] = [];
  private field = "";
  private inQuotes = false;
  private inField = false;

  constructor(delimiter: string) {
    this.delimiter = delimiter;
  }

  /** Does the record go on in the next line? */
  get open(): boolean {
    return this.inQuotes;
  }

  /** The fields of the record so far; the next line starts another one. */
  take(): readonly string[] {
    const { fields } = this;
    this.fields = [];
    return fields;
  }

  /** Adds a line, without its line end. */
  add(line: string): void {
    if (!this.inQuotes && !line.includes('"') && !line.includes("\\")) {
      this.fields = line.split(this.delimiter);
      return;
    }
    for (let at = 0; at < line.length; at++) at = this.addCharacter(line, at);
    if (this.inQuotes) {
      this.field += "\n";
      return;
    }
    this.endField();
  }

  /** The file has ended. */
  end(): void {
    if (!this.inQuotes) return;
    const lost = this.field.slice(0, 100);
    throw itemReaderFailed(
      `Unterminated quoted field at end of CSV line. Beginning of lost text: [${lost}]`,
    );
  }

  /** Answers the index of the last character that it took. */
  private addCharacter(line: string, at: number): number {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (character === "\\") {
      this.inField = true;
      if (next !== '"' && next !== "\\" && next !== this.delimiter) return at;
      this.field += next;
      return at + 1;
    }
    if (character === '"') return this.addQuote(line, at);
    if (character === this.delimiter && !this.inQuotes) {
      this.endField();
      return at;
    }
    return this.addText(line, at);
  }

  private addQuote(line: string, at: number): number {
    const doubled = (this.inQuotes || this.inField) && line.charAt(at + 1) === '"';
    this.inField = !this.inField;
    if (doubled) {
      this.field += '"';
      return at + 1;
    }
    this.inQuotes = !this.inQuotes;
    if (this.isInnerQuote(line, at)) this.addInnerQuote();
    return at;
  }

  /** A quote between other characters of a field belongs to the text, save near a line's start. */
  private isInnerQuote(line: string, at: number): boolean {
    return (
      at > 2 &&
      line.charAt(at - 1) !== this.delimiter &&
      at + 1 < line.length &&
      line.charAt(at + 1) !== this.delimiter
    );
  }

  private addInnerQuote(): void {
    // White space before the first quote does not count.
    if (this.field !== "" && this.field.trim() === "") this.field = "";
    else this.field += '"';
  }

  /** Adds all characters that mean nothing special at once. */
  private addText(line: string, at: number): number {
    let end = at + 1;
    while (end < line.length && !this.isSpecial(line.charAt(end))) end++;
    this.field += line.slice(at, end);
    this.inField = true;
    return end - 1;
  }

  private isSpecial(character: string): boolean {
    return character === '"' || character === "\\" || character === this.delimiter;
  }

  private endField(): void {
    this.fields.push(this.field);
    this.field = "";
    this.inField = false;
  }
}
