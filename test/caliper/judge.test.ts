import { describe, expect, test } from 'vitest';
import { checkEvents } from '../../src/caliper/check-events.ts';
import { partnerEvents, sdkEvents } from '../../src/caliper/documented.ts';
import type { Catalog, CatalogNode } from '../../src/model/catalog.ts';
import { type EventForms, type LessonPlace, lessonPlaces } from '../../src/model/event-check.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/node.ts';
import { onerosterFacts } from '../../src/remote/dialects/oneroster-facts.ts';
import { partnerFacts } from '../../src/remote/dialects/partner.ts';
import { eventForms } from '../../src/remote/dialects/sdk-events.ts';
import {
  activityEvent,
  courseUrl,
  gradeEvent,
  lessonUrl,
  objectOf,
  plainEvent,
  platform,
  timeSpentEvent,
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
const nodes = new Map(all as [`lesson/${string}`, CatalogNode][]);
// An environment has this lesson under another id.
const other = nodes.get('lesson/lesson-2');
if (other) nodes.set('lesson/lesson-2', { ...other, writtenId: 'Lesson-1' });
const catalog: Catalog = { nodes };
const retired = { kind: 'lesson', state: 'retired', sourcedId: 'old', line: 1 } as const;
const moved = { kind: 'lesson', state: 'released', sourcedId: 'moved' } as const;
const ledger = ledgerFrom(
  new Map<string, LedgerLine>([
    ['old', retired],
    ['moved', { ...moved, to: 'maths', line: 2 }],
  ]),
);

const withRows = (table: Readonly<Record<string, { readonly value: unknown }>>, base: EventForms) =>
  eventForms(
    Object.fromEntries(Object.entries(table).map(([row, { value }]) => [row, value])),
    base,
  );

/** The rows as they stand, and with the place of the lesson settled. */
const asDocumented = withRows(partnerFacts, partnerEvents);
const forms: EventForms = { ...asDocumented, lessonAt: 'object.assignable.id' };

test('the rows without corrections are the forms that the emulator judges by', () => {
  expect(asDocumented).toEqual(partnerEvents);
  expect(withRows(onerosterFacts, sdkEvents)).toEqual(sdkEvents);
  // A part of the forms that no row says could be corrected by no one.
  const nothing = {
    ...Object.fromEntries(Object.keys(partnerEvents).map((key) => [key, 0])),
    without: {},
  };
  const rows = Object.entries(withRows(partnerFacts, nothing as unknown as EventForms));
  expect(rows.filter(([, value]) => value === 0).map(([key]) => key)).toEqual([
    'activities',
    'metrics',
    'envelopeKeys',
    'unprocessed',
  ]);
});

const checkText = (text: string, own: Partial<EventForms> = {}, base = forms) =>
  checkEvents('e.json', text, {
    ...{ catalog, ledger, forms: { ...base, ...own } },
    environment: { name: 'production', baseUrl: platform },
    others: new Map([['https://staging.example.org', 'staging']]),
  });
const check = (event: JsonObject, own: Partial<EventForms> = {}, base = forms) => {
  const [checked] = checkText(JSON.stringify(event), own, base).events;
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
    expect(check(plainEvent(type, action), { actor: 'student' })).toMatchObject({
      ...{ verdict: 'recorded', problems: [] },
    });
  }
});

test.each([
  ['AssessmentItemEvent Started', 'recorded'],
  ['AssessmentItemEvent Skipped', 'recorded'],
  ['AssessmentItemEvent Completed', 'credited'],
  ['AssessmentEvent Started', 'recorded'],
  ['AssessmentEvent Paused', 'recorded'],
  ['AssessmentEvent Resumed', 'recorded'],
  ['AssessmentEvent Restarted', 'recorded'],
  ['AssessmentEvent Submitted', 'recorded'],
  ['GradeEvent Graded', 'credited'],
])('%s with a score, as the events page says: %s', (pair, verdict) => {
  const [type = '', action = ''] = pair.split(' ');
  expect(check(gradeEvent({ type, action }))).toMatchObject({ verdict });
});

test('the answer to a question carries no score, and so no result', () => {
  const answered = { type: 'AssessmentItemEvent', action: 'Completed' };
  const generated = { type: 'Response', id: 'urn:uuid:response' };
  expect(check(gradeEvent({ ...answered, generated }))).toMatchObject({ verdict: 'recorded' });
});

test.each([
  { what: 'no such type', parts: { type: 'GradedEvent' }, says: 'Did you mean "GradeEvent"' },
  { what: 'a type that is no text', parts: { type: 7 }, says: 'must be a string' },
  { what: 'another action', parts: { action: 'Submitted' }, says: 'is Graded' },
  { what: 'no id', parts: { id: '' }, says: 'lacks id' },
  { what: 'no actor', parts: { actor: null }, says: 'lacks actor' },
  { what: 'no subject', parts: extensions({ subject: null }), says: 'extensions.subject' },
  { what: 'another subject', parts: extensions({ subject: 'Maths' }), says: 'Did you mean "Math"' },
  { what: 'no course', parts: { extensions: { subject: 'Math' } }, says: 'course.id is missing' },
  { what: 'a course that is a text', parts: extensions({ course: 'x' }), says: 'is missing' },
  { what: 'a context of others', parts: { '@context': 'http://example.org/ctx' }, says: 'caliper' },
  { what: 'a list of contexts', parts: { '@context': ['caliper'] }, says: 'must be a string' },
  { what: 'a time that is none', parts: { eventTime: 'yesterday' }, says: 'not a date and time' },
  {
    what: 'an object without id',
    parts: { object: { type: 'Attempt' } },
    says: 'object is not an object',
  },
  { what: 'an actor that is a list', parts: { actor: ['x'] }, says: 'actor is not an object' },
])('$what: rejected', ({ parts, says }) => {
  const { verdict, said } = check(gradeEvent(parts));
  expect(verdict).toBe('rejected');
  expect(said).toContain(says);
});

test.each([
  {
    what: 'a course of nobody',
    parts: extensions({ course: { id: courseUrl('x') } }),
    says: 'not a course of this catalog',
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
  { what: 'no text', parts: extensions({ course: { id: 7 } }), says: 'not a string' },
  {
    what: 'half an escape',
    parts: extensions({ course: { id: courseUrl('%zz') } }),
    says: 'contains one of',
  },
  {
    what: 'a lesson of nobody',
    parts: about(lessonUrl('x')),
    says: 'not a lesson of this catalog',
  },
  {
    what: 'the id of the manifests, which is like that of another lesson',
    parts: about(lessonUrl('Lesson-1')),
    says: 'This environment has the lesson as "lesson-2"',
  },
  { what: 'a retired lesson', parts: about(lessonUrl('old')), says: 'was retired' },
  {
    what: 'a lesson of another course',
    parts: about(lessonUrl('lesson-3')),
    says: 'belongs to the course course-2',
  },
  { what: 'no score', parts: { generated: null }, says: 'carries no result' },
  {
    what: 'a score that is a text',
    parts: { generated: { scoreGiven: '1', extensions: { scoreType: 'XP' } } },
    says: 'no number',
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
    what: 'XP named where the SDK names it',
    parts: { generated: { scoreGiven: 1, scoreType: 'XP' } },
    says: 'may not be seen',
  },
  {
    what: 'the student as the actor',
    parts: { actor: { id: `${platform}/rostering/1.0/users/student-1` } },
    says: 'the events page says of a GradeEvent Graded; the product overview',
  },
])('$what: credited with a doubt', ({ parts, says }) => {
  const { verdict, problems, said } = check(gradeEvent(parts));
  expect(verdict).toBe('credited');
  expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
  expect(said).toContain(says);
});

test.each([{ scoreType: 'QUESTION_RESULT' }, { extensions: { scoreType: 'QUESTION_RESULT' } }])(
  'the result of a question is a result without XP: $scoreType',
  (parts) => {
    const generated = { type: 'Score', scoreGiven: 1, maxScore: 1, ...parts };
    expect(check(gradeEvent({ generated }))).toMatchObject({ verdict: 'credited', problems: [] });
  },
);

const elsewhere = { object: objectOf('https://app.example.org/quiz/1/q1') };
const lesson = { id: lessonUrl('lesson-1'), type: 'DigitalResource' };
const item = { type: 'AssessmentItemEvent', action: 'Completed' };

/** An event that names its lesson in one place, and in no other. */
const namedAt: readonly (readonly [LessonPlace, JsonObject])[] = [
  ['extensions.lesson.id', gradeEvent({ ...elsewhere, ...extensions({ lesson }) })],
  ['object.assignable.id', gradeEvent()],
  [
    'object.assignable.isPartOf.id',
    gradeEvent({
      object: {
        ...elsewhere.object,
        assignable: { id: 'https://app.example.org/q1', isPartOf: lesson },
      },
    }),
  ],
  [
    'generated.assignable.id',
    gradeEvent({ ...elsewhere, generated: { scoreGiven: 1, assignable: lesson } }),
  ],
  ['object.id', gradeEvent({ ...item, object: { ...elsewhere.object, id: lesson.id } })],
  [
    'object.isPartOf.id',
    gradeEvent({ ...item, object: { ...elsewhere.object, isPartOf: lesson } }),
  ],
];

describe('the places of a lesson', () => {
  test('all are listed', () => {
    expect(namedAt.map(([place]) => place)).toEqual(lessonPlaces);
  });

  test.each(namedAt)(
    '%s: doubtful, with both sources, until the config says it',
    (place, event) => {
      const open = check(event, { lessonAt: 'either' });
      expect(open).toMatchObject({ verdict: 'doubtful', lesson: 'lesson-1', lessonAt: [place] });
      expect(open.said).toContain('product overview');
      expect(open.said).toMatch(/client of the live service|Caliper has room/);
      expect(check(event, { lessonAt: place })).toMatchObject({
        ...{ verdict: 'credited', lesson: 'lesson-1' },
      });
      // If no lesson is needed, its place cannot cost anything.
      const without = { ...forms.without, lesson: 'credited' } as const;
      const lenient = { lessonAt: 'either', without, otherExtensions: 'ignored' } as const;
      expect(check(event, lenient)).toMatchObject({ verdict: 'credited', lesson: 'lesson-1' });
    },
  );

  test.each(namedAt)('%s: not counted where the config says another place', (place, event) => {
    const other =
      place === 'object.assignable.id' ? 'extensions.lesson.id' : 'object.assignable.id';
    const strict = { lessonAt: other, without: { ...forms.without, lesson: 'dropped' } } as const;
    const { verdict, said } = check(event, strict);
    expect(verdict).toBe(place === 'extensions.lesson.id' ? 'rejected' : 'dropped');
    expect(said).toContain(`only ${other} counts`);
  });

  test('an answer names its lesson as a text', () => {
    const event = gradeEvent({ ...item, object: { ...elsewhere.object, isPartOf: lesson.id } });
    expect(check(event, { lessonAt: 'object.isPartOf.id' })).toMatchObject({ lesson: 'lesson-1' });
  });

  test('two lessons are none', () => {
    const both = gradeEvent(extensions({ lesson: { id: lessonUrl('lesson-2') } }));
    const { verdict, said } = check(both, { lessonAt: 'either' });
    expect(verdict).toBe('dropped');
    expect(said).toContain('two different lessons');
  });
});

describe('what sources contradict each other about', () => {
  const lessonless = gradeEvent(elsewhere);
  const without = (lesson: 'dropped' | 'rejected' | 'credited') => ({
    without: { ...forms.without, lesson },
  });

  test.each<[string, JsonObject, Partial<EventForms>, Partial<EventForms>, RegExp]>([
    ['no lesson', lessonless, without('credited'), without('dropped'), /overview.*developer guide/],
    [
      'a key in extensions',
      gradeEvent(extensions({ studentGrade: 5 })),
      { otherExtensions: 'ignored' },
      { otherExtensions: 'rejected' },
      /"studentGrade".*Caliper.*unrecognized_keys/,
    ],
    [
      'an object that is a text',
      gradeEvent({ object: 'urn:uuid:attempt', actor: `${platform}/rostering/1.0/users/s` }),
      { entities: 'either', ...without('credited') },
      { entities: 'objects' },
      /events page.*official SDK/,
    ],
  ])('%s: doubtful, or what the config says', (_, event, taken, refused, sources) => {
    const open = check(event);
    expect(open.verdict).toBe('doubtful');
    expect(open.said).toMatch(sources);
    expect(check(event, taken).verdict).toBe('credited');
    expect(check(event, refused).verdict).toMatch(/dropped|rejected/);
  });

  test("the lesson in the app's own words: the right form is told", () => {
    const { verdict, said } = check(gradeEvent(about('https://app.example.org/lessons/lesson-1')));
    expect(verdict).toBe('doubtful');
    expect(said).toContain(`Write it so: ${lessonUrl('lesson-1')}`);
  });
});

test('one event that is rejected decides for its envelope, unless the config says otherwise', () => {
  const envelope = JSON.stringify({ sensor: 's', data: [gradeEvent(), gradeEvent({ type: 'X' })] });
  const { events } = checkText(envelope);
  expect(events.map(({ verdict }) => verdict)).toEqual(['rejected', 'rejected']);
  expect(events[0]?.problems.at(-1)?.detail).toContain('event.envelope');
  const each = checkText(envelope, { envelope: 'each' });
  expect(each.events.map(({ verdict }) => verdict)).toEqual(['credited', 'rejected']);
});

test('events seen side by side: ids twice, objects twice, envelopes of several', () => {
  const one = gradeEvent();
  const { problems, lessons: tallies } = checkText(
    `${JSON.stringify({ sensor: 's', data: [one, gradeEvent({ object: one['object'] ?? null })] })}\n${JSON.stringify(one)}`,
  );
  expect(problems.map(({ code }) => code)).toEqual([
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

describe('events of the official SDK', () => {
  const ofSdk = (event: JsonObject, own: Partial<EventForms> = {}) => check(event, own, sdkEvents);
  const object = (parts: JsonObject) => ({
    object: { ...(activityEvent()['object'] as JsonObject), ...parts },
  });
  const items = (...found: JsonObject[]) => ({ generated: { id: 'urn:uuid:m', items: found } });
  const v1p2 = `${platform}/ims/oneroster/rostering/v1p2`;

  test('as its server makes them: nothing is said against them', () => {
    const made = { course: 'course-1', problems: [] };
    expect(ofSdk(activityEvent())).toMatchObject({ verdict: 'credited', ...made });
    expect(ofSdk(timeSpentEvent())).toMatchObject({ verdict: 'recorded', ...made });
  });

  test.each([
    { what: 'no subject of the ten', parts: object({ subject: 'ELA' }), says: 'object.subject' },
    { what: 'no app', parts: object({ app: {} }), says: 'object.app.name' },
    { what: 'another metric', parts: items({ type: 'xpEarnt', value: 1 }), says: '"xpEarned"' },
    {
      what: 'a time in an activity',
      parts: items({ type: 'active', value: 1 }),
      says: 'no metric',
    },
    { what: 'a text as number', parts: items({ type: 'xpEarned', value: '1' }), says: 'no number' },
    { what: 'no metrics', parts: { generated: { id: 'x' } }, says: 'generated.items' },
    { what: 'another action', parts: { action: 'Started' }, says: 'is Completed' },
    { what: 'no time', parts: { eventTime: null }, says: 'lacks eventTime' },
  ])('$what: rejected', ({ parts, says }) => {
    const { verdict, said } = ofSdk(activityEvent(parts));
    expect(verdict).toBe('rejected');
    expect(said).toContain(says);
  });

  test.each([
    {
      what: 'a course of nobody',
      parts: object({ course: { id: `${v1p2}/courses/x`, name: 'X' } }),
      says: 'not a course of this catalog',
    },
    {
      what: 'the course in the form of the Partner API',
      parts: object({ course: { id: courseUrl('course-1'), name: 'X' } }),
      says: `Write it so: ${v1p2}/courses/course-1`,
    },
    { what: 'two courses', parts: { extensions: { courseId: 'course-2' } }, says: 'two different' },
    {
      what: 'a bare id of nobody',
      parts: { extensions: { courseId: 'x' } },
      says: 'extensions.courseId',
    },
    {
      what: 'nobody',
      parts: { actor: { id: 'urn:uuid:x' } },
      says: 'neither by its id nor by its email',
    },
  ])('$what: dropped', ({ parts, says }) => {
    const { verdict, said } = ofSdk(activityEvent(parts));
    expect(verdict).toBe('dropped');
    expect(said).toContain(says);
  });

  test.each([
    { what: 'no XP', parts: items({ type: 'masteredUnits', value: 1 }), says: 'gives no XP' },
    {
      what: 'half of a pair',
      parts: items({ type: 'xpEarned', value: 1 }, { type: 'totalQuestions', value: 1 }),
      says: 'belong together',
    },
    {
      what: 'more right than there are',
      parts: items(
        ...[
          { type: 'xpEarned', value: 1 },
          { type: 'totalQuestions', value: 1 },
        ],
        { type: 'correctQuestions', value: 2 },
      ),
      says: 'more than totalQuestions',
    },
    {
      what: 'no email',
      parts: { actor: { id: `${v1p2}/users/student-1` } },
      says: 'actor.email is missing',
    },
  ])('$what: credited, and told', ({ parts, says }) => {
    const { verdict, said, problems } = ofSdk(activityEvent(parts));
    expect(verdict).toBe('credited');
    expect(problems.map(({ severity }) => severity)).toEqual(['warning']);
    expect(said).toContain(says);
  });

  test('no course: doubtful, or what the config says', () => {
    const event = activityEvent({ ...object({ course: null }), extensions: null });
    const { verdict, said } = ofSdk(event);
    expect(verdict).toBe('doubtful');
    expect(said).toMatch(/models of the official SDK.*line item/);
    const without = { ...sdkEvents.without, course: 'dropped' } as const;
    expect(ofSdk(event, { without }).verdict).toBe('dropped');
  });

  test('several in one envelope are normal', () => {
    const envelope = JSON.stringify({ sensor: 's', data: [activityEvent(), timeSpentEvent()] });
    const { problems } = checkText(envelope, {}, sdkEvents);
    expect(problems).toEqual([]);
  });
});
