import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Parsed } from "./http-client.ts";

/** A KMS of a test: keys in memory, over HTTP in JSON 1.1. */
export class FakeKms {
  /** What it was asked, in order. */
  readonly calls: { readonly action: string; readonly input: Parsed }[] = [];
  /** By what each is named in requests. */
  readonly keys = new Map<string, FakeKey>([["key-1", enabled]]);
  /** Actions that fail, and with what error. */
  readonly failures = new Map<string, string>();
  /** Told of each action when it is done. */
  done: (action: string) => void = () => {};
  private readonly dataKeys = new Map<string, DataKey>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      request.on("end", () => {
        const action = String(request.headers["x-amz-target"]).replace("TrentService.", "");
        const input = JSON.parse(body);
        this.calls.push({ action, input });
        const { __type, ...answer } = this.answer(action, input);
        this.done(action);
        response.writeHead(__type === undefined ? 200 : 400, {
          "Content-Type": "application/x-amz-json-1.1",
        });
        response.end(JSON.stringify(__type === undefined ? answer : { __type, ...answer }));
      });
    });
  }

  static async start(): Promise<FakeKms> {
    const kms = new FakeKms();
    await new Promise<void>((resolve) => kms.server.listen(0, "127.0.0.1", resolve));
    return kms;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Puts the key into another state. */
  set(keyId: string, state: string): void {
    this.keys.set(keyId, { ...enabled, state });
  }

  count(action: string): number {
    return this.calls.filter((call) => call.action === action).length;
  }

  /** The data keys that it has made, as bytes and in base64. */
  plaintexts(): readonly Buffer[] {
    return [...this.dataKeys.values()].flatMap(({ Plaintext }) => [
      Buffer.from(Plaintext, "base64"),
      Buffer.from(Plaintext),
    ]);
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private answer(action: string, input: Parsed): Parsed {
    const failure = this.failures.get(action);
    if (failure !== undefined) return { __type: failure, message: `${action} is refused` };
    if (action === "Decrypt") return this.decrypt(input);
    const key = this.keys.get(input.KeyId);
    if (key === undefined) return { __type: "NotFoundException", message: `no ${input.KeyId}` };
    if (action === "DescribeKey") {
      const { state: KeyState, spec: KeySpec, usage: KeyUsage } = key;
      return { KeyMetadata: { KeyId: input.KeyId, KeyState, KeySpec, KeyUsage } };
    }
    return refusal(input.KeyId, key) ?? this.generate(input);
  }

  private generate({ KeyId, EncryptionContext }: Parsed): Parsed {
    const Plaintext = randomBytes(32).toString("base64");
    const CiphertextBlob = randomBytes(120).toString("base64");
    this.dataKeys.set(CiphertextBlob, { Plaintext, KeyId, context: text(EncryptionContext) });
    return { KeyId, Plaintext, CiphertextBlob };
  }

  private decrypt({ CiphertextBlob, EncryptionContext }: Parsed): Parsed {
    const dataKey = this.dataKeys.get(CiphertextBlob);
    if (dataKey?.context !== text(EncryptionContext)) {
      return { __type: "InvalidCiphertextException", message: "another context" };
    }
    const { KeyId, Plaintext } = dataKey;
    const key = this.keys.get(KeyId);
    if (key === undefined) return { __type: "NotFoundException", message: `no ${KeyId}` };
    return refusal(KeyId, key) ?? { KeyId, Plaintext };
  }
}

interface FakeKey {
  readonly state: string;
  readonly spec: string;
  readonly usage: string;
}

interface DataKey {
  readonly Plaintext: string;
  readonly KeyId: string;
  readonly context: string;
}

const enabled: FakeKey = {
  state: "Enabled",
  spec: "SYMMETRIC_DEFAULT",
  usage: "ENCRYPT_DECRYPT",
};

/** Undefined: it can be used. */
function refusal(keyId: string, { state }: FakeKey): Parsed {
  if (state === "Enabled") return undefined;
  const isDisabled = state === "Disabled";
  const __type = isDisabled ? "DisabledException" : "KMSInvalidStateException";
  return { __type, message: `${keyId} is ${state}` };
}

function text(context: Parsed): string {
  return JSON.stringify(context);
}
