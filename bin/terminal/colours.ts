import { styleText } from "node:util";

type Format = Exclude<Parameters<typeof styleText>[0], readonly unknown[]>;

/** Styles a text, if the stream it is for shows styles. */
export type Paint = (format: Format, text: string) => string;

/**
 * Colours only on a terminal; FORCE_COLOR and NO_COLOR come before that.
 * https://no-color.org, https://force-color.org
 */
export function painterFor(stream: { readonly isTTY?: boolean }): Paint {
  if (!hasColours(stream, process.env)) return (_format, text) => text;
  return (format, text) => styleText(format, text, { validateStream: false });
}

function hasColours(
  { isTTY = false }: { readonly isTTY?: boolean },
  { FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv,
): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  if (NO_COLOR) return false;
  return isTTY && TERM !== "dumb";
}
