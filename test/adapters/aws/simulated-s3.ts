import type {
  ObjectAction,
  ObjectAnswers,
  ObjectCalls,
  ObjectInputs,
} from "../../../lib/adapters/aws/object-calls.ts";
import { serviceError } from "./service-error.ts";

/** What is done around each request. A promise delays it. */
export interface S3Hooks {
  /** Before it is done; throws to refuse it. */
  before?<A extends ObjectAction>(action: A, input: ObjectInputs[A]): void | Promise<void>;
  /** After it was done; throws so that its answer is lost. */
  after?<A extends ObjectAction>(action: A, input: ObjectInputs[A]): void | Promise<void>;
}

/** The bucket of large values in memory. */
export class SimulatedS3 {
  hooks: S3Hooks = {};
  used = { puts: 0, gets: 0, deletes: 0, bytesPut: 0 };
  readonly bucket = "bucket";
  readonly objects = new Map<string, Uint8Array>();

  readonly calls: ObjectCalls = async (action, input) => {
    const before = this.hooks.before?.(action, input);
    if (before instanceof Promise) await before;
    const answer = this.actions[action](input);
    const after = this.hooks.after?.(action, input);
    if (after instanceof Promise) await after;
    return answer;
  };

  private readonly actions: {
    readonly [A in ObjectAction]: (input: ObjectInputs[A]) => ObjectAnswers[A];
  } = {
    putObject: ({ Key, Body }) => {
      this.used.puts++;
      this.used.bytesPut += Body.length;
      this.objects.set(Key, Body);
      return {};
    },
    getObject: ({ Key }) => {
      this.used.gets++;
      const body = this.objects.get(Key);
      if (body === undefined) {
        throw serviceError("NoSuchKey", "The specified key does not exist.", 404);
      }
      return { Body: { transformToByteArray: async () => body } };
    },
    deleteObjects: ({ Delete }) => {
      this.used.deletes++;
      for (const { Key } of Delete.Objects) this.objects.delete(Key);
      return {};
    },
  };
}
