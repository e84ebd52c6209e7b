import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type JsonObject, parseJson } from '../model/json.ts';
import { loadSqlite } from './sqlite.ts';

/** One stored record. Its owner is the client that put it first. */
export interface Entry {
  readonly name: string;
  readonly sourcedId: string;
  readonly owner: string;
  readonly record: JsonObject;
}

/** Selects the records of a list. */
export interface Shelf {
  readonly names: readonly string[];
  readonly owner: string;
  readonly withRetired: boolean;
  /** Only records with these ids; absent: all. */
  readonly ids?: ReadonlySet<string>;
}

/** Records of all names and owners, in the order in which they were first put. */
export interface Store {
  find(name: string, sourcedId: string): Entry | undefined;
  count(shelf: Shelf): number;
  /** Entries of a list; without a range, all of them. */
  list(shelf: Shelf, range?: { readonly offset: number; readonly limit: number }): Entry[];
  everyOwners(name: string): Entry[];
  /** Stores an entry, on disk when it returns. An existing entry keeps its owner and its place. */
  put(entry: Entry): void;
  /** Stores a record under a new name. It keeps its owner and its place. */
  rename(entry: Entry, from: string): void;
  /** Records of a name whose reference in `field` points to a record. */
  referring(name: string, field: string, sourcedId: string): Entry[];
  /** Stores everything that `work` puts, or nothing. May be nested. */
  atOnce(work: () => void): void;
  /** Closes the store. May be called again. */
  close(): void;
}

// 'tbce' in ASCII: marks our files among SQLite files.
const applicationId = 0x74626365;
const formatVersion = 1;

const schema = `
  CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sourcedId TEXT NOT NULL,
    owner TEXT NOT NULL,
    retired INTEGER NOT NULL,
    record TEXT NOT NULL,
    UNIQUE (name, sourcedId)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS shelf ON entry (name, owner, seq, retired);
  CREATE INDEX IF NOT EXISTS placed ON entry (record ->> '$.courseComponent.sourcedId')
    WHERE name = 'componentResource';
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${formatVersion};
`;

/** Opens a data file, or creates it; without a file the store is in memory. */
export function openStore(file?: string): Store {
  const database = open(file);
  // The plus keeps SQLite from scanning all names if it can look up ids.
  const onShelf = ({ names, ids }: Shelf) =>
    `FROM entry WHERE name IN (${names.map(() => '?').join()}) AND retired <= ?
     AND ${ids ? '+owner = ? AND sourcedId IN (SELECT value FROM json_each(?))' : 'owner = ?'}`;
  const find = database.prepare('SELECT owner, record FROM entry WHERE name = ? AND sourcedId = ?');
  const rename = database.prepare(
    'UPDATE entry SET name = ?, record = ?, retired = ? WHERE name = ? AND sourcedId = ?',
  );
  const every = database.prepare(
    'SELECT name, sourcedId, owner, record FROM entry WHERE name = ? ORDER BY seq',
  );
  const upsert = database.prepare(
    `INSERT INTO entry (name, sourcedId, owner, retired, record) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name, sourcedId) DO UPDATE SET retired = excluded.retired, record = excluded.record`,
  );
  const put = ({ name, sourcedId, owner, record }: Entry) => {
    const retired = record['status'] === 'tobedeleted' ? 1 : 0;
    upsert.run(name, sourcedId, owner, retired, JSON.stringify(record));
  };
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  const keyOf = ({ names, owner, withRetired, ids }: Shelf) => {
    const ofIds = ids ? [JSON.stringify([...ids])] : [];
    return [...names, withRetired ? 1 : 0, owner, ...ofIds];
  };
  let isWorking = false;
  return {
    find: (name, sourcedId) => {
      const row = find.get(name, sourcedId);
      return row && { name, sourcedId, owner: String(row['owner']), record: recordOf(row) };
    },
    count: (shelf) => {
      const sql = `SELECT count(*) AS total ${onShelf(shelf)}`;
      return Number(statement(sql).get(...keyOf(shelf))?.['total']);
    },
    list: (shelf, { offset, limit } = { offset: 0, limit: -1 }) => {
      const sql = `SELECT name, sourcedId, owner, record ${onShelf(shelf)} ORDER BY seq LIMIT ? OFFSET ?`;
      return statement(sql)
        .all(...keyOf(shelf), limit, offset)
        .map(entryOf);
    },
    everyOwners: (name) => every.all(name).map(entryOf),
    referring: (name, field, sourcedId) => {
      const where = `name = '${name}' AND record ->> '$.${field}.sourcedId' = ?`;
      const sql = `SELECT name, sourcedId, owner, record FROM entry WHERE ${where} ORDER BY seq`;
      return statement(sql).all(sourcedId).map(entryOf);
    },
    put,
    rename: ({ name, sourcedId, record }, from) => {
      const retired = record['status'] === 'tobedeleted' ? 1 : 0;
      rename.run(name, JSON.stringify(record), retired, from, sourcedId);
    },
    atOnce: (work) => {
      if (isWorking) return work();
      isWorking = true;
      try {
        inTransaction(database, work);
      } finally {
        isWorking = false;
      }
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function entryOf(row: Readonly<Record<string, unknown>>): Entry {
  const text = (column: string) => String(row[column]);
  const [name, sourcedId, owner] = [text('name'), text('sourcedId'), text('owner')];
  return { name, sourcedId, owner, record: recordOf(row) };
}

function recordOf(row: Readonly<Record<string, unknown>>): JsonObject {
  // Numbers keep the text that they were stored with.
  return parseJson(String(row['record'])) as JsonObject;
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function open(file: string | undefined): DatabaseSync {
  const { DatabaseSync } = loadSqlite();
  if (file === undefined) return prepareFile(new DatabaseSync(':memory:'));
  try {
    mkdirSync(dirname(file), { recursive: true });
    // SQLite would create the file readable by everybody. Its companion files copy this mode.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    return prepareFile(new DatabaseSync(file));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The emulator cannot keep its data in ${file}: ${reason}`, { cause: error });
  }
}

/** Each write is one statement, on disk before it is acknowledged (`synchronous = FULL`). */
function prepareFile(database: DatabaseSync): DatabaseSync {
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    if (database.prepare('SELECT 1 FROM sqlite_master').get() !== undefined) checkFormat(database);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    inTransaction(database, () => database.exec(schema));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkFormat(database: DatabaseSync): void {
  const read = (pragma: string) => Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma]);
  if (read('application_id') !== applicationId) {
    throw new Error('it is a database of another program');
  }
  const version = read('user_version');
  if (version !== formatVersion) {
    throw new Error(
      `it has format ${version} and this version reads format ${formatVersion}; move it away to start afresh`,
    );
  }
}
