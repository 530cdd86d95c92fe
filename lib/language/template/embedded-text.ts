import type { Position } from "../source/places.ts";

/**
 * Turns positions in a text into positions in the YAML template where it stands line by line, as
 * in a block scalar (`DefinitionString: !Sub |`). Where it stands otherwise, all of it is placed
 * at the property's start.
 */
export function positionsOfText(
  text: string,
  template: string,
  start: Position | undefined,
): (position: Position | undefined) => Position {
  const origin = start ?? { line: 1, column: 1 };
  const lines = text.split("\n");
  const templateLines = template.split("\n");
  const firstLine = templateLines.findIndex(
    (_line, index) => index >= origin.line && standsAt(lines, templateLines, index),
  );
  return (position) => {
    if (position === undefined || firstLine === -1) return origin;
    const line = lines[position.line - 1] ?? "";
    const templateLine = templateLines[firstLine + position.line - 1] ?? "";
    const indent = indentOf(templateLine);
    // On a line that a reference has changed, columns are no longer known.
    const isSame = templateLine.trim() === line.trim();
    const column = isSame ? position.column + indent - indentOf(line) : indent + 1;
    return { line: firstLine + position.line, column };
  };
}

/** A block scalar begins on the property's next line or soon after; its first two lines tell. */
function standsAt(lines: readonly string[], templateLines: readonly string[], at: number): boolean {
  return [0, 1].every(
    (offset) => lines[offset]?.trim() === (templateLines[at + offset] ?? "").trim(),
  );
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
