import type { JsonObject } from '../model/json.ts';
import type { Answer } from './answer.ts';
import type { FieldProblem, FieldRules } from './fields.ts';

/** The records of one name: a path, an envelope and the rules of their fields. */
export interface Collection {
  /** What one record is called, in the store and as the type of a reference. */
  readonly name: string;
  readonly path: string;
  /** The key that a single record is wrapped in, and the key of a list. */
  readonly envelope: { readonly one: string; readonly many: string };
  readonly rules: FieldRules;
  /** Present where the collection is read-only: its whole content, visible to every client. */
  readonly fixed?: readonly JsonObject[];
}

export interface Page {
  readonly offset: number;
  readonly limit: number;
  readonly total: number;
}

/** Everything in which one documented API differs from another. */
export interface Dialect {
  readonly name: string;
  readonly tokenPath: string;
  readonly scopes: { readonly read: string; readonly write: string };
  readonly collections: readonly Collection[];
  /** Records on a page: where the client names no limit, and at most. */
  readonly pageSize: { readonly usual: number; readonly most: number };
  /** In UTF-16 units. */
  readonly longestId: number;
  readonly largestBodyBytes: number;
  listBody(collection: Collection, records: readonly JsonObject[], page: Page): JsonObject;
  refusal(status: number, description: string, details?: readonly FieldProblem[]): Answer;
}
