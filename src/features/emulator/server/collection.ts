import type { JsonObject } from '../../../model/json.ts';
import type { FieldRules } from './fields.ts';
import type { Entry } from './store.ts';

/** A collection of records: path, envelope and field rules. */
export interface Collection {
  /** Name of one record, as the type of references and in messages. */
  readonly name: string;
  readonly path: string;
  /** Whether the list is found with and without a slash at its end; absent: only as in `path`. */
  readonly takesBothSlashes?: true;
  /** Keys that wrap a single record and a list. */
  readonly envelope: {
    readonly one: string;
    readonly many: string;
    /** Key of a body, if it is not the one of answers. */
    readonly sent?: string;
  };
  readonly rules: FieldRules;
  /** Records that are there from the start. */
  readonly fixed?: readonly JsonObject[];
  /** Whether every client sees all records, whoever made them; absent: each client sees its own. */
  readonly isShared?: true;
  /** Whether records are derived from events; they are updated before a read. */
  readonly isDerived?: true;
  /** Right that a token needs for reading; absent: `read`. */
  readonly right?: Right;
  /** The other form in which records are stored; absent: stored as shown, under `name`. */
  readonly view?: View;
  /**
   * How records are made; absent: by PUT, which also replaces and retires them. POST: then PUT only
   * replaces, and DELETE retires.
   */
  readonly made?: 'by POST' | 'by POST or PUT' | 'by nobody';
  /** Fields that a PUT may leave out. Stored values stay. */
  readonly mayLack?: readonly string[];
  /** Which of the stored records are in this collection; absent: all. */
  readonly holds?: (record: JsonObject) => boolean;
  /** Names by which filters find values of other fields, and values for absent fields. */
  readonly asFiltered?: {
    readonly rules: FieldRules;
    readonly record: (record: JsonObject) => JsonObject;
  };
  /** References are shown with href and type. */
  readonly showsLinks?: true;
  /** How the answer to a PUT differs: its status, or the record without its envelope. */
  readonly putAnswers?: { readonly status?: 200 | 201; readonly isBare?: true };
}

/** A collection under its own name; the last part of its path is the key of a list. */
export function collectionAt(
  path: string,
  name: string,
  more: Pick<Collection, 'rules'> & Partial<Collection>,
): Collection {
  const many = pathOfOne({ path }).split('/').at(-1) ?? '';
  return { name, path, envelope: { one: name, many }, ...more };
}

/** Whether records are made by POST. */
export function isMadeByPost({ made }: Collection): boolean {
  return made === 'by POST' || made === 'by POST or PUT';
}

/** Whether a PUT makes a record that is not there. */
export function isMadeByPut({ made }: Collection): boolean {
  return made === undefined || made === 'by POST or PUT';
}

/** The spellings of the path of a list. */
export function pathsOfList({ path, takesBothSlashes }: Collection): string[] {
  if (!takesBothSlashes) return [path];
  return path.endsWith('/') ? [path, path.slice(0, -1)] : [path, `${path}/`];
}

/** The path of one record, up to its id. */
export function pathOfOne({ path }: Pick<Collection, 'path'>): string {
  return path.replace(/\/$/, '');
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

/** A view of records that are stored unchanged, under the name that all dialects use. */
export function keptAs(
  name: string,
  show: (record: JsonObject) => JsonObject = (record) => record,
): View {
  return {
    names: [name],
    show: ({ record }) => show(record),
    keep: (record) => ({ name, record }),
  };
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
