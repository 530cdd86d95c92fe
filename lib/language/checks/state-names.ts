import { error } from "../diagnostic-codes.ts";
import type { Check } from "./check.ts";
import type { StateView } from "./definition-view.ts";

/** Names have 1 to 80 characters and occur once in the whole machine. #states-fields */
export const stateNames: Check = function* ({ states }) {
  const first = new Map<string, StateView>();
  for (const state of states) {
    const { name, pointer } = state;
    const length = [...name].length;
    if (length > nameLengthMax) {
      yield error(
        "INVALID_STATE_NAME",
        pointer,
        `the state's name has ${length} characters: it must have at most ${nameLengthMax}`,
        {
          awsMessage: `State name '${name}' exceeds the 80-character limit allowed by the service`,
        },
      );
    }
    if (name === "") yield error("INVALID_STATE_NAME", pointer, "the state's name is empty");
    const other = first.get(name);
    if (other === undefined) first.set(name, state);
    else {
      yield error(
        "DUPLICATE_STATE_NAME",
        pointer,
        `the name ${JSON.stringify(name)} is taken by ${other.pointer}: ` +
          "state names are unique in the whole state machine",
        { awsMessage: `Duplicate State name: ${name}` },
      );
    }
  }
};

const nameLengthMax = 80;
