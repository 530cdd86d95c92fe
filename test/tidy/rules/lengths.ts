import { type Finding, lineAt, type SourceFile } from "../source-file.ts";
import { isNode, type SyntaxNode, type Visit, walk } from "../walk.ts";

const fileLinesMax = 400;
const lambdaLinesMax = 40;
const functionLinesMax = 50;
const columnsMax = 100;
const textColumnsMin = 50;

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

/** A suite of tests is no function of this kind: it reads from the top like a page. */
export function checkFunctionLengths(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    if (!file.syntax) return [];
    return [...walk(file.syntax.program)].filter(isFunction).flatMap((visit) => {
      if (file.path.startsWith("test/") && isSuite(visit)) return [];
      const line = lineAt(file, visit.node.start);
      const count = lineAt(file, visit.node.end) - line + 1;
      const message = `function of ${count} lines, ${functionLinesMax} are allowed`;
      return count > functionLinesMax ? [{ path: file.path, line, message }] : [];
    });
  });
}

/**
 * Code and prose alike. A table's row and an address cannot be broken; a long text in the code is
 * kept whole, so that it can be searched for.
 */
export function checkColumns(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => {
    const { path, lines } = file;
    const tooLong = [...lines.entries()].filter(
      ([, text]) => text.length > columnsMax && !/^\s*\||https?:\/\//.test(text),
    );
    if (tooLong.length === 0) return [];
    const withTexts = linesWithLongTexts(file);
    return tooLong
      .map(([index, text]) => ({ line: index + 1, columns: text.length }))
      .filter(({ line }) => !withTexts.has(line))
      .map(({ line, columns }) => {
        return { path, line, message: `${columns} columns, ${columnsMax} are allowed` };
      });
  });
}

function linesWithLongTexts(file: SourceFile): Set<number> {
  const texts = file.syntax ? [...walk(file.syntax.program)] : [];
  return new Set(
    texts
      .filter(({ node: { type, start, end } }) => {
        return /^(Literal|TemplateLiteral)$/.test(type) && end - start >= textColumnsMin;
      })
      .map(({ node }) => lineAt(file, node.start)),
  );
}

function isFunction({ node }: Visit): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** What is handed to `describe` and `it`, and whatever calls these. */
function isSuite({ node, field }: Visit): boolean {
  const body = isNode(node.body) ? node.body.body : undefined;
  const statements = Array.isArray(body) ? body.filter(isNode) : [];
  return field === "arguments" || statements.some(callsTestRunner);
}

function callsTestRunner({ expression }: SyntaxNode): boolean {
  const callee = isNode(expression) ? expression.callee : undefined;
  return isNode(callee) && /^(describe|it|test)$/.test(`${callee.name}`);
}
