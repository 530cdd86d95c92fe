/** A text that is no JSON document we take. The words are Jackson's, which AWS answers with. */
export class DocumentError extends Error {
  /** 0-based, in UTF-16 code units. */
  readonly position: number;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** As Jackson writes it: `[Source: …; line: 1, column: 2]`. */
  readonly location: string;

  constructor(message: string, text: string, position: number) {
    super(message);
    this.name = "DocumentError";
    this.position = position;
    const place = placeOf(text, position);
    this.line = place.line;
    this.column = place.column;
    this.location = documentLocation(text, position);
  }
}

export function documentLocation(text: string, position: number): string {
  const { line, column } = placeOf(text, position);
  return `[Source: ${source}; line: ${line}, column: ${column}]`;
}

function placeOf(text: string, position: number): { line: number; column: number } {
  const lines = text.slice(0, position).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

const source = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";
