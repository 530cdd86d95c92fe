import { type Finding, lineAt, type SourceFile } from "../source-file.ts";
import { type Visit, walk } from "../walk.ts";

const fileLinesMax = 400;
const lambdaLinesMax = 40;
const functionLinesMax = 50;
const columnsMax = 100;

export function checkFileLengths(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ syntax }) => syntax)
    .flatMap(({ path, lines }) => {
      const max = path.startsWith("lambda/") ? lambdaLinesMax : fileLinesMax;
      const count = lines.at(-1) === "" ? lines.length - 1 : lines.length;
      const message = `${count} lines, ${max} are allowed`;
      return count > max ? [{ path, line: max + 1, message }] : [];
    });
}

/** A test's callback is no function of this kind: it reads from the top like a page. */
export function checkFunctionLengths(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (!file.syntax) return [];
    return [...walk(file.syntax.program)].filter(isFunction).flatMap((visit) => {
      if (file.path.endsWith(".test.ts") && visit.field === "arguments") return [];
      const line = lineAt(file, visit.node.start);
      const count = lineAt(file, visit.node.end) - line + 1;
      const message = `function of ${count} lines, ${functionLinesMax} are allowed`;
      return count > functionLinesMax ? [{ path: file.path, line, message }] : [];
    });
  });
}

/** Code and prose alike; a table's row and an address cannot be broken. */
export function checkColumns(files: readonly SourceFile[]): Finding[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((text, index) => {
      if (text.length <= columnsMax || /^\s*\||https?:\/\//.test(text)) return [];
      const message = `${text.length} columns, ${columnsMax} are allowed`;
      return [{ path, line: index + 1, message }];
    }),
  );
}

function isFunction({ node }: Visit): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}
