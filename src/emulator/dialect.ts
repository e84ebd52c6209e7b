import type { JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import type { FieldProblem, FieldRules } from './fields.ts';
import type { Entry } from './store.ts';

/** The records of one name: a path, an envelope and the rules of their fields. */
export interface Collection {
  /** What one record is called, as the type of a reference and in messages. */
  readonly name: string;
  readonly path: string;
  /** Other spellings of the path of the list. */
  readonly alsoAt?: readonly string[];
  /** The key that a single record is wrapped in, and the key of a list. */
  readonly envelope: { readonly one: string; readonly many: string };
  readonly rules: FieldRules;
  /** Present where the collection is read-only: its whole content, visible to every client. */
  readonly fixed?: readonly JsonObject[];
  /** What is derived from events: each client reads its own, and none writes it. */
  readonly isDerived?: true;
  /** What a token must allow for reading; absent: `read`. */
  readonly right?: Right;
  /** Absent: records are kept under its name, as they are shown. */
  readonly view?: View;
  /** POST to the list makes a record and PUT only writes over one, DELETE retires; absent: PUT does all. */
  readonly isMadeByPost?: true;
  /** Fields that a PUT may leave out: what is stored stays. */
  readonly mayLack?: readonly string[];
}

/** What a view may look up. */
export type Find = (name: string, sourcedId: string) => Entry | undefined;

/** How a collection shows what is kept in another form, shared with another dialect. */
export interface View {
  /** The names under which its records are kept. An id is looked for in this order. */
  readonly names: readonly string[];
  readonly show: (entry: Entry) => JsonObject;
  /** What is kept of a record in the form of this collection. */
  readonly keep: (
    record: JsonObject,
    stored: { readonly existing: Entry | undefined; readonly find: Find },
  ) => Pick<Entry, 'name' | 'record'>;
}

/** The names under which the records of a collection are kept. */
export function namesOf({ name, view }: Collection): readonly string[] {
  return view?.names ?? [name];
}

/** A kept record in the form of a collection. */
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

/** What a client that only reads never gets. */
export const writingRights: readonly Right[] = ['write', 'send events'];

/** A word for rights, as clients ask for it. */
export interface Scope {
  readonly name: string;
  readonly grants: readonly Right[];
}

/** Everything in which one documented API differs from another. */
export interface Dialect {
  readonly name: string;
  readonly tokenPath: string;
  /** Given where none is asked for, as far as the client has the rights. */
  readonly scopes: readonly Scope[];
  readonly collections: readonly Collection[];
  /** What is no collection of records. */
  readonly endpoints?: readonly Endpoint[];
  /** Records on a page: where the client names no limit, and at most. */
  readonly pageSize: { readonly usual: number; readonly most: number };
  /** In UTF-16 units. */
  readonly longestId: number;
  readonly largestBodyBytes: number;
  listBody(collection: Collection, records: readonly JsonObject[], page: Page): JsonObject;
  refusal(status: number, description: string, details?: readonly FieldProblem[]): Answer;
}
