import type { Kind } from '../../model/kind.ts';
import { type FieldCodec, one } from '../record/references.ts';
import { byKind, type RecordShape } from '../record/shape.ts';
import type { OnerosterFacts } from './facts.ts';

/** The records of courses, components and resources as the rows of the table describe them. */
export function onerosterShape(facts: OnerosterFacts): RecordShape {
  return {
    sortOrder: facts['sortOrder.key'],
    status: { active: facts['status.active'], retired: facts['status.retired'] },
    sendsDate: facts['dateLastModified.sent'],
    body: facts['put.body'],
    serverOwned: facts['record.serverOwned'],
    typesReferences: false,
    of: byKind((kind) => ({
      parentKeys: parentKeys(kind, facts),
      codecs: codecs(kind, facts),
    })),
  };
}

function parentKeys(kind: Kind, facts: OnerosterFacts): readonly string[] {
  switch (kind) {
    case 'unit':
      return [facts['courseComponent.course']];
    case 'lesson':
      return nestingKeys(facts);
    case 'course':
    case 'resource':
      return [];
  }
}

/** The keys that say which component a component hangs under. */
export function nestingKeys(facts: OnerosterFacts): readonly string[] {
  const keys = [facts['courseComponent.parent'], facts['courseComponent.parentAgain']];
  return keys.filter((key) => key !== '');
}

function codecs(kind: Kind, facts: OnerosterFacts): readonly FieldCodec[] {
  switch (kind) {
    case 'course':
      return [one('org', facts['course.org'], undefined)];
    case 'lesson':
      return [one('course', facts['courseComponent.course'], undefined)];
    case 'unit':
    case 'resource':
      return [];
  }
}
