import { parseAddress } from '../../model/address.ts';
import type { DifferenceGroup, Row } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RecordOf } from '../dialect.ts';
import { idOf } from './references.ts';

/** Ways to correct a table, each of one row or more. */
export type Rows = readonly (readonly Row[])[];

/** Whether a record holds, under some key, what is wanted. */
export type Matches = (held: Json, wanted: Json) => boolean;

/** Keys under which every record of a group holds what is wanted. */
export function keysOf({ nodes }: DifferenceGroup, recordOf: RecordOf, matches: Matches): string[] {
  const [first] = nodes;
  const candidates = Object.keys(recordOf(first.address) ?? {});
  return candidates.filter(
    (key) =>
      key !== 'sourcedId' &&
      nodes.every(({ address, wanted }) => matches(heldUnder(recordOf(address), key), wanted)),
  );
}

function heldUnder(record: JsonObject | undefined, key: string): Json {
  return record && Object.hasOwn(record, key) ? (record[key] ?? null) : null;
}

export const namesOne: Matches = (held, wanted) => idOf(held) === wanted;

export const namesParent: Matches = (held, wanted) =>
  typeof wanted === 'string' && idOf(held) === parseAddress(wanted)?.sourcedId;

export const namesOneOf: Matches = (held, wanted) =>
  Array.isArray(wanted) && wanted.length === 1 && idOf(held) === wanted[0];

export const listsAll: Matches = (held, wanted) =>
  Array.isArray(held) &&
  Array.isArray(wanted) &&
  held.length === wanted.length &&
  held.every((link, index) => idOf(link) === wanted[index]);

/** Another word for retired: what all records of the group have instead. */
export function statusRows({ nodes: [first, ...others] }: DifferenceGroup, active: string): Rows {
  const word = first.held;
  const isOneWord = others.every(({ held }) => held === word);
  if (typeof word !== 'string' || word === active || !isOneWord) return [];
  return [[{ row: 'status.retired', value: word }]];
}
