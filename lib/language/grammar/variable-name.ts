/** A variable's name: a UAX 31 identifier. #assigning-variables */
export const variableNamePattern = /\p{ID_Start}\p{ID_Continue}*/uy;

/** https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html */
const variableNameLengthMax = 80;

/** What is wrong with a variable's name, or undefined. */
export function variableNameFault(name: string): string | undefined {
  variableNamePattern.lastIndex = 0;
  if (variableNamePattern.exec(name)?.[0] !== name) {
    return "must start with a letter and go on with letters, digits and underscores";
  }
  if (name.length > variableNameLengthMax) {
    return `must have at most ${variableNameLengthMax} characters, has ${name.length}`;
  }
  return reservedNames.has(name) ? `'${name}' is a reserved name` : undefined;
}

const reservedNames = new Set(["states"]);
