import type { Kind } from '../../model/kind.ts';
import { type FieldCodec, many, one, single } from '../record/references.ts';
import { byKind, type RecordShape } from '../record/shape.ts';
import type { PartnerFacts } from './facts.ts';

/** The records of the Partner API as the rows of its table describe them. */
export function partnerShape(facts: PartnerFacts): RecordShape {
  return {
    sortOrder: facts['sortOrder.key'],
    status: { active: facts['status.active'], retired: facts['status.retired'] },
    sendsDate: facts['dateLastModified.sent'],
    body: facts['put.body'],
    serverOwned: facts['record.serverOwned'],
    typesReferences: facts['reference.shape'] === 'typed',
    of: byKind((kind) => ({
      parentKeys: parentKeys(kind, facts),
      codecs: codecs(kind, facts),
    })),
  };
}

function parentKeys(kind: Kind, facts: PartnerFacts): readonly string[] {
  switch (kind) {
    case 'unit':
      return [facts['unit.course']];
    case 'lesson':
      return [facts['lesson.unit']];
    case 'course':
    case 'resource':
      return [];
  }
}

function codecs(kind: Kind, facts: PartnerFacts): readonly FieldCodec[] {
  const typed = (type: string) => (facts['reference.shape'] === 'typed' ? type : undefined);
  switch (kind) {
    case 'course':
      return [one('org', facts['course.org'], typed('org'))];
    case 'unit':
      return facts['unit.prerequisites'] === 'references'
        ? [many('prerequisites', 'prerequisites', typed('unit'))]
        : [];
    case 'lesson': {
      const key = facts['lesson.resources'];
      const course = facts['lesson.course'];
      return [
        facts['lesson.resources.shape'] === 'list'
          ? many('resources', key, typed('resource'))
          : single('resources', key, typed('resource')),
        ...(course ? [one('course', course, typed('course'))] : []),
      ];
    }
    case 'resource':
      return [];
  }
}
