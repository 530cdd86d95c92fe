import type { Paint } from "./colours.ts";

/**
 * The line of a text with the lines around it, and carets under the word or string that begins at
 * the column.
 */
export function codeFrame(text: string, line: number, column: number, paint: Paint): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const digits = String(last).length;
  const frame: string[] = [];
  for (let at = first; at <= last; at++) {
    const { shown, shift } = window(lines[at - 1] ?? "", at === line ? column : 1);
    const gutter = String(at).padStart(digits);
    if (at !== line) {
      frame.push(paint("dim", `  ${gutter} | ${shown}`.trimEnd()));
      continue;
    }
    frame.push(`${paint("red", ">")} ${gutter} ${paint("dim", "|")} ${shown}`);
    const indent = [...shown.slice(0, column - 1 - shift)]
      .map((c) => (c === "\t" ? c : " "))
      .join("");
    const carets = "^".repeat(wordLength(shown.slice(column - 1 - shift)));
    frame.push(`  ${" ".repeat(digits)} ${paint("dim", "|")} ${indent}${paint("red", carets)}`);
  }
  return frame.join("\n");
}

const linesAround = 2;
const widthMax = 110;

/** What is shown of a long line: the part that has the column, which is then `shift` less. */
function window(line: string, column: number): { shown: string; shift: number } {
  if (line.length <= widthMax) return { shown: line, shift: 0 };
  const start = Math.max(0, Math.min(column - 40, line.length - widthMax));
  const before = start > 0 ? "…" : "";
  const after = start + widthMax < line.length ? "…" : "";
  const shown = before + line.slice(start, start + widthMax) + after;
  return { shown, shift: start - before.length };
}

/** A string in quotes, a word, or one character. */
function wordLength(text: string): number {
  return /^"(?:[^"\\]|\\.)*"?|^[\w$.-]+|^./.exec(text)?.[0].length ?? 1;
}
