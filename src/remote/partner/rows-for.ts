import { parseAddress } from '../../model/address.ts';
import type { DifferenceGroup, Row } from '../../model/explanation.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { RecordOf } from '../dialect.ts';
import type { PartnerFacts } from './facts.ts';
import { numberOf } from './record.ts';
import { idOf } from './references.ts';

type Rows = readonly (readonly Row[])[];

/** Corrections of keys, forms and words that may explain why a field seems to be missing or other. */
export function rowsFor(group: DifferenceGroup, recordOf: RecordOf, facts: PartnerFacts): Rows {
  const { kind, path, nodes } = group;
  const find = (matches: Matches) => keysOf(group, recordOf, matches);
  const isAbsent = nodes.every(({ held }) => held === null);
  switch (`${kind} ${path.join('.')}`) {
    case 'unit parent':
      return find(namesParent).map((key) => [{ row: 'unit.course', value: key }]);
    case 'lesson parent':
      return find(namesParent).map((key) => [{ row: 'lesson.unit', value: key }]);
    case 'unit sortOrder':
    case 'lesson sortOrder':
      return find((held, wanted) => numberOf(held) === wanted).map((key) => [
        { row: 'sortOrder.key', value: key },
      ]);
    case 'course org':
      return find(namesOne).map((key) => [{ row: 'course.org', value: key }]);
    case 'lesson course':
      return [...find(namesOne), ...(isAbsent ? [''] : [])].map((key) => [
        { row: 'lesson.course', value: key },
      ]);
    case 'lesson resources':
      return resourceRows(find, facts);
    case 'unit prerequisites':
      return nodes.every(({ held }) => isListOfReferences(held))
        ? [[{ row: 'unit.prerequisites', value: 'references' }]]
        : [];
    default:
      return path.length === 1 && path[0] === 'status' ? statusRows(group, facts) : [];
  }
}

type Matches = (held: Json, wanted: Json) => boolean;

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

function resourceRows(find: (matches: Matches) => readonly string[], facts: PartnerFacts): Rows {
  const rows = (key: string, shape: 'one' | 'list'): Row[] => [
    { row: 'lesson.resources', value: key },
    { row: 'lesson.resources.shape', value: shape },
  ];
  const found = [
    ...find(namesOneOf).map((key) => rows(key, 'one')),
    ...find(listsAll).map((key) => rows(key, 'list')),
  ];
  const isNew = ({ row, value }: Row) =>
    (row === 'lesson.resources' || row === 'lesson.resources.shape') && facts[row] !== value;
  return found.map((both) => both.filter(isNew)).filter((some) => some.length > 0);
}

function isListOfReferences(held: Json): boolean {
  return Array.isArray(held) && held.every((link) => isObject(link) && 'sourcedId' in link);
}

/** Another word for retired: what all records of the group have instead. */
function statusRows({ nodes: [first, ...others] }: DifferenceGroup, facts: PartnerFacts): Rows {
  const word = first.held;
  const isOneWord = others.every(({ held }) => held === word);
  if (typeof word !== 'string' || word === facts['status.active'] || !isOneWord) return [];
  return [[{ row: 'status.retired', value: word }]];
}
