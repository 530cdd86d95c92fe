import type { Attribute, Item } from "../../../lib/adapters/aws/dynamodb-calls.ts";

/** What `#name` and `:value` stand for. */
export interface Placeholders {
  readonly ExpressionAttributeNames?: { readonly [name: string]: string } | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

/** Is the condition true of the item? Undefined: there is none. */
export function isTrue(
  expression: string,
  item: Item | undefined,
  placeholders: Placeholders,
): boolean {
  const reader = new Reader(expression, item ?? {}, placeholders);
  const value = reader.either();
  reader.end();
  return value;
}

/** The item after an UpdateExpression. */
export function updated(expression: string, item: Item, placeholders: Placeholders): Item {
  const reader = new Reader(expression, item, placeholders);
  const result: { [name: string]: Attribute } = { ...item };
  while (!reader.isAtEnd) {
    const clause = reader.word();
    do {
      const name = reader.name();
      if (clause === "REMOVE") delete result[name];
      else if (clause === "SET") {
        reader.expect("=");
        result[name] = reader.value();
      } else if (clause === "ADD") {
        result[name] = { N: String(numberOf(item[name]) + numberOf(reader.value())) };
      } else throw new Error(`the simulation knows no ${clause} in an UpdateExpression`);
    } while (reader.takes(","));
  }
  return result;
}

/** Negative: the left one comes first. Undefined: they are of different types. */
export function compared(left: Attribute, right: Attribute): number | undefined {
  if ("N" in left && "N" in right) return Number(left.N) - Number(right.N);
  if ("S" in left && "S" in right) return left.S < right.S ? -1 : Number(left.S > right.S);
  if ("B" in left && "B" in right) return Buffer.compare(left.B, right.B);
  return undefined;
}

function numberOf(attribute: Attribute | undefined): number {
  return attribute !== undefined && "N" in attribute ? Number(attribute.N) : 0;
}

class Reader {
  private readonly tokens: readonly string[];
  private readonly item: Item;
  private readonly placeholders: Placeholders;
  private at = 0;

  constructor(expression: string, item: Item, placeholders: Placeholders) {
    this.tokens = tokensOf(expression);
    this.item = item;
    this.placeholders = placeholders;
  }

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length;
  }

  end(): void {
    if (!this.isAtEnd) throw new Error(`unexpected ${this.tokens[this.at]} in an expression`);
  }

  either(): boolean {
    let value = this.both();
    while (this.takes("OR")) value = this.both() || value;
    return value;
  }

  word(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error("an expression ends too early");
    return token;
  }

  takes(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  expect(token: string): void {
    if (!this.takes(token)) throw new Error(`"${this.tokens[this.at]}" is not "${token}"`);
  }

  name(): string {
    const token = this.word();
    const name = this.placeholders.ExpressionAttributeNames?.[token];
    if (name === undefined) throw new Error(`no name for ${token}`);
    return name;
  }

  value(): Attribute {
    const token = this.word();
    const value = this.placeholders.ExpressionAttributeValues?.[token];
    if (value === undefined) throw new Error(`no value for ${token}`);
    return value;
  }

  private both(): boolean {
    let value = this.one();
    while (this.takes("AND")) value = this.one() && value;
    return value;
  }

  private one(): boolean {
    if (this.takes("(")) {
      const value = this.either();
      this.expect(")");
      return value;
    }
    for (const [test, isThere] of existence) {
      if (!this.takes(test)) continue;
      this.expect("(");
      const name = this.name();
      this.expect(")");
      return (this.item[name] !== undefined) === isThere;
    }
    const left = this.item[this.name()];
    if (this.takes("BETWEEN")) {
      const low = this.value();
      this.expect("AND");
      const high = this.value();
      return test(">=", left, low) && test("<=", left, high);
    }
    const operator = this.word();
    return test(operator, left, this.value());
  }
}

function tokensOf(expression: string): readonly string[] {
  const known = read.get(expression);
  if (known !== undefined) return known;
  const tokens = expression.match(/[#:]?\w+|<>|<=|>=|[<>=(),]/g) ?? [];
  read.set(expression, tokens);
  return tokens;
}

/** The tokens of expressions, which are few. */
const read = new Map<string, readonly string[]>();

const existence = [
  ["attribute_exists", true],
  ["attribute_not_exists", false],
] as const;

function test(operator: string, left: Attribute | undefined, right: Attribute): boolean {
  const order = left && compared(left, right);
  const holds = operators[operator];
  if (holds === undefined) throw new Error(`the simulation knows no ${operator}`);
  return order !== undefined && holds(order);
}

const operators: { readonly [operator: string]: ((order: number) => boolean) | undefined } = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
};
