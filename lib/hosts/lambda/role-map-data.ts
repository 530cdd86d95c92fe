import { ReadAheadBlobs } from "../../adapters/s3/read-ahead-blobs.ts";
import { S3Blobs } from "../../adapters/s3/s3-blobs.ts";
import type { S3Calls } from "../../adapters/s3/s3-calls.ts";
import type { MapRunInfo } from "../../core/map-run/map-run-names.ts";
import type { Credentials } from "../../engine/credentials-port.ts";
import type {
  ItemPage,
  MapData,
  ReadItems,
  WriteResults,
  WrittenResults,
} from "../../engine/map-data-port.ts";
import { BlobMapData } from "../../integrations/map-data/blob-map-data.ts";
import type { ExportShare } from "../../integrations/map-data/result-export.ts";
import type { SdkClient, SdkPackage } from "../../integrations/sdk/sdk-package.ts";
import { roleRequest } from "./role-request.ts";
import { loadSdkChunk, type SdkChunks } from "./sdk-chunks.ts";

/** Map Runs read from S3 and write to it with the rights of their state machines. */
export class RoleMapData implements MapData {
  private readonly chunks: SdkChunks;
  private readonly credentials: Credentials;
  private readonly byOwner = new Map<string, MapData>();
  private readonly byRun = new Map<string, MapData>();

  constructor(chunks: SdkChunks, credentials: Credentials) {
    this.chunks = chunks;
    this.credentials = credentials;
  }

  read(request: ReadItems): Promise<ItemPage> {
    const { run } = request;
    if (run === undefined) throw new TypeError("a Map Run reads with its state machine's rights");
    const data = this.dataOf(run);
    this.byRun.set(request.mapRunArn, data);
    return data.read(request);
  }

  write(request: WriteResults): Promise<WrittenResults> {
    return this.dataOf(request.run.info).write(request);
  }

  release(mapRunArn: string): void {
    this.byRun.get(mapRunArn)?.release(mapRunArn);
    this.byRun.delete(mapRunArn);
  }

  private dataOf(run: MapRunInfo): MapData {
    const key = `${run.roleArn} ${run.stateMachineArn}`;
    const known = this.byOwner.get(key);
    if (known !== undefined) return known;
    const data = new BlobMapData(new ReadAheadBlobs(new S3Blobs(this.calls(run))), share);
    this.byOwner.set(key, data);
    return data;
  }

  private calls(run: MapRunInfo): S3Calls {
    let loading: Promise<{ readonly s3: SdkPackage; readonly client: SdkClient }> | undefined;
    const call = async (action: string, input: object): Promise<object> => {
      loading ??= this.load(run);
      const { s3, client } = await loading;
      const Command = s3.commands.get(action);
      if (Command === undefined) throw new TypeError(`S3 has no action ${action}`);
      return client.send(new Command(input), { abortSignal: new AbortController().signal });
    };
    // The SDK's own forms are those that S3Calls writes down.
    return call as S3Calls;
  }

  /** Reading twice does no harm, so the SDK may repeat what failed. */
  private async load(run: MapRunInfo) {
    const s3 = await loadSdkChunk(this.chunks, "s3");
    const request = roleRequest(run);
    const client = new s3.Client({
      region: run.executionArn.split(":")[3],
      followRegionRedirects: true,
      credentials: () => this.credentials.assumeRole(run.roleArn, request),
    });
    return { s3, client };
  }
}

/** An invocation that has little time left can write so much: what follows is for the next one. */
const share: ExportShare = { children: 5_000, bytes: 67_108_864 };
