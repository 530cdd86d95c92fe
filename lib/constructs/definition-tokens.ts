import {
  Aws,
  CfnElement,
  CfnResource,
  DefaultTokenResolver,
  type IPostProcessor,
  type IResolvable,
  type IResolveContext,
  Reference,
  StringConcat,
  Token,
  Tokenization,
} from "aws-cdk-lib";
import { CfnAlias, CfnFunction, CfnVersion } from "aws-cdk-lib/aws-lambda";
import type { IConstruct } from "constructs";
import type { PlaceholderTarget } from "./permissions/permission.ts";

/**
 * The CDK tokens of a definition as placeholders that the language knows, `${Orders.Arn}`, and the
 * way back.
 */
export class DefinitionTokens {
  private readonly scope: IConstruct;
  /** By placeholder: the token that it stands for, and what that becomes. */
  private readonly tokens = new Map<string, KnownToken>();
  /** By logical id: the resource of the app. */
  private readonly elements = new Map<string, CfnElement>();

  constructor(scope: IConstruct) {
    this.scope = scope;
  }

  /** The value with a placeholder for each token that is known at deploy only. */
  toPlaceholders<T>(value: T): T {
    const resolver = new PlaceholderResolver((token, resolved) => this.keep(token, resolved));
    return Tokenization.resolve(value, { scope: this.scope, resolver, preparing: false }) as T;
  }

  /** Whether a placeholder stands for a token. */
  has(name: string): boolean {
    return this.token(name) !== undefined;
  }

  /** The text with a token for each placeholder. Those that stand for none stay. */
  toTokens(text: string): string {
    return text.replace(/\$\{([\w.-]+)\}/g, (whole, name: string) => this.token(name) ?? whole);
  }

  /** The token of each placeholder in the text, by its name. */
  valuesIn(text: string): { readonly [name: string]: string } {
    const names = [...text.matchAll(/\$\{([\w.-]+)\}/g)].map(([, name = ""]) => name);
    return Object.fromEntries(
      names.flatMap((name) => {
        const token = this.token(name);
        return token === undefined ? [] : [[name, token]];
      }),
    );
  }

  /** What is known of the resource that a placeholder stands for. */
  target(name: string): PlaceholderTarget | undefined {
    const [logicalId = "", attribute] = name.split(".");
    const element = this.elements.get(logicalId);
    if (!(element instanceof CfnResource)) return undefined;
    const timeoutSeconds = this.timeoutOf(element);
    return { resourceType: element.cfnResourceType, attribute, timeoutSeconds };
  }

  /** Of a function, or of the one that a version or an alias is of. */
  private timeoutOf(element: CfnElement): number | undefined {
    if (element instanceof CfnFunction) return element.timeout;
    if (!(element instanceof CfnVersion || element instanceof CfnAlias)) return undefined;
    const [, logicalId = ""] = /^\$\{(\w+)/.exec(this.toPlaceholders(element.functionName)) ?? [];
    const owner = this.elements.get(logicalId);
    return owner === undefined ? undefined : this.timeoutOf(owner);
  }

  private token(name: string): string | undefined {
    const known = this.tokens.get(name)?.text ?? pseudoParameters[name];
    if (known !== undefined) return known;
    const [logicalId = "", attribute] = name.split(".");
    const element = this.elements.get(logicalId);
    if (!(element instanceof CfnResource) || attribute === undefined) return undefined;
    return Token.asString(element.getAtt(attribute));
  }

  private keep(token: IResolvable, resolved: unknown): string {
    const becomes = JSON.stringify(resolved);
    const wanted = nameOf(resolved);
    let name = wanted ?? "Token1";
    for (let next = 2; (this.tokens.get(name)?.becomes ?? becomes) !== becomes; next++) {
      name = `${wanted ?? "Token"}${next}`;
    }
    // What was met as a reference keeps on being one, also in another stack.
    if (!this.tokens.has(name)) this.tokens.set(name, { text: Token.asString(token), becomes });
    if (Reference.isReference(token) && CfnElement.isCfnElement(token.target)) {
      this.elements.set(name.split(".")[0] ?? "", token.target);
    }
    return `\${${name}}`;
  }
}

interface KnownToken {
  readonly text: string;
  readonly becomes: string;
}

const pseudoParameters: { readonly [name: string]: string | undefined } = {
  "AWS.Partition": Aws.PARTITION,
  "AWS.Region": Aws.REGION,
  "AWS.AccountId": Aws.ACCOUNT_ID,
  "AWS.URLSuffix": Aws.URL_SUFFIX,
};

/** Resolves everything but what CloudFormation has to. */
class PlaceholderResolver extends DefaultTokenResolver {
  private readonly keep: (token: IResolvable, resolved: unknown) => string;

  constructor(keep: (token: IResolvable, resolved: unknown) => string) {
    super(new StringConcat());
    this.keep = keep;
  }

  override resolveToken(
    token: IResolvable,
    context: IResolveContext,
    postProcessor: IPostProcessor,
  ): unknown {
    const resolved: unknown = super.resolveToken(token, context, postProcessor);
    if (Reference.isReference(token)) return this.keep(token, resolved);
    return isIntrinsic(resolved) ? this.joined(resolved, token) : resolved;
  }

  /** Parts that are texts, or become placeholders, join to a text. */
  private joined(intrinsic: Intrinsic, token: IResolvable): string {
    const [delimiter, parts] = joinOf(intrinsic) ?? [];
    if (delimiter === undefined || parts === undefined) return this.keep(token, intrinsic);
    const texts = parts.map((part) =>
      typeof part === "string" ? part : this.keep(Token.asAny(part), part),
    );
    return texts.join(delimiter);
  }
}

type Intrinsic = { readonly [name: string]: unknown };

function isIntrinsic(value: unknown): value is Intrinsic {
  if (typeof value !== "object" || value === null) return false;
  const [key, ...others] = Object.keys(value);
  return others.length === 0 && (key === "Ref" || key?.startsWith("Fn::") === true);
}

function joinOf(intrinsic: Intrinsic): readonly [string, readonly unknown[]] | undefined {
  const join = intrinsic["Fn::Join"];
  if (!Array.isArray(join)) return undefined;
  const [delimiter, parts] = join;
  return typeof delimiter === "string" && Array.isArray(parts) ? [delimiter, parts] : undefined;
}

/** `Orders` for `{ Ref }`, `Orders.Arn` for `{ Fn::GetAtt }`, `AWS.Region` for `AWS::Region`. */
function nameOf(resolved: unknown): string | undefined {
  if (!isIntrinsic(resolved)) return undefined;
  const { Ref: reference, "Fn::GetAtt": attribute } = resolved;
  const name = Array.isArray(attribute) ? attribute.join(".") : reference;
  return typeof name === "string" ? name.replaceAll("::", ".") : undefined;
}
