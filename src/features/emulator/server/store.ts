import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type JsonObject, parseJson } from '../../../model/json.ts';
import { systemCodeOf } from '../../../model/problem.ts';
import { isReference } from './fields.ts';

/** One stored record. Its owner is the client that put it first. */
export interface Entry {
  readonly name: string;
  readonly sourcedId: string;
  readonly owner: string;
  readonly record: JsonObject;
}

/** Selects the records of a list. */
export interface ListScope {
  readonly names: readonly string[];
  readonly owner: string;
  readonly withRetired: boolean;
  /** Only records with these ids; absent: all. */
  readonly ids?: ReadonlySet<string>;
  /** Only records that name one of these in a reference; absent: all. */
  readonly referring?: { readonly field: ReferenceField; readonly ids: ReadonlySet<string> };
}

/** References that have an index. */
export type ReferenceField = 'course' | 'courseComponent';

/** Records of all names and owners, in the order in which they were first put. */
export interface Store {
  find(name: string, sourcedId: string): Entry | undefined;
  count(scope: ListScope): number;
  /** Entries of a list; without a range, all of them. */
  list(scope: ListScope, range?: { readonly offset: number; readonly limit: number }): Entry[];
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

// 'tbce' in ASCII: marks files of the emulator among SQLite files.
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
  CREATE INDEX IF NOT EXISTS in_course ON entry (record ->> '$.course.sourcedId');
  CREATE INDEX IF NOT EXISTS in_component ON entry (record ->> '$.courseComponent.sourcedId');
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${formatVersion};
`;

/** Opens a data file, or creates it; without a file the store is in memory. */
export function openStore(file?: string): Store {
  const database = open(file);
  // The plus keeps SQLite from scanning all names if it can look up ids.
  const inScope = ({ names, ids, referring }: ListScope) => {
    const kinds = `name IN (${names.map(() => '?').join()})`;
    const among = (column: string) => `AND ${column} IN (SELECT value FROM json_each(?))`;
    const named = referring && among(`(record ->> '$.${referring.field}.sourcedId')`);
    return ids || named
      ? `FROM entry WHERE ${named ? '+' : ''}${kinds} AND retired <= ? AND +owner = ?
         ${ids ? among('sourcedId') : ''} ${named ?? ''}`
      : `FROM entry WHERE ${kinds} AND retired <= ? AND owner = ?`;
  };
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
  const keyOf = ({ names, owner, withRetired, ids, referring }: ListScope) => {
    const lists = [ids, referring?.ids].flatMap((list) =>
      list ? [JSON.stringify([...list])] : [],
    );
    return [...names, withRetired ? 1 : 0, owner, ...lists];
  };
  let isWorking = false;
  return {
    find: (name, sourcedId) => {
      const row = find.get(name, sourcedId);
      return row && { name, sourcedId, owner: String(row['owner']), record: recordOf(row) };
    },
    count: (scope) => {
      const sql = `SELECT count(*) AS total ${inScope(scope)}`;
      return Number(statement(sql).get(...keyOf(scope))?.['total']);
    },
    list: (scope, { offset, limit } = { offset: 0, limit: -1 }) => {
      const sql = `SELECT name, sourcedId, owner, record ${inScope(scope)} ORDER BY seq LIMIT ? OFFSET ?`;
      return statement(sql)
        .all(...keyOf(scope), limit, offset)
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

/**
 * The error for a file in which the emulator cannot keep its data, with the reason of the system or SQLite.
 */
class StoreError extends Error {
  readonly path: string;
  readonly syscall = 'open';
  readonly code: string;

  constructor(path: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The emulator cannot keep its data in ${path}: ${reason}`, { cause });
    this.path = path;
    const given = systemCodeOf(cause) ?? '';
    // SQLite has one message for everything that keeps it from a file, and Node reports a folder as missing
    // that cannot be created on a read-only disk, so the system itself is asked.
    const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) : 0;
    // The lowest eight bits; the others say where it occurred.
    const said = causes[code & 0xff];
    const refused = said === 'EACCES' || given === 'ENOENT' ? refusalOf(path) : undefined;
    this.code = refused ?? said ?? given;
  }
}

/**
 * Codes of the operating system for result codes of SQLite. 3, 8 and 14: no permission, read-only, cannot be
 * opened.
 */
const causes: Readonly<Record<number, string>> = {
  3: 'EACCES',
  5: 'EBUSY',
  8: 'EACCES',
  10: 'EIO',
  13: 'ENOSPC',
  14: 'EACCES',
  22: 'EFBIG',
};

/**
 * Why the system refuses a file: a read-only disk, another owner, too many open files. Undefined if it
 * refuses nothing.
 */
function refusalOf(path: string): string | undefined {
  try {
    if (existsSync(path)) closeSync(openSync(path, 'r+'));
    // SQLite creates files beside it.
    accessSync(existingFolder(dirname(path)), constants.W_OK);
    return undefined;
  } catch (error) {
    return systemCodeOf(error);
  }
}

function existingFolder(path: string): string {
  return existsSync(path) ? path : existingFolder(dirname(path));
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
    throw new StoreError(file, error);
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

/**
 * Loads `node:sqlite` without the warning that it is experimental, which Node 22 prints on first load. Other
 * warnings are still printed, even at the same moment.
 */
export function loadSqlite(): typeof import('node:sqlite') {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: readonly unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental')) {
      Reflect.apply(emitWarning, process, [warning, ...rest]);
    }
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Delay until reads show what was written, in milliseconds. */
export interface Lag {
  readonly lists: number;
  readonly singles: number;
}

/** Reading part of a store. */
type StoreReads = Pick<Store, 'find' | 'count' | 'list'>;

/** One store in its current state, and as reads show it. */
export interface Lagging {
  /** The current state, which writes go to. */
  readonly store: Store;
  readonly lists: StoreReads;
  readonly singles: StoreReads;
}

/** An entry before a write; undefined if the write created it. */
interface Earlier {
  readonly at: number;
  readonly key: string;
  readonly entry: Entry | undefined;
}

/** A store whose reads show an earlier state, as replicas of a database do. */
export function lagging(store: Store, lag: Lag, now: () => Date): Lagging {
  const longest = Math.max(lag.lists, lag.singles);
  if (longest === 0) return { store, lists: store, singles: store };
  let history: Earlier[] = [];
  const remember = (name: string, sourcedId: string) => {
    const at = now().getTime();
    history = history.filter((one) => one.at + longest > at);
    history.push({ at, key: keyOf(name, sourcedId), entry: store.find(name, sourcedId) });
  };
  const pastAt = (ms: number): Past => {
    const past = new Map<string, Entry | undefined>();
    for (const { at, key, entry } of history) {
      if (at + ms > now().getTime() && !past.has(key)) past.set(key, entry);
    }
    return past;
  };
  const remembering: Store = {
    ...store,
    put: (entry) => {
      remember(entry.name, entry.sourcedId);
      store.put(entry);
    },
    rename: (entry, from) => {
      remember(entry.name, entry.sourcedId);
      remember(from, entry.sourcedId);
      store.rename(entry, from);
    },
  };
  return {
    store: remembering,
    lists: readsAt(store, () => pastAt(lag.lists)),
    singles: readsAt(store, () => pastAt(lag.singles)),
  };
}

/** Earlier states still shown, by `keyOf`. */
type Past = ReadonlyMap<string, Entry | undefined>;

function keyOf(name: string, sourcedId: string): string {
  return JSON.stringify([name, sourcedId]);
}

function readsAt(store: Store, pastNow: () => Past): StoreReads {
  const list: StoreReads['list'] = (scope, range) => {
    const past = pastNow();
    if (past.size === 0) return store.list(scope, range);
    const { offset, limit } = range ?? { offset: 0, limit: Number.POSITIVE_INFINITY };
    return shownIn(scope, past, store).slice(offset, offset + limit);
  };
  return {
    list,
    count: (scope) => (pastNow().size === 0 ? store.count(scope) : list(scope).length),
    find: (name, sourcedId) => {
      const past = pastNow();
      const key = keyOf(name, sourcedId);
      return past.has(key) ? past.get(key) : store.find(name, sourcedId);
    },
  };
}

/** Entries in the order of the store. An entry whose name has changed since comes last. */
function shownIn(scope: ListScope, past: Past, store: Store): readonly Entry[] {
  const stored = store.list({ ...scope, withRetired: true });
  const keys = new Set(stored.map(({ name, sourcedId }) => keyOf(name, sourcedId)));
  const gone = [...past].flatMap(([key, entry]) => (entry && !keys.has(key) ? [entry] : []));
  const then = stored.flatMap((entry) => {
    const key = keyOf(entry.name, entry.sourcedId);
    return past.has(key) ? (past.get(key) ?? []) : [entry];
  });
  return [...then, ...gone].filter((entry) => isInScope(scope, entry));
}

function isInScope(
  { names, owner, withRetired, ids, referring }: ListScope,
  entry: Entry,
): boolean {
  const isShown = withRetired || entry.record['status'] !== 'tobedeleted';
  const isAsked = ids === undefined || ids.has(entry.sourcedId);
  const link = referring && entry.record[referring.field];
  const isNamed = !referring || (isReference(link) && referring.ids.has(link.sourcedId));
  return isShown && isAsked && isNamed && names.includes(entry.name) && entry.owner === owner;
}
