import type { Diagnostic } from "../diagnostic.ts";
import type { DefinitionView } from "./definition-view.ts";

/**
 * One rule that no schema can express. It says nothing of what the schemas report, and nothing
 * wrong of a definition that they refuse: every field may have any type.
 */
export type Check = (view: DefinitionView) => Iterable<Diagnostic>;
