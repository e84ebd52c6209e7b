import type { JsonObject } from '../../model/json.ts';
import { type Kind, kinds, plural } from '../../model/kind.ts';
import type { Finding, Records } from '../dialect.ts';
import { keysWith, namesText, own } from '../evidence.ts';
import { linksOf, orderFinding, reference, statusFindings } from '../record/findings.ts';
import type { PartnerFacts } from './facts.ts';

/** Some records of each kind. */
type Seen = Readonly<Record<Kind, readonly JsonObject[]>>;

/** What records as a list gave them say about the rows of the table. */
export function findings(records: Records, facts: PartnerFacts): readonly Finding[] {
  const seen: Seen = {
    course: records.get('course') ?? [],
    unit: records.get('unit') ?? [],
    lesson: records.get('lesson') ?? [],
    resource: records.get('resource') ?? [],
  };
  const of = (kind: Kind) => ({ records: seen[kind], noun: plural[kind] });
  const placed = { records: [...seen.unit, ...seen.lesson], noun: 'units and lessons' };
  const isRequired = true;
  return [
    reference('course.org', { ...of('course'), key: facts['course.org'] }),
    reference('unit.course', {
      ...of('unit'),
      key: facts['unit.course'],
      to: of('course'),
      isRequired,
    }),
    lessonCourse(seen, facts['lesson.course']),
    reference('lesson.unit', {
      ...of('lesson'),
      key: facts['lesson.unit'],
      to: of('unit'),
      isRequired,
    }),
    reference('lesson.resources', {
      ...of('lesson'),
      key: facts['lesson.resources'],
      to: of('resource'),
    }),
    resourcesShape(seen.lesson, facts),
    prerequisites(seen.unit, facts),
    orderFinding(facts['sortOrder.key'], placed),
    ...statusFindings(
      kinds.flatMap((kind) => seen[kind]),
      facts,
    ),
  ].flatMap((finding) => finding ?? []);
}

/** An empty key says that lessons name no course. */
function lessonCourse(seen: Seen, key: string): Finding | undefined {
  const row = 'lesson.course';
  if (key !== '') {
    return reference(row, {
      records: seen.lesson,
      noun: 'lessons',
      key,
      to: { records: seen.course, noun: 'courses' },
      isRequired: true,
    });
  }
  const courses = new Set(seen.course.map((record) => own(record, 'sourcedId')));
  const keys = keysWith(seen.lesson, (value) => linksOf(value).some((id) => courses.has(id)));
  if (keys.length === 0) return undefined;
  return { row, verdict: 'differs', evidence: `ids of courses stand under ${namesText(keys)}` };
}

function resourcesShape(lessons: readonly JsonObject[], facts: PartnerFacts): Finding | undefined {
  const values = lessons.map((record) => own(record, facts['lesson.resources']) ?? null);
  const there = values.filter((value) => value !== null);
  const shapes = new Set(there.map((value) => (Array.isArray(value) ? 'list' : 'one')));
  return oneForm('lesson.resources.shape', facts['lesson.resources.shape'], shapes);
}

function prerequisites(units: readonly JsonObject[], facts: PartnerFacts): Finding | undefined {
  const items = units.flatMap((record) => {
    const value = own(record, 'prerequisites');
    return Array.isArray(value) ? value : [];
  });
  const forms = new Set(items.map((item) => (typeof item === 'string' ? 'ids' : 'references')));
  return oneForm('unit.prerequisites', facts['unit.prerequisites'], forms);
}

/** A row that names one of two forms, against the forms that were seen. */
function oneForm(row: string, expected: string, seen: ReadonlySet<string>): Finding | undefined {
  if (seen.size === 0) return undefined;
  const evidence = `seen as ${[...seen].join(' and as ')}`;
  const isOther = !seen.has(expected);
  return { row, verdict: isOther ? 'differs' : seen.size > 1 ? 'unknown' : 'holds', evidence };
}
