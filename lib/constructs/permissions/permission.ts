/** What a state of a definition needs to be allowed to do. */
export interface Permission {
  /** IAM's names: `lambda:InvokeFunction`. */
  readonly actions: readonly string[];
  /** ARNs, in which `${Name.Attribute}` stands for what is known at deploy only. */
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string } };
}

/** Something that a state needs and that its definition does not name: it must be granted. */
export interface UnknownTarget {
  /** The state, by its JSON pointer in the definition. */
  readonly pointer: string;
  readonly stateName: string;
  /** Any one of these, granted explicitly, will do. */
  readonly actions: readonly string[];
  /** Why it is not known: `FunctionName is known only at run time`. */
  readonly reason: string;
}

/** A state that can be deployed to Step Functions, but not here. */
export interface Refusal {
  readonly pointer: string;
  readonly stateName: string;
  readonly message: string;
}

/** All that a definition says about what it may do. */
export interface DerivedPermissions {
  readonly permissions: readonly Permission[];
  readonly unknown: readonly UnknownTarget[];
  readonly refusals: readonly Refusal[];
}

/** What is known of a resource of the app that a placeholder stands for. */
export interface PlaceholderTarget {
  /** `AWS::SQS::Queue` */
  readonly resourceType: string;
  /** `Arn`; undefined: what `Ref` answers. */
  readonly attribute: string | undefined;
  /** Of a Lambda function: its timeout. */
  readonly timeoutSeconds?: number | undefined;
}

/** What stands for `${Name}` or `${Name.Attribute}`; undefined: nothing is known of it. */
export type PlaceholderTargets = (placeholder: string) => PlaceholderTarget | undefined;
