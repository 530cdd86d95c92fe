/** A text with its long paths cut to their ends: `…Status = "failed"`. */
export function shortPaths(text: string): string {
  return text.replace(/\$[\w$.[\]'-]{27,}/g, (path) => {
    const end = path.slice(-24);
    const step = end.search(/[.[]/);
    return `…${step === -1 ? end : end.slice(step).replace(/^\./, "")}`;
  });
}

/** A label for diagrams that others lay out: short paths, and not endless. */
export function shortLabel(text: string): string {
  const label = shortPaths(text);
  return label.length > lengthMax ? `${label.slice(0, lengthMax).toWellFormed()}…` : label;
}

const lengthMax = 80;
