import { parseAddress } from '../../model/address.ts';
import type { DifferenceGroup, Row } from '../../model/explanation.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { RecordOf } from './dialect.ts';
import type { RecordStructure, ReferenceRow } from './findings.ts';
import { idOf, numberOf } from './record.ts';

/** Corrections of a table, each of one row or more. */
type Corrections = readonly (readonly Row[])[];

/** Whether a record holds what is wanted, under whatever key. */
type Matches = (held: Json, wanted: Json) => boolean;

/**
 * Corrections of keys, forms and words that may make a group of differences vanish. Whether they do is
 * for the caller to try.
 */
export function proposeCorrections(
  group: DifferenceGroup,
  recordOf: RecordOf,
  { facts, structure }: { readonly facts: object; readonly structure: RecordStructure },
): Corrections {
  const { kind, path, nodes } = group;
  const field: `${typeof kind} ${string}` = `${kind} ${path.join('.')}`;
  const find = (matches: Matches) => keysOf(group, recordOf, matches);
  if (path.length === 1 && path[0] === 'status') {
    return statusRows(group, Reflect.get(facts, 'status.active'));
  }
  if (path.length === 1 && path[0] === 'sortOrder') {
    const isOrder: Matches = (held, wanted) => numberOf(held) === wanted;
    return find(isOrder).map((key) => [{ row: 'sortOrder.key', value: key }]);
  }
  const reference = structure.references.find(({ explains }) => explains?.includes(field));
  if (reference?.shapeRow !== undefined) return listRows(reference, find, facts);
  if (reference) {
    const { row, mayBeEmpty } = reference;
    const keys = find(path[0] === 'parent' ? namesParent : namesOne);
    const isAbsent = mayBeEmpty && nodes.every(({ held }) => held === null);
    return [...keys, ...(isAbsent ? [''] : [])].map((key) => [{ row, value: key }]);
  }
  const form = structure.forms.find(({ explains }) => explains?.[0] === field);
  const [, value] = form?.explains ?? [];
  const isSo = nodes.every(
    ({ held }) => Array.isArray(held) && form?.formsOf(held).every((one) => one === value),
  );
  return form && value !== undefined && isSo ? [[{ row: form.row, value }]] : [];
}

/** Keys under which every record of a group holds what is wanted. */
function keysOf({ nodes }: DifferenceGroup, recordOf: RecordOf, matches: Matches): string[] {
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

const namesOne: Matches = (held, wanted) => idOf(held) === wanted;

const namesParent: Matches = (held, wanted) =>
  typeof wanted === 'string' && idOf(held) === parseAddress(wanted)?.sourcedId;

const namesOneOf: Matches = (held, wanted) =>
  Array.isArray(wanted) && wanted.length === 1 && idOf(held) === wanted[0];

const listsAll: Matches = (held, wanted) =>
  Array.isArray(held) &&
  Array.isArray(wanted) &&
  held.length === wanted.length &&
  held.every((link, index) => idOf(link) === wanted[index]);

/** Another key, another form, or both, for a list of references. */
function listRows(
  { row, shapeRow = '' }: ReferenceRow,
  find: (matches: Matches) => readonly string[],
  facts: object,
): Corrections {
  const rows = (key: string, shape: 'one' | 'list'): Row[] => [
    { row, value: key },
    { row: shapeRow, value: shape },
  ];
  const found = [
    ...find(namesOneOf).map((key) => rows(key, 'one')),
    ...find(listsAll).map((key) => rows(key, 'list')),
  ];
  return found
    .map((both) => both.filter((one) => Reflect.get(facts, one.row) !== one.value))
    .filter((some) => some.length > 0);
}

/** Another word for retired: the one that all records of the group have. */
function statusRows({ nodes: [first, ...others] }: DifferenceGroup, active: unknown): Corrections {
  const word = first.held;
  const isOneWord = others.every(({ held }) => held === word);
  if (typeof word !== 'string' || word === active || !isOneWord) return [];
  return [[{ row: 'status.retired', value: word }]];
}
