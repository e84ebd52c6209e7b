import { describe, expect, test } from 'vitest';
import { checkEvents } from '../../src/caliper/check-events.ts';
import type { Catalog, CatalogNode } from '../../src/model/catalog.ts';
import type { EventForms } from '../../src/model/event-check.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/node.ts';
import { partnerDialect, partnerFacts } from '../../src/remote/dialects/partner.ts';
import {
  courseUrl,
  gradeEvent,
  lessonUrl,
  objectOf,
  plainEvent,
  platform,
} from '../support/events.ts';
import { fc } from '../support/laws.ts';
import { type LedgerLine, ledgerFrom } from '../support/ledger.ts';

const node = (kind: Kind, sourcedId: string, parent?: CatalogNode): [string, CatalogNode] => {
  const { kind: above = kind, sourcedId: id = '' } = parent?.entity ?? {};
  const entity = {
    kind,
    sourcedId,
    title: sourcedId,
    ...(parent && { parent: `${above}/${id}` as const }),
    fields: { title: sourcedId },
  };
  const source = { file: 'a.yaml', start: { line: 1, column: 1 }, fields: new Map() };
  return [`${kind}/${sourcedId}`, { entity, source }];
};
const course = node('course', 'course-1');
const unit = node('unit', 'unit-1', course[1]);
const lessons = ['lesson-1', 'lesson-2'].map((id) => node('lesson', id, unit[1]));
const otherCourse = node('course', 'course-2');
const otherUnit = node('unit', 'unit-2', otherCourse[1]);
const all = [
  course,
  unit,
  ...lessons,
  otherCourse,
  otherUnit,
  node('lesson', 'lesson-3', otherUnit[1]),
];
const catalog: Catalog = { nodes: new Map(all as [`lesson/${string}`, CatalogNode][]) };
const retired = { kind: 'lesson', state: 'retired', sourcedId: 'old', line: 1 } as const;
const moved = { kind: 'lesson', state: 'released', sourcedId: 'moved' } as const;
const ledger = ledgerFrom(
  new Map<string, LedgerLine>([
    ['old', retired],
    ['moved', { ...moved, to: 'maths', line: 2 }],
  ]),
);

const forms = partnerForms();
function partnerForms(): EventForms {
  const facts = Object.fromEntries(
    Object.entries(partnerFacts).map(([row, { value }]) => [row, value]),
  );
  const { events } = partnerDialect(facts as Parameters<typeof partnerDialect>[0]);
  if (!events) throw new Error('the Partner API takes events');
  return events;
}

const checkText = (text: string, own: Partial<EventForms> = {}) =>
  checkEvents('e.json', text, {
    ...{ catalog, ledger, forms: { ...forms, ...own } },
    environment: { name: 'production', baseUrl: platform },
    others: new Map([['https://staging.example.org', 'staging']]),
  });
const check = (event: JsonObject, own: Partial<EventForms> = {}) => {
  const [checked] = checkText(JSON.stringify(event), own).events;
  if (!checked) throw new Error('no event');
  return {
    ...checked,
    said: checked.problems.map(({ detail, hint }) => `${detail} ${hint}`).join(),
  };
};
const extensions = (parts: JsonObject) => ({
  extensions: { subject: 'Math', course: { id: courseUrl('course-1') }, ...parts },
});
const about = (lesson: string) => ({ object: objectOf(lesson) });

test('a graded event for a lesson of the catalog is credited, and nothing is said against it', () => {
  expect(check(gradeEvent())).toMatchObject({
    ...{ verdict: 'credited', course: 'course-1', lesson: 'lesson-1', problems: [] },
    lessonAt: ['object.assignable.id'],
  });
});

test.each([
  ['SessionEvent', ['LoggedIn', 'LoggedOut', 'TimedOut']],
  ['ViewEvent', ['Viewed']],
  [
    'AssignableEvent',
    ['Activated', 'Deactivated', 'Started', 'Completed', 'Submitted', 'Reviewed'],
  ],
])('%s carries no result and needs no course', (type, actions) => {
  for (const action of actions) {
    expect(check(plainEvent(type, action))).toMatchObject({ verdict: 'recorded', problems: [] });
  }
});

test.each([
  ['AssessmentItemEvent', ['Started', 'Skipped', 'Completed']],
  ['AssessmentEvent', ['Started', 'Paused', 'Resumed', 'Restarted', 'Submitted']],
  ['GradeEvent', ['Graded']],
])('%s carries a result', (type, actions) => {
  for (const action of actions) {
    expect(check(gradeEvent({ type, action }))).toMatchObject({ verdict: 'credited' });
  }
});

test.each([
  { what: 'no such type', parts: { type: 'GradedEvent' }, says: 'Did you mean "GradeEvent"' },
  { what: 'a type that is no text', parts: { type: 7 }, says: 'is a text' },
  { what: 'another action', parts: { action: 'Submitted' }, says: 'is Graded' },
  { what: 'no id', parts: { id: '' }, says: 'lacks id' },
  { what: 'no actor', parts: { actor: null }, says: 'lacks actor' },
  { what: 'no subject', parts: extensions({ subject: null }), says: 'extensions.subject' },
  { what: 'another subject', parts: extensions({ subject: 'Maths' }), says: 'Did you mean "Math"' },
])('$what: rejected', ({ parts, says }) => {
  const { verdict, said } = check(gradeEvent(parts));
  expect(verdict).toBe('rejected');
  expect(said).toContain(says);
});

test.each([
  {
    what: 'no extensions',
    parts: { extensions: { subject: 'Math' } },
    says: 'course.id is missing',
  },
  {
    what: 'a course of nobody',
    parts: extensions({ course: { id: courseUrl('x') } }),
    says: 'no course of this catalog',
  },
  {
    what: 'the id of a unit',
    parts: extensions({ course: { id: courseUrl('unit-1') } }),
    says: 'is a unit',
  },
  {
    what: 'an id alone',
    parts: extensions({ course: { id: 'course-1' } }),
    says: `Write it so: ${courseUrl('course-1')}`,
  },
  {
    what: 'a URN',
    parts: extensions({ course: { id: 'urn:uuid:course-1' } }),
    says: `Write it so: ${courseUrl('course-1')}`,
  },
  {
    what: 'another letter case',
    parts: extensions({ course: { id: courseUrl('Course-1') } }),
    says: 'Did you mean "course-1"',
  },
  {
    what: 'another environment',
    parts: extensions({
      course: { id: 'https://staging.example.org/rostering/1.0/courses/course-1' },
    }),
    says: 'environment staging',
  },
  {
    what: 'a placeholder',
    parts: extensions({ course: { id: courseUrl('YOUR_COURSE_ID') } }),
    says: 'placeholder',
  },
  { what: 'no text', parts: extensions({ course: { id: 7 } }), says: 'no text' },
  {
    what: 'half an escape',
    parts: extensions({ course: { id: courseUrl('%zz') } }),
    says: 'contains one of',
  },
  {
    what: 'no lesson',
    parts: about('https://app.example.org/x'),
    says: 'No lesson is named',
  },
  { what: 'a lesson of nobody', parts: about(lessonUrl('x')), says: 'no lesson of this catalog' },
  {
    what: "the lesson in the app's own words",
    parts: about('https://app.example.org/lessons/lesson-1'),
    says: `Write it so: ${lessonUrl('lesson-1')}`,
  },
  { what: 'a retired lesson', parts: about(lessonUrl('old')), says: 'was retired' },
  {
    what: 'a lesson of another course',
    parts: about(lessonUrl('lesson-3')),
    says: 'belongs to the course course-2',
  },
  {
    what: 'two lessons',
    parts: extensions({ lesson: { id: lessonUrl('lesson-2') } }),
    says: 'two different lessons',
  },
  {
    what: 'no student',
    parts: { object: { id: 'x', assignable: { id: lessonUrl('lesson-1') } } },
    says: 'Neither actor nor',
  },
])('$what: dropped', ({ parts, says }) => {
  const { verdict, said } = check(gradeEvent(parts));
  expect(verdict).toBe('dropped');
  expect(said).toContain(says);
});

test('a lesson that another catalog has now: told, and not called lost', () => {
  const { verdict, said } = check(gradeEvent(about(lessonUrl('moved'))));
  expect(verdict).not.toBe('dropped');
  expect(said).toContain('a lesson that was released to the catalog maths');
});

test.each([
  { what: 'no app', parts: { edApp: null }, says: 'edApp is no app' },
  { what: 'an app of another form', parts: { edApp: 'urn:uuid:app' }, says: 'edApp is no app' },
  {
    what: 'an actor of neither form',
    parts: { actor: { id: 'https://app.example.org/users/1' } },
    says: 'The actor should be',
  },
  { what: 'no XP', parts: { generated: { scoreGiven: 1 } }, says: 'gives no XP' },
  {
    what: 'XP as a text',
    parts: { generated: { scoreGiven: '1', extensions: { scoreType: 'XP' } } },
    says: 'no number',
  },
])('$what: credited with a doubt', ({ parts, says }) => {
  const { verdict, problems, said } = check(gradeEvent(parts));
  expect(verdict).toBe('credited');
  expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
  expect(said).toContain(says);
});

describe('the two documented places of a lesson', () => {
  const explicit = gradeEvent({
    ...about('x'),
    ...extensions({ lesson: { id: lessonUrl('lesson-1') } }),
  });

  test('count both as long as nobody knows better, and the contradiction is told once', () => {
    const { events, problems } = checkText(
      JSON.stringify([explicit, explicit, gradeEvent(), { ...explicit, id: 'urn:uuid:3' }]),
    );
    expect(events.map(({ verdict }) => verdict)).toEqual(Array(4).fill('credited'));
    const doubts = problems.filter(({ code }) => code === 'events/doubtful');
    expect(doubts.map(({ detail }) => detail)).toEqual([
      expect.stringContaining('3 graded events name their lesson in extensions.lesson.id'),
      expect.stringContaining('1 graded event names its lesson in object.assignable.id alone'),
    ]);
  });

  test("an address of the app's own beside the lesson is no lesson", () => {
    const own = about('https://app.example.org/lessons/lesson-1');
    expect(check({ ...explicit, ...own })).toMatchObject({ verdict: 'credited', problems: [] });
  });

  test.each([
    { lessonAt: 'extensions.lesson.id', verdicts: ['credited', 'dropped'] },
    { lessonAt: 'object.assignable.id', verdicts: ['rejected', 'credited'] },
  ] as const)('the config says $lessonAt', ({ lessonAt, verdicts }) => {
    const { events, problems } = checkText(JSON.stringify([explicit, gradeEvent()]), { lessonAt });
    expect(events.map(({ verdict }) => verdict)).toEqual(verdicts);
    expect(problems).toEqual([]);
  });
});

test('what the config corrects counts', () => {
  const lessonless = gradeEvent(about('x'));
  const without = { ...forms.without, lesson: 'credited' } as const;
  expect(check(lessonless, { without })).toMatchObject({ verdict: 'credited' });
  expect(check(gradeEvent(), { actor: 'student' }).said).toContain(
    'The actor should be the student',
  );
  expect(check(gradeEvent(), { subjects: ['Music'] }).verdict).toBe('rejected');
});

test('events seen side by side: ids twice, objects twice, envelopes of several', () => {
  const one = gradeEvent();
  const { problems, lessons: tallies } = checkText(
    `${JSON.stringify({ sensor: 's', data: [one, gradeEvent({ object: one['object'] ?? null })] })}\n${JSON.stringify(one)}`,
  );
  expect(problems.map(({ code }) => code)).toEqual([
    'events/doubtful',
    'events/doubtful',
    'events/repeated',
    'events/repeated',
  ]);
  expect(tallies).toMatchObject([
    { sourcedId: 'lesson-1', events: { credited: 3, dropped: 0 } },
    { sourcedId: 'lesson-2', events: { credited: 0 } },
    { sourcedId: 'lesson-3', events: { credited: 0 } },
  ]);
});

test('lines are those of events, however they are laid out', () => {
  const laidOut = JSON.stringify([gradeEvent(), plainEvent('ViewEvent', 'Viewed')], undefined, 2);
  const second = laidOut.slice(0, laidOut.lastIndexOf('\n  {')).split('\n').length + 1;
  expect(checkText(laidOut).events.map(({ line }) => line)).toEqual([2, second]);
});

test('whatever stands in the place of anything, there is a verdict, and no person in it', () => {
  const event = gradeEvent();
  const odd = fc.oneof(
    fc.json({ maxDepth: 3 }).map((text): JsonObject[string] => JSON.parse(text)),
    fc.constant(null),
  );
  const key = fc.constantFrom(...Object.keys(event), 'object');
  fc.assert(
    fc.property(key, odd, (name, value) => {
      const { events } = checkText(JSON.stringify({ ...event, [name]: value }));
      expect(events).toHaveLength(1);
      expect(JSON.stringify(events)).not.toContain('student-1');
    }),
  );
});
