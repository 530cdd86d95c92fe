import { javaDoubleText } from "../../data/java-text.ts";
import { ExactNumber } from "../../language/json.ts";
import type { TestStateResponse } from "./request.ts";

/** The response as the service sends it: its one floating-point number keeps its point (`1.0`). */
export function responseBody(response: TestStateResponse): object {
  const percentage = response.inspectionData?.toleratedFailurePercentage;
  if (percentage === undefined) return response;
  const toleratedFailurePercentage = new ExactNumber(javaDoubleText(percentage));
  return {
    ...response,
    inspectionData: { ...response.inspectionData, toleratedFailurePercentage },
  };
}
