import type { BlobInfo, BlobPage, BlobPlace, Blobs, ListBlobs } from "../engine/blobs-port.ts";

/** Each bucket in a store of its own; all others in another one. */
export class RoutedBlobs implements Blobs {
  private readonly stores: ReadonlyMap<string, Blobs>;
  private readonly others: Blobs;

  constructor(stores: ReadonlyMap<string, Blobs>, others: Blobs) {
    this.stores = stores;
    this.others = others;
  }

  head(place: BlobPlace): Promise<BlobInfo> {
    return this.storeOf(place).head(place);
  }

  read(place: BlobPlace, start: number, end: number, etag?: string): Promise<Uint8Array> {
    return this.storeOf(place).read(place, start, end, etag);
  }

  write(place: BlobPlace, chunks: AsyncIterable<Uint8Array>): Promise<BlobInfo> {
    return this.storeOf(place).write(place, chunks);
  }

  list(request: ListBlobs): Promise<BlobPage> {
    return this.storeOf(request).list(request);
  }

  private storeOf({ bucket }: { readonly bucket: string }): Blobs {
    return this.stores.get(bucket) ?? this.others;
  }
}
