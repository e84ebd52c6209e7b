import type { Json, JsonObject } from '../../model/json.ts';
import { type Kind, kinds, plural } from '../../model/kind.ts';
import type { Finding, RecordsSeen } from '../dialect.ts';
import { keysWith, namesText, own } from '../evidence.ts';
import type { PartnerFacts } from './facts.ts';
import { numberOf } from './record.ts';
import { idOf } from './references.ts';

/** What records as a list gave them say about the rows of the table. */
export function findings(seen: RecordsSeen, facts: PartnerFacts): readonly Finding[] {
  const placed = [...seen.unit, ...seen.lesson];
  const isOrder = (value: Json) => numberOf(value) !== undefined;
  return [
    reference('course.org', { seen, of: 'course', key: facts['course.org'] }),
    reference('unit.course', {
      seen,
      of: 'unit',
      key: facts['unit.course'],
      to: 'course',
      isRequired: true,
    }),
    lessonCourse(seen, facts['lesson.course']),
    reference('lesson.unit', {
      seen,
      of: 'lesson',
      key: facts['lesson.unit'],
      to: 'unit',
      isRequired: true,
    }),
    reference('lesson.resources', {
      seen,
      of: 'lesson',
      key: facts['lesson.resources'],
      to: 'resource',
    }),
    resourcesShape(seen.lesson, facts),
    prerequisites(seen.unit, facts),
    underKey('sortOrder.key', facts['sortOrder.key'], {
      records: placed,
      noun: 'units and lessons',
      passes: isOrder,
      others: () => {
        const keys = keysWith(placed, isOrder);
        return keys.length > 0 ? `numbers stand under ${namesText(keys)}` : '';
      },
      isRequired: true,
    }),
    ...statuses(seen, facts),
  ].flatMap((finding) => finding ?? []);
}

interface Lookup {
  readonly records: readonly JsonObject[];
  readonly noun: string;
  readonly passes: (value: Json) => boolean;
  /** Where the same may stand instead; empty where nothing is known. */
  readonly others: () => string;
  /** Every such record must have it. Elsewhere, that none has it may mean nothing. */
  readonly isRequired: boolean;
}

/** Whether records have what they should under a key. */
function underKey(
  row: string,
  key: string,
  { records, noun, passes, others, isRequired }: Lookup,
): Finding | undefined {
  if (records.length === 0) return { row, verdict: 'unknown', evidence: `no ${noun} to look at` };
  const having = records.filter((record) => passes(own(record, key) ?? null)).length;
  const of = `${having} of ${records.length} ${noun} seen have it`;
  if (having > 0) return { row, verdict: 'holds', evidence: of };
  const elsewhere = others();
  const evidence = elsewhere ? `${of}; ${elsewhere}` : of;
  return { row, verdict: elsewhere || isRequired ? 'differs' : 'unknown', evidence };
}

interface ReferenceLookup {
  readonly seen: RecordsSeen;
  readonly of: Kind;
  readonly key: string;
  /** What is referred to, where it is among the records. */
  readonly to?: Kind;
  readonly isRequired?: boolean;
}

function reference(
  row: string,
  { seen, of, key, to, isRequired = false }: ReferenceLookup,
): Finding | undefined {
  const ids = new Set(to ? seen[to].map((record) => own(record, 'sourcedId')) : []);
  const namesSome = (value: Json) => linksOf(value).some((id) => typeof id === 'string');
  const namesTarget = (value: Json) => linksOf(value).some((id) => ids.has(id));
  return underKey(row, key, {
    records: seen[of],
    noun: plural[of],
    passes: namesSome,
    isRequired,
    others: () => {
      const keys = keysWith(seen[of], namesTarget).filter((other) => other !== 'sourcedId');
      return to && keys.length > 0 ? `ids of ${plural[to]} stand under ${namesText(keys)}` : '';
    },
  });
}

function linksOf(value: Json): readonly Json[] {
  return (Array.isArray(value) ? value : [value]).map(idOf);
}

/** An empty key says that lessons name no course. */
function lessonCourse(seen: RecordsSeen, key: string): Finding | undefined {
  const row = 'lesson.course';
  if (key !== '') {
    return reference(row, { seen, of: 'lesson', key, to: 'course', isRequired: true });
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

function statuses(seen: RecordsSeen, facts: PartnerFacts): readonly Finding[] {
  const words = kinds.flatMap((kind) => seen[kind]).map((record) => own(record, 'status'));
  const texts = [...new Set(words.filter((word) => typeof word === 'string'))];
  const known: readonly string[] = [facts['status.active'], facts['status.retired']];
  const others = texts.filter((word) => !known.includes(word));
  const alsoSeen = others.length > 0 ? `seen instead: ${namesText(others)}` : 'none was seen';
  return (['status.active', 'status.retired'] as const).map((row) => {
    if (texts.includes(facts[row])) return { row, verdict: 'holds', evidence: 'records have it' };
    // That nothing is retired says nothing; that nothing is live, where there are records, does.
    const differs = row === 'status.active' && others.length > 0;
    return { row, verdict: differs ? 'differs' : 'unknown', evidence: alsoSeen };
  });
}
