import type { IResource } from "aws-cdk-lib";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct, IConstruct } from "constructs";

/** A runtime: a `Stepwright` of this app or another one. */
export interface IStepwright extends IResource {
  /** Answers the operations of the Step Functions API. */
  readonly apiFunction: IFunction;
  /** The API's address: requests are signed for the service `lambda`. */
  readonly apiUrl: string;
  /** The function that CloudFormation calls to deploy state machines. */
  readonly deployerArn: string;
  /** That function with its rights, if this app has it. */
  readonly deployer?: IConstruct;
  /** The roles that assume the roles of state machines. */
  readonly performerArns: readonly string[];
  /** Where the roles and policies of state machines are: `/stepwright/<runtime>/`. */
  readonly iamPath: string;
  /** Allows to call the API: every operation, on every state machine of the runtime. */
  grantApi(grantee: IGrantable): Grant;
}

/** The runtimes of each app, by the root of its tree. */
const runtimes = new WeakMap<IConstruct, Set<IStepwright>>();

export function registerRuntime(runtime: IStepwright): void {
  const { root } = runtime.node;
  const known = runtimes.get(root) ?? new Set();
  runtimes.set(root, known.add(runtime));
}

/** The runtime of the same app. @throws if it has none, or several */
export function runtimeOf(scope: Construct): IStepwright {
  const known = [...(runtimes.get(scope.node.root) ?? [])];
  const [only, another] = known;
  if (only !== undefined && another === undefined) return only;
  const paths = known.map(({ node }) => node.path).join(", ");
  throw new Error(
    only === undefined
      ? `${scope.node.path}: there is no runtime; add new Stepwright(…) before it`
      : `${scope.node.path}: there are several runtimes (${paths}); name one with \`runtime\``,
  );
}
