import type { DifferenceGroup, Row } from '../../model/explanation.ts';
import { isObject, type Json } from '../../model/json.ts';
import type { RecordOf } from '../dialect.ts';
import { numberOf } from '../record/record.ts';
import {
  keysOf,
  listsAll,
  type Matches,
  namesOne,
  namesOneOf,
  namesParent,
  type Rows,
  statusRows,
} from '../record/rows.ts';
import type { PartnerFacts } from './facts.ts';

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
      return path.length === 1 && path[0] === 'status'
        ? statusRows(group, facts['status.active'])
        : [];
  }
}

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
