import type { Check } from "./check.ts";
import { choiceRules } from "./choice-rules.ts";
import { credentials } from "./credentials.ts";
import { errorHandlers } from "./error-handlers.ts";
import { express } from "./express.ts";
import { expressionsRequired } from "./expressions-required.ts";
import { itemReaders } from "./item-readers.ts";
import { jsonataExpressions } from "./jsonata-expressions.ts";
import { labels } from "./labels.ts";
import { mapModes } from "./map-modes.ts";
import { paths } from "./paths.ts";
import { payloadTemplates } from "./payload-templates.ts";
import { queryLanguages } from "./query-languages.ts";
import { reachability } from "./reachability.ts";
import { resources } from "./resources.ts";
import { resultWriters } from "./result-writers.ts";
import { stateNames } from "./state-names.ts";
import { staticValues } from "./static-values.ts";
import { taskTokens } from "./task-tokens.ts";
import { terminalStates } from "./terminal-states.ts";
import { timeouts } from "./timeouts.ts";
import { timestamps } from "./timestamps.ts";
import { transitionTargets } from "./transition-targets.ts";
import { variableNames } from "./variable-names.ts";
import { variableReferences } from "./variable-references.ts";
import { variableScopes } from "./variable-scopes.ts";

/** All rules that no schema can express, in the order in which their findings are told. */
export const checks: readonly Check[] = [
  queryLanguages,
  choiceRules,
  expressionsRequired,
  paths,
  payloadTemplates,
  jsonataExpressions,
  timestamps,
  timeouts,
  errorHandlers,
  resources,
  taskTokens,
  credentials,
  mapModes,
  itemReaders,
  resultWriters,
  express,
  variableNames,
  variableScopes,
  variableReferences,
  stateNames,
  labels,
  transitionTargets,
  terminalStates,
  reachability,
  staticValues,
];
