import type { JsonObject } from '../../../model/json.ts';
import type { FieldRules } from './fields.ts';
import type { Entry } from './store.ts';

/** A collection of records: path, envelope and field rules. */
export interface Collection {
  /** Name of one record, as the type of references and in messages. */
  readonly name: string;
  readonly path: string;
  /** Further spellings of the path of the list. */
  readonly alsoAt?: readonly string[];
  /** Keys that wrap a single record and a list. */
  readonly envelope: { readonly one: string; readonly many: string };
  readonly rules: FieldRules;
  /** The whole content of a read-only collection, visible to every client; absent: writable. */
  readonly fixed?: readonly JsonObject[];
  /** Records are derived from events: each client reads its own, and none writes them. */
  readonly isDerived?: true;
  /** Right that a token needs for reading; absent: `read`. */
  readonly right?: Right;
  /** How records are kept in another form; absent: kept as shown, under `name`. */
  readonly view?: View;
  /** POST creates, PUT only replaces, DELETE retires; absent: PUT does all of it. */
  readonly isMadeByPost?: true;
  /** Fields that a PUT may leave out. Stored values stay. */
  readonly mayLack?: readonly string[];
}

/** Looks up a stored entry by name and id. */
export type Find = (name: string, sourcedId: string) => Entry | undefined;

/** Shows records that are kept in the form of another dialect. */
export interface View {
  /** Names under which records are kept. An id is looked up in this order. */
  readonly names: readonly string[];
  readonly show: (entry: Entry) => JsonObject;
  /** Turns a record of this collection into the form that is kept. */
  readonly keep: (
    record: JsonObject,
    stored: { readonly existing: Entry | undefined; readonly find: Find },
  ) => Pick<Entry, 'name' | 'record'>;
}

/** The names under which the records of a collection are kept. */
export function storedNames({ name, view }: Collection): readonly string[] {
  return view?.names ?? [name];
}

/** A stored record in the form of a collection. */
export function shown(entry: Entry, { view }: Collection): JsonObject {
  return view ? view.show(entry) : entry.record;
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
}

export type Right =
  | 'read'
  | 'write'
  | 'send events'
  | 'read events'
  | 'read gradebook'
  | 'read standards';

/** Rights that a read-only client never gets. */
export const writingRights: readonly Right[] = ['write', 'send events'];

/** A scope, the word by which clients ask for rights. */
export interface Scope {
  readonly name: string;
  readonly grants: readonly Right[];
}
