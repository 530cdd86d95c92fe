/**
 * About how wide a text is in a sans-serif font, in units of the font size: rather too wide than
 * too narrow, for there is no font to ask.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width * fontSize;
}

/** A text in lines no wider than a width, broken where words end; the last may end in "…". */
export function wrapText(
  text: string,
  fontSize: number,
  widthMax: number,
  linesMax: number,
): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest !== "") {
    const count = countThatFits(rest, fontSize, widthMax);
    if (count >= rest.length) return [...lines, rest];
    if (lines.length === linesMax - 1) {
      const shown = countThatFits(rest, fontSize, widthMax - fontSize);
      return [...lines, `${rest.slice(0, shown).trimEnd()}…`];
    }
    const end = breakBefore(rest, count);
    lines.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return lines.length === 0 ? [""] : lines;
}

function countThatFits(text: string, fontSize: number, widthMax: number): number {
  let width = 0;
  let count = 0;
  for (const character of text) {
    width += characterWidth(character) * fontSize;
    if (width > widthMax) return Math.max(count, 1);
    count += character.length;
  }
  return count;
}

/** The last good place to break before an index: at a space; else in a name; else right there. */
function breakBefore(text: string, index: number): number {
  for (const isBreak of [atSpace, inName]) {
    for (let at = index; at > index / 3; at--) {
      if (isBreak(text[at - 1] ?? "", text[at] ?? "")) return at;
    }
  }
  return index;
}

function atSpace(before: string, after: string): boolean {
  return /\s/.test(before) || /\s/.test(after);
}

function inName(before: string, after: string): boolean {
  return /[-_.,:/]/.test(before) || (/[a-z0-9]/.test(before) && /[A-Z]/.test(after));
}

function characterWidth(character: string): number {
  const row = widths.find(({ characters }) => characters.test(character));
  return row?.width ?? 0.56;
}

const widths: readonly { readonly characters: RegExp; readonly width: number }[] = [
  { characters: /[iljtfrI.,:;'|!()[\]{} ]/, width: 0.32 },
  { characters: /[mwMW@%…]/, width: 0.92 },
  { characters: /[A-Z&]/, width: 0.7 },
  {
    characters: /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]|[^\0-\uffff]/,
    width: 1.05,
  },
];
