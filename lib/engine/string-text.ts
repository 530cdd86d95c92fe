/** A string's JSON text. Those of short ones are kept: names are written with every event. */
export function stringText(string: string): string {
  if (string.length > keptLengthMax) return JSON.stringify(string);
  const known = texts.get(string);
  if (known !== undefined) return known;
  const text = JSON.stringify(string);
  if (texts.size >= keptMax) texts.clear();
  texts.set(string, text);
  return text;
}

const texts = new Map<string, string>();
/** As many characters as the ARN of a resource has. */
const keptLengthMax = 128;
const keptMax = 1_000;
