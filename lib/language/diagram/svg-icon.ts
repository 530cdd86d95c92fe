import type { StateType } from "../state-machine.ts";

/** A state type's icon, 24 pixels square: white lines on the type's colour. */
export function svgIcon(type: StateType, colour: string): string {
  return `<g class="sw-icon"><rect width="24" height="24" rx="6" fill="${colour}"/><path d="${paths[type]}"/></g>`;
}

const paths: { readonly [T in StateType]: string } = {
  Task: "M13 4.5 7.5 13h4l-.8 6.5L16.5 11h-4z",
  Pass: "M5.5 12h12M13 7.5l4.5 4.5-4.5 4.5",
  Choice: "M12 5l7 7-7 7-7-7z",
  Wait: "M12 5a7 7 0 1 0 .01 0M12 8.5V12l2.5 2",
  Succeed: "M6 12.5l4 4 8-9",
  Fail: "M7.5 7.5l9 9M16.5 7.5l-9 9",
  Parallel: "M8 6v12M12 6v12M16 6v12",
  Map: "M6 7.5h12v9H6zM10 7.5v9M14 7.5v9",
};
