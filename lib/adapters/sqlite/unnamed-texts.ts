import { sealMark } from "../../engine/sealer-port.ts";
import type { Database } from "./database.ts";
import type { SqliteDefinitions } from "./definitions.ts";

/**
 * Deletes the texts of definitions that nothing names any more: no state machine or version, and no
 * execution that is kept. Whoever puts a text names it a moment later, and whoever starts an
 * execution has read a name a moment before: so a text goes only if two rounds in a row found it
 * unnamed, and nobody has put or read it since the first of them began.
 */
export class UnnamedTexts {
  private readonly database: Database;
  private readonly definitions: SqliteDefinitions;
  private readonly statements: Statements;
  private round: Round | undefined;
  private nextRoundMs: number;
  /** What the round before found unnamed. */
  private unnamedBefore: ReadonlySet<string> = new Set();
  private usedBefore: ReadonlySet<string> = new Set();
  /** A journal that names a text keeps it, for as long as there is the journal. */
  private readonly keepers = new Map<string, number>();

  /** `nowMs`: the first round is an hour later. */
  constructor(database: Database, definitions: SqliteDefinitions, nowMs: number) {
    this.database = database;
    this.definitions = definitions;
    this.statements = prepareStatements(database);
    this.nextRoundMs = nowMs + roundEveryMs;
  }

  /** Does a part of the work. True: there is more. */
  async sweep(nowMs: number): Promise<boolean> {
    if (this.round === undefined) {
      if (nowMs < this.nextRoundMs) return false;
      this.nextRoundMs = nowMs + roundEveryMs;
      this.round = this.begin();
    }
    const { round } = this;
    if (round.unnamed.size > 0 && this.look(round)) return true;
    this.round = undefined;
    await this.end(round);
    return false;
  }

  private begin(): Round {
    const unnamed = new Set(this.statements.texts.all().map(({ hash }) => String(hash)));
    for (const [hash, journal] of this.keepers) {
      if (this.statements.meta.get(journal) === undefined) this.keepers.delete(hash);
      else unnamed.delete(hash);
    }
    return { unnamed, place: 0, journal: 0, used: this.definitions.takeUsedTexts() };
  }

  /** Looks at some rows. False: all have been looked at. */
  private look(round: Round): boolean {
    const { definitions, metas } = this.statements;
    const records = definitions.all(round.place, rowsAtOnce);
    for (const { place, hash } of records) {
      round.place = Number(place);
      round.unnamed.delete(String(hash));
    }
    if (records.length > 0) return true;
    const executions = round.unnamed.size === 0 ? [] : metas.all(round.journal, rowsAtOnce);
    for (const { journal, hash } of executions) {
      round.journal = Number(journal);
      if (round.unnamed.delete(String(hash))) this.keepers.set(String(hash), round.journal);
    }
    return executions.length > 0;
  }

  private async end({ unnamed, used }: Round): Promise<void> {
    const isUsed = (hash: string): boolean => used.has(hash) || this.usedBefore.has(hash);
    const dead = [...unnamed].filter((hash) => this.unnamedBefore.has(hash));
    if (dead.length > 0) {
      await this.database.write(() => {
        for (const hash of dead) {
          // Looked at again, since somebody may have come while this write was waiting.
          if (isUsed(hash) || this.definitions.isTextUsed(hash)) continue;
          this.statements.delete.run(hash);
          unnamed.delete(hash);
        }
      });
    }
    this.unnamedBefore = unnamed;
    this.usedBefore = used;
  }
}

/** One look at all that can name a text. */
interface Round {
  readonly unnamed: Set<string>;
  /** Of the last record, and of the last META, that was looked at. */
  place: number;
  journal: number;
  /** Texts that were put or read in the time between the round before and this one. */
  readonly used: ReadonlySet<string>;
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: Database) {
  // What is sealed begins with a line of JSON behind its mark.
  const legible = `CASE WHEN substr(body, 1, 1) = '${sealMark}'
    THEN substr(body, 2, instr(body, char(10)) - 2) ELSE body END`;
  const hashIn = (json: string) => `json_extract(${json}, '$.revision.definitionHash') AS hash`;
  return {
    texts: database.prepare("SELECT hash FROM texts"),
    meta: database.prepare("SELECT 1 FROM metas WHERE journal = ?"),
    definitions: database.prepare(
      `SELECT place, ${hashIn("body")} FROM definitions WHERE place > ? ORDER BY place LIMIT ?`,
    ),
    metas: database.prepare(
      `SELECT journal, ${hashIn(legible)} FROM metas WHERE journal > ? ORDER BY journal LIMIT ?`,
    ),
    delete: database.prepare("DELETE FROM texts WHERE hash = ?"),
  };
}

const roundEveryMs = 60 * 60 * 1_000;
const rowsAtOnce = 200;
