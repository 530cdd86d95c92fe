/** A text that is no JSON document we take. The words are Jackson's, which AWS answers with. */
export class DocumentError extends Error {
  /** 0-based, in UTF-16 code units. */
  readonly position: number;
  /** 1-based. */
  readonly line: number;
  readonly column: number;

  constructor(message: string, text: string, position: number) {
    super(message);
    this.name = "DocumentError";
    this.position = position;
    const before = text.slice(0, position).split("\n");
    this.line = before.length;
    this.column = (before.at(-1)?.length ?? 0) + 1;
  }
}
