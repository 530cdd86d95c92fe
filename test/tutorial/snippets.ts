/** A fenced block of a Markdown page. */
export interface Snippet {
  /** `ts`, `json`, `console`. */
  readonly language: string;
  /** The file that the block is the content of: ```` ```json order.asl.json ````. */
  readonly file: string | undefined;
  readonly text: string;
  /** 1-based, of the opening fence. */
  readonly line: number;
}

/** A command of a `console` block with what it prints, as far as the page shows it. */
export interface ShownCommand {
  readonly command: string;
  readonly output: string;
  readonly line: number;
}

/** The fenced blocks of the page, or of the section under one of its `## ` headings. */
export function snippetsOf(page: string, heading?: string): Snippet[] {
  const snippets: (Snippet & { readonly wanted: boolean })[] = [];
  let inFence = false;
  let inSection = heading === undefined;
  for (const [index, line] of page.split("\n").entries()) {
    const fence = /^```(\S*) ?(\S*)$/.exec(line);
    const last = snippets.at(-1);
    if (fence && !inFence) {
      const [, language = "", file] = fence;
      const wanted = inSection;
      snippets.push({ language, file: file || undefined, text: "", line: index + 1, wanted });
    } else if (last && inFence && !fence) {
      snippets[snippets.length - 1] = { ...last, text: `${last.text}${line}\n` };
    } else if (heading !== undefined && line.startsWith("## ")) {
      inSection = line === `## ${heading}`;
    }
    if (fence) inFence = !inFence;
  }
  return snippets.filter(({ wanted }) => wanted);
}

/** `$ command` and the lines below it, until the next one. */
export function commandsOf({ text, line }: Snippet): ShownCommand[] {
  const commands: { command: string; output: string[]; line: number }[] = [];
  for (const [index, shown] of text.trimEnd().split("\n").entries()) {
    if (shown.startsWith("$ ")) {
      commands.push({ command: shown.slice(2), output: [], line: line + 1 + index });
    } else {
      commands.at(-1)?.output.push(shown);
    }
  }
  return commands.map((each) => ({ ...each, output: each.output.join("\n").trim() }));
}

/** Splits a command at its spaces, those in single quotes excepted. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
}
