/** `SWRT`: says whose database it is, in its header. */
export const applicationId = 0x53575254;

/** Of the tables. A database with a higher one is refused. */
export const schemaVersion = 1;

/**
 * The tables. Rows of `records` are only ever added, so that they lie in the order of their
 * commits: with a primary key of execution and number, SQLite writes a third as many.
 */
export const schema = `
-- An execution or a Map Run, as long as it is kept. An id is never given twice.
CREATE TABLE journals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,
  arn TEXT NOT NULL UNIQUE,
  incarnation INTEGER NOT NULL,
  -- By what it is listed: see Listing.
  code INTEGER NOT NULL,
  due_ms INTEGER,
  expires_ms INTEGER,
  -- Of the columns before it; of the summary.
  head_checksum INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  summary TEXT NOT NULL
);
CREATE INDEX journals_due ON journals (kind, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX journals_expiry ON journals (expires_ms) WHERE expires_ms IS NOT NULL;

CREATE TABLE metas (
  journal INTEGER PRIMARY KEY,
  checksum INTEGER NOT NULL,
  body TEXT NOT NULL
);

CREATE TABLE records (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  nonce INTEGER NOT NULL,
  format INTEGER NOT NULL,
  -- Where there are no events: the id of the next one, and one less.
  first_event INTEGER NOT NULL,
  last_event INTEGER NOT NULL,
  -- The number of the last record up to this one whose state is whole, its length, and that of
  -- all states after it.
  base INTEGER NOT NULL,
  base_bytes INTEGER NOT NULL,
  bytes_since INTEGER NOT NULL,
  -- Of the columns before it; of the texts.
  head_checksum INTEGER NOT NULL,
  events_checksum INTEGER NOT NULL,
  state_checksum INTEGER NOT NULL,
  events TEXT NOT NULL,
  state TEXT NOT NULL,
  UNIQUE (journal, number)
);

-- Values too large for a record, each once per execution.
CREATE TABLE large_values (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL,
  hash BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (journal, hash)
);

CREATE TABLE resolutions (
  id INTEGER PRIMARY KEY,
  journal INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (journal, attempt)
);

-- Journals that are deleted bit by bit: nothing else knows them any more.
CREATE TABLE garbage (journal INTEGER PRIMARY KEY);

-- By what journals are found in lists: state machine, version, alias, Map Run, or execution.
CREATE TABLE listings (
  owner INTEGER NOT NULL,
  code INTEGER NOT NULL,
  journal INTEGER NOT NULL,
  PRIMARY KEY (owner, code, journal)
) WITHOUT ROWID;

CREATE TABLE definitions (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  arn TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  owner TEXT NOT NULL,
  edition INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX definitions_owner ON definitions (kind, owner, place);
CREATE TABLE texts (
  hash TEXT PRIMARY KEY,
  checksum INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE activity_tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  activity TEXT NOT NULL,
  execution TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  checksum INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (execution, attempt)
);
CREATE INDEX activity_tasks_order ON activity_tasks (activity, id);
`;
