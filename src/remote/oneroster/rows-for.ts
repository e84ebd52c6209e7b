import type { DifferenceGroup } from '../../model/explanation.ts';
import type { RecordOf } from '../dialect.ts';
import { numberOf } from '../record/record.ts';
import { keysOf, namesOne, namesParent, type Rows, statusRows } from '../record/rows.ts';
import type { OnerosterFacts } from './facts.ts';

/** Corrections of keys and words that may explain why a field seems to be missing or other. */
export function rowsFor(group: DifferenceGroup, recordOf: RecordOf, facts: OnerosterFacts): Rows {
  const { kind, path } = group;
  switch (`${kind} ${path.join('.')}`) {
    case 'unit parent':
      return keysOf(group, recordOf, namesParent).map((key) => [
        { row: 'courseComponent.course', value: key },
      ]);
    case 'lesson parent':
      return keysOf(group, recordOf, namesParent).map((key) => [
        { row: 'courseComponent.parent', value: key },
      ]);
    case 'unit sortOrder':
    case 'lesson sortOrder':
      return keysOf(group, recordOf, (held, wanted) => numberOf(held) === wanted).map((key) => [
        { row: 'sortOrder.key', value: key },
      ]);
    case 'course org':
      return keysOf(group, recordOf, namesOne).map((key) => [{ row: 'course.org', value: key }]);
    default:
      return path.length === 1 && path[0] === 'status'
        ? statusRows(group, facts['status.active'])
        : [];
  }
}
