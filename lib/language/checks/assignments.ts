import { isJsonObject, ownValue } from "../json.ts";
import { pointerTo } from "../source/places.ts";
import type { StateView } from "./definition-view.ts";

/** A variable that a state sets. */
export interface Assignment {
  readonly name: string;
  readonly pointer: string;
}

/** All variables that a state, its Catchers and its Choice Rules set. */
export function* assignmentsOf({ parts, language }: StateView): Generator<Assignment> {
  for (const { fields, pointer } of parts) {
    const assign = ownValue(fields, "Assign");
    if (!isJsonObject(assign)) continue;
    for (const key of Object.keys(assign)) {
      // In a Payload Template "total.$" is the variable "total". #payload-template
      const name = language === "JSONPath" ? key.replace(/\.\$$/, "") : key;
      yield { name, pointer: `${pointer}/Assign${pointerTo([key])}` };
    }
  }
}
