import { plainNumber } from '../../model/exact-number.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { Collection, Page } from '../dialect.ts';

/** What the table says of one list. */
export interface CollectionFacts {
  readonly name: string;
  /** For people. */
  readonly called: string;
  readonly path: string;
  /** Key of the records in a list answer. */
  readonly plural: string;
  /** Key that wraps one record. */
  readonly envelope: string;
  /** Key of the number of all records. */
  readonly total: string;
}

/** A list whose answers wrap records in the usual way: under a plural, and under a singular. */
export function collection({ name, called, path, ...keys }: CollectionFacts): Collection {
  return {
    name,
    plural: called,
    path,
    pathOf: (sourcedId) => `${path.replace(/\/$/, '')}/${encodeURIComponent(sourcedId)}`,
    page: (answer) => pageOf(answer, keys),
    wrap: (record) => ({ [keys.envelope]: record }),
    unwrap: (answer) => {
      const record = isObject(answer) ? answer[keys.envelope] : undefined;
      return isObject(record) ? record : undefined;
    },
  };
}

function pageOf(
  answer: Json,
  { plural, total: totalKey }: Pick<CollectionFacts, 'plural' | 'total'>,
): Page | undefined {
  if (!isObject(answer)) return undefined;
  const records = answer[plural];
  const total = plainNumber(answer[totalKey]);
  const limit = plainNumber(answer['limit']);
  if (!Array.isArray(records) || total === undefined) return undefined;
  if (!Number.isInteger(total) || total < 0) return undefined;
  return { records, total, ...(limit !== undefined && { limit }) };
}
