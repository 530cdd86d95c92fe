import type {
  DefinitionRecord,
  Definitions,
  DefinitionsQuery,
  Page,
} from "../../engine/definitions-port.ts";
import type { Encryption } from "../../engine/encryption.ts";
import type { Sealer } from "../../engine/sealer-port.ts";
import { checksum } from "./checksum.ts";
import type { Database } from "./database.ts";
import { Seals } from "./seals.ts";

/**
 * State machines, versions, aliases and activities in a database. Where the data key of a text is
 * not in memory, `text` and `putText` fail with MissingKey.
 */
export class SqliteDefinitions implements Definitions {
  private readonly database: Database;
  private readonly statements: Statements;
  private readonly seals: Seals;
  /** Texts that were put or read since `takeUsedTexts`. */
  private usedTexts = new Set<string>();

  /** Those that were asked for last: most are, again and again. */
  private readonly known = new Map<string, DefinitionRecord>();

  constructor(database: Database, sealer?: Sealer) {
    this.database = database;
    this.seals = new Seals(sealer);
    this.statements = prepareStatements(database);
    database.onForget(() => this.known.clear());
  }

  get(arn: string): DefinitionRecord | undefined {
    const known = this.known.get(arn);
    if (known !== undefined) return known;
    const row = this.statements.get.get(arn);
    if (row === undefined) return undefined;
    const record = this.read(row as unknown as Row);
    if (this.known.size >= knownMax) this.known.clear();
    this.known.set(arn, record);
    return record;
  }

  put(record: DefinitionRecord): Promise<boolean> {
    const { arn, kind, owner, edition } = record;
    const body = JSON.stringify(record);
    const sum = checksum(arn, body);
    const { insert, replace } = this.statements;
    return this.database.write(() => {
      this.known.delete(arn);
      const { changes } =
        edition === 1
          ? insert.run(arn, kind, owner, edition, sum, body)
          : replace.run(owner, edition, sum, body, arn, edition - 1);
      return changes === 1;
    });
  }

  delete(arn: string, edition: number): Promise<boolean> {
    return this.database.write(() => {
      this.known.delete(arn);
      return this.statements.delete.run(arn, edition).changes === 1;
    });
  }

  list({ kind, owner, newestFirst, limit, after }: DefinitionsQuery): Page<DefinitionRecord> {
    const rows = (newestFirst === true
      ? this.statements.newest.all(kind, owner, Number(after ?? highestPlace), limit + 1)
      : this.statements.oldest.all(kind, owner, Number(after ?? 0), limit + 1)) as unknown as Row[];
    const page = rows.slice(0, limit);
    return {
      items: page.map((row) => this.read(row)),
      next: rows.length > limit ? `${page.at(-1)?.place}` : undefined,
    };
  }

  /** State machines whose deletion has begun and has not come to its end. */
  deleting(): readonly string[] {
    const rows = this.statements.deleting.all() as unknown as readonly Pick<Row, "arn">[];
    return rows.map(({ arn }) => arn);
  }

  putText(hash: string, text: string, encryption?: Encryption): Promise<void> | undefined {
    // Most definitions are put many times, by tests that create them anew.
    if (this.text(hash) !== undefined) return undefined;
    const body = this.seals.seal(encryption, text);
    const sum = checksum(hash, body);
    return this.database.write(() => void this.statements.putText.run(hash, sum, body));
  }

  text(hash: string): string | undefined {
    this.usedTexts.add(hash);
    const row = this.statements.text.get(hash) as unknown as TextRow | undefined;
    if (row === undefined) return undefined;
    if (row.checksum !== checksum(hash, row.body)) throw this.database.damaged(`the text ${hash}`);
    return this.seals.open(row.body);
  }

  /** Those that were put or read since it was called before. */
  takeUsedTexts(): ReadonlySet<string> {
    const used = this.usedTexts;
    this.usedTexts = new Set();
    return used;
  }

  isTextUsed(hash: string): boolean {
    return this.usedTexts.has(hash);
  }

  private read({ arn, checksum: sum, body }: Row): DefinitionRecord {
    if (sum !== checksum(arn, body)) throw this.database.damaged(`the definition ${arn}`);
    return JSON.parse(body) as DefinitionRecord;
  }
}

const knownMax = 1_000;

interface TextRow {
  readonly checksum: number;
  readonly body: string;
}

interface Row extends TextRow {
  readonly place: number;
  readonly arn: string;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  const columns = "SELECT place, arn, checksum, body FROM definitions";
  return {
    get: database.prepare(`${columns} WHERE arn = ?`),
    insert: database.prepare(
      `INSERT INTO definitions (arn, kind, owner, edition, checksum, body)
       VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ),
    replace: database.prepare(
      `UPDATE definitions SET owner = ?, edition = ?, checksum = ?, body = ?
       WHERE arn = ? AND edition = ?`,
    ),
    delete: database.prepare("DELETE FROM definitions WHERE arn = ? AND edition = ?"),
    oldest: database.prepare(
      `${columns} WHERE kind = ? AND owner = ? AND place > ? ORDER BY place LIMIT ?`,
    ),
    newest: database.prepare(
      `${columns} WHERE kind = ? AND owner = ? AND place < ? ORDER BY place DESC LIMIT ?`,
    ),
    // No text within the record has quotes that are not escaped.
    deleting: database.prepare(
      `SELECT arn FROM definitions
       WHERE kind = 'stateMachine' AND instr(body, '"status":"DELETING"') > 0`,
    ),
    putText: database.prepare("INSERT INTO texts VALUES (?, ?, ?) ON CONFLICT DO NOTHING"),
    text: database.prepare("SELECT checksum, body FROM texts WHERE hash = ?"),
  };
}

const highestPlace = Number.MAX_SAFE_INTEGER;
