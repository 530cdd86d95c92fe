import type { Database } from "./database.ts";

export type JournalStatements = ReturnType<typeof journalStatements>;

/** All that the journals ask of the database. */
export function journalStatements(database: Database) {
  return {
    find: database.prepare(
      `SELECT id, kind, incarnation, code, due_ms, expires_ms, head_checksum FROM journals
       WHERE arn = ?`,
    ),
    create: database.prepare(
      `INSERT INTO journals (kind, arn, incarnation, code, due_ms, head_checksum, checksum, summary)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    setHead: database.prepare(
      "UPDATE journals SET code = ?, due_ms = ?, expires_ms = ?, head_checksum = ? WHERE id = ?",
    ),
    setSummary: database.prepare("UPDATE journals SET checksum = ?, summary = ? WHERE id = ?"),
    due: database.prepare(
      `SELECT arn, due_ms AS dueMs FROM journals
       WHERE kind = ? AND due_ms <= ? AND (due_ms, arn) > (?, ?)
         AND (expires_ms IS NULL OR expires_ms > ?)
       ORDER BY due_ms, arn LIMIT ?`,
    ),
    createMeta: database.prepare("INSERT INTO metas (journal, checksum, body) VALUES (?, ?, ?)"),
    meta: database.prepare("SELECT checksum, body FROM metas WHERE journal = ?"),
    list: database.prepare("INSERT INTO listings (owner, code, journal) VALUES (?, ?, ?)"),
    unlist: database.prepare("DELETE FROM listings WHERE owner = ? AND code = ? AND journal = ?"),
    ...recordStatements(database),
    ...resolutionStatements(database),
  };
}

function recordStatements(database: Database) {
  return {
    append: database.prepare(
      `INSERT INTO records (journal, number, nonce, format, first_event, last_event, base,
         base_bytes, bytes_since, head_checksum, events_checksum, state_checksum, events, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    nonce: database.prepare("SELECT nonce FROM records WHERE journal = ? AND number = ?"),
    last: database.prepare(
      `SELECT journal, number, nonce, format, first_event, last_event, base, base_bytes,
         bytes_since, head_checksum
       FROM records WHERE journal = ? ORDER BY number DESC LIMIT 1`,
    ),
    states: database.prepare(
      `SELECT number, format, state_checksum, state FROM records
       WHERE journal = ? AND number BETWEEN ? AND ? ORDER BY number`,
    ),
    firstEvent: database.prepare(
      "SELECT first_event FROM records WHERE journal = ? AND number = ?",
    ),
    events: database.prepare(
      `SELECT number, format, first_event, events_checksum, events FROM records
       WHERE journal = ? AND number = ?`,
    ),
    addValue: database.prepare(
      "INSERT INTO large_values (journal, hash, checksum, body) VALUES (?, ?, ?, ?)",
    ),
    hasValue: database.prepare("SELECT 1 FROM large_values WHERE journal = ? AND hash = ?"),
    value: database.prepare(
      "SELECT checksum, body FROM large_values WHERE journal = ? AND hash = ?",
    ),
  };
}

function resolutionStatements(database: Database) {
  return {
    resolutions: database.prepare(
      "SELECT attempt, checksum, body FROM resolutions WHERE journal = ? ORDER BY id",
    ),
    resolution: database.prepare(
      "SELECT attempt, checksum, body FROM resolutions WHERE journal = ? AND attempt = ?",
    ),
    resolve: database.prepare(
      `INSERT INTO resolutions (journal, attempt, checksum, body) VALUES (?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET checksum = excluded.checksum, body = excluded.body`,
    ),
    consume: database.prepare("DELETE FROM resolutions WHERE journal = ? AND attempt = ?"),
  };
}
