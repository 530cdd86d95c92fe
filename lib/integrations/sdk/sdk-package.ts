import { createRequire } from "node:module";
import { join } from "node:path";
import { sdkActionName } from "../../language/sdk-names.ts";
import { sdkClientName } from "../../language/sdk-services.ts";
import { TaskError } from "../task-handler.ts";
import type { SdkSchema, SdkSchemas } from "./sdk-schema.ts";

/** A client package of the AWS SDK for JavaScript 3, as far as calls need it. */
export interface SdkPackage {
  readonly name: string;
  readonly Client: new (config: SdkClientConfig) => SdkClient;
  /** By the action's name in AWS SDK integrations: `putItem`. */
  readonly commands: ReadonlyMap<string, SdkCommandClass>;
  /** The class of errors that the API's model does not have; theirs have classes of their own. */
  readonly BaseException: (new () => Error) | undefined;
  schemaOf(reference: unknown): SdkSchema;
}

export type SdkCommandClass = new (input: object) => SdkCommand;

export interface SdkCommand {
  /** `[9, namespace, operation, traits, input, output]`. */
  readonly schema?: readonly unknown[];
  readonly middlewareStack: {
    add(middleware: SdkMiddleware, options: object): void;
  };
}

export type SdkMiddleware = (
  next: (args: object) => Promise<SdkMiddlewareResult>,
) => (args: object) => Promise<SdkMiddlewareResult>;

export interface SdkMiddlewareResult {
  readonly response: unknown;
}

export interface SdkClient {
  readonly config: { readonly serviceId?: string };
  send(command: SdkCommand, options: { readonly abortSignal: AbortSignal }): Promise<object>;
  destroy(): void;
}

/** https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/configuring-the-jssdk.html */
export type SdkClientConfig = { readonly [option: string]: unknown };

/**
 * Loads the service's client package from the folder's project, or else from where Stepwright
 * is installed. Throws TaskError if there is none, or one too old to tell its shapes.
 */
export function loadSdkPackage(service: string, projectFolder: string): SdkPackage {
  // A service that is younger than our list is taken to be named as its package.
  const name = `@aws-sdk/client-${sdkClientName(service) ?? service}`;
  const path = resolvePackage(name, projectFolder);
  if (path === undefined) {
    throw new TaskError(
      "Stepwright.PackageNotFound",
      `calls of aws-sdk:${service} need the package ${name}, which is not installed in ` +
        `${projectFolder}: npm i ${name}`,
    );
  }
  const require = createRequire(path);
  return sdkPackageOf(name, loadExports(require, name, path), loadSchemas(require));
}

/**
 * A client package by what its module exports. Throws TaskError if it is too old to tell its
 * shapes; `schemas` is `NormalizedSchema` of the `@smithy/core/schema` that the package uses.
 */
export function sdkPackageOf(
  name: string,
  exported: SdkExports,
  schemas: SdkSchemas | undefined,
): SdkPackage {
  const commands = commandsOf(exported);
  const [command] = commands.values();
  if (schemas === undefined || command === undefined || !hasSchema(command)) {
    throw new TaskError(
      "Stepwright.PackageTooOld",
      `the installed ${name} does not tell the shapes of its operations: npm i ${name}@latest`,
    );
  }
  return {
    name,
    Client: clientOf(exported),
    commands,
    BaseException: baseExceptionOf(exported),
    schemaOf: (reference) => schemas.of(reference),
  };
}

function resolvePackage(name: string, projectFolder: string): string | undefined {
  for (const from of [join(projectFolder, "package.json"), import.meta.url]) {
    const path = tryTo(() => createRequire(from).resolve(name));
    if (path !== undefined) return path;
  }
  return undefined;
}

function loadExports(require: NodeJS.Require, name: string, path: string): SdkExports {
  try {
    return require(path);
  } catch (error) {
    throw new TaskError("Stepwright.PackageBroken", `${name} cannot be loaded: ${error}`);
  }
}

function loadSchemas(require: NodeJS.Require): SdkSchemas | undefined {
  return tryTo(() => require("@smithy/core/schema").NormalizedSchema);
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const notFoundCodes = new Set(["MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"]);

function isNotFound(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    notFoundCodes.has(error.code)
  );
}

export type SdkExports = { readonly [name: string]: unknown };

function commandsOf(exported: SdkExports): ReadonlyMap<string, SdkCommandClass> {
  const commands = new Map<string, SdkCommandClass>();
  for (const [name, value] of Object.entries(exported)) {
    if (typeof value !== "function" || !name.endsWith("Command") || name.startsWith("$")) continue;
    commands.set(sdkActionName(name.slice(0, -"Command".length)), value as SdkCommandClass);
  }
  return commands;
}

function hasSchema(command: SdkCommandClass): boolean {
  return new command({}).schema !== undefined;
}

function clientOf(exported: SdkExports): SdkPackage["Client"] {
  const name = Object.keys(exported).find((key) => /^[A-Z]\w*Client$/.test(key));
  return exported[name ?? ""] as SdkPackage["Client"];
}

function baseExceptionOf(exported: SdkExports): SdkPackage["BaseException"] {
  const name = Object.keys(exported).find((key) => key.endsWith("ServiceException"));
  return exported[name ?? ""] as SdkPackage["BaseException"];
}
