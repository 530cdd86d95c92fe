import type { StateType } from "../state-machine.ts";
import type { StateStatus } from "./state-status.ts";

export type SvgTheme = "auto" | "light" | "dark";

/** The diagram's style sheet; `auto` has the dark colours behind a media query. */
export function svgStyle(theme: SvgTheme): string {
  if (theme !== "auto") return shapes + colourRules(palettes[theme]);
  const dark = colourRules(palettes.dark);
  return `${shapes}${colourRules(palettes.light)}@media (prefers-color-scheme:dark){${dark}}`;
}

/** Seen on light and on dark grounds. */
export const typeColours: { readonly [T in StateType]: string } = {
  Task: "#d97706",
  Pass: "#64748b",
  Choice: "#7c3aed",
  Wait: "#0891b2",
  Succeed: "#16a34a",
  Fail: "#dc2626",
  Parallel: "#2563eb",
  Map: "#c026d3",
};

interface Palette {
  readonly background: string;
  readonly card: string;
  readonly border: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly error: string;
}

const palettes: { readonly [theme in "light" | "dark"]: Palette } = {
  light: {
    background: "#ffffff",
    card: "#ffffff",
    border: "#d0d7de",
    text: "#1f2328",
    muted: "#59636e",
    line: "#7d8590",
    error: "#cf222e",
  },
  dark: {
    background: "#0d1117",
    card: "#1b222c",
    border: "#3d444d",
    text: "#f0f6fc",
    muted: "#a3acb7",
    line: "#7d8590",
    error: "#ff7b72",
  },
};

const shapes = [
  'text{font-family:"Segoe UI",Roboto,Helvetica,Arial,"Liberation Sans",sans-serif}',
  ".sw-name{font-size:13px;font-weight:600}",
  ".sw-detail{font-size:11px}",
  ".sw-label text{font-size:11px;text-anchor:middle}",
  ".sw-icon path,.sw-status path,.sw-retry path{fill:none;stroke:#fff;stroke-width:1.8;",
  "stroke-linecap:round;stroke-linejoin:round}",
  ".sw-line{fill:none;stroke-width:1.5}",
  ".sw-catch-line{stroke-dasharray:5 4}",
  ".sw-frame{fill-opacity:.07;stroke-opacity:.55}",
  ".sw-retry path{stroke-width:1.4}",
  ".sw-unvisited>*:not(g),.sw-unvisited>g>.sw-icon{opacity:.4}",
  ...Object.entries({
    succeeded: "#16a34a",
    failed: "#dc2626",
    caught: "#d97706",
    running: "#2563eb",
  } satisfies { [S in StateStatus]: string }).map(
    ([status, colour]) =>
      `.sw-${status}>.sw-card,.sw-${status}>.sw-frame{stroke:${colour};stroke-width:2;` +
      `stroke-opacity:1}.sw-${status}>.sw-status{fill:${colour}}`,
  ),
].join("");

function colourRules({ background, card, border, text, muted, line, error }: Palette): string {
  return [
    `.sw-background{fill:${background}}`,
    `.sw-card{fill:${card};stroke:${border}}`,
    `.sw-scope{fill:${background};fill-opacity:.6;stroke:${border};stroke-dasharray:3 3}`,
    `.sw-name{fill:${text}}.sw-detail{fill:${muted}}.sw-label text{fill:${muted}}`,
    `.sw-line{stroke:${line}}.sw-line-arrow{fill:${line}}`,
    `.sw-catch-line{stroke:${error}}.sw-catch-arrow{fill:${error}}`,
    `.sw-catch-label text{fill:${error}}.sw-label rect{fill:${background}}`,
    `.sw-retry path{stroke:${muted}}`,
    `.sw-start circle{fill:${text}}.sw-end circle{fill:none;stroke:${text};stroke-width:1.6}`,
    `.sw-end circle+circle{fill:${text}}`,
  ].join("");
}
