import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  type Attribute,
  AttributeType,
  BillingMode,
  type ITable,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { tableSchema } from "../hosts/environment/table-schema.ts";
import { acknowledge } from "./acknowledge.ts";

/** A table that was restored from a runtime's: docs/runbook.md says how. */
export interface RestoredTable {
  readonly tableName: string;
  /** `arn:aws:dynamodb:…:table/NAME/stream/…`, of a stream of the keys. */
  readonly tableStreamArn: string;
}

export interface RuntimeStorageProps {
  readonly restoredTable?: RestoredTable | undefined;
  readonly encryptionKey?: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** What a runtime keeps: the table, and the bucket of large values. */
export class RuntimeStorage extends Construct {
  readonly table: ITable | Table;
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: RuntimeStorageProps) {
    super(scope, id);
    const { restoredTable, encryptionKey } = props;
    this.table =
      restoredTable === undefined
        ? this.createTable(props)
        : Table.fromTableAttributes(this, "RestoredTable", {
            ...restoredTable,
            ...(encryptionKey && { encryptionKey }),
          });
    this.bucket = this.createBucket(props);
  }

  private createTable({ encryptionKey, removalPolicy }: RuntimeStorageProps): Table {
    const { partitionKey, sortKey, timeToLive, stream, indexes } = tableSchema;
    const table = new Table(this, "Table", {
      partitionKey: attribute(partitionKey),
      sortKey: attribute(sortKey),
      timeToLiveAttribute: timeToLive,
      stream: StreamViewType[stream],
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: isKept(removalPolicy),
      },
      ...(encryptionKey === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
      removalPolicy,
    });
    for (const { name, partitionKey, sortKey, projected } of Object.values(indexes)) {
      table.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: attribute(partitionKey),
        sortKey: attribute(sortKey),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...projected],
      });
    }
    return table;
  }

  private createBucket({ encryptionKey, removalPolicy }: RuntimeStorageProps): Bucket {
    const bucket = new Bucket(this, "Bucket", {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      ...(encryptionKey === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }),
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: abandonedUploads }],
      removalPolicy,
    });
    acknowledge(bucket, "S1", "Only the runtime's functions reach it, by keys that are hashes");
    return bucket;
  }
}

/** Whether the data outlives the stack, so that somebody may want it as it was. */
export function isKept(removalPolicy: RemovalPolicy): boolean {
  return removalPolicy !== RemovalPolicy.DESTROY;
}

function attribute({ name, type }: { readonly name: string; readonly type: "S" | "N" }): Attribute {
  return { name, type: type === "S" ? AttributeType.STRING : AttributeType.NUMBER };
}

const abandonedUploads = Duration.days(7);
