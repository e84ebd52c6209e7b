// `events check` and the emulator's endpoint judge by one rule set: over all combinations of what an event may
// hold and of what a platform may settle, both say the same.
import { describe, expect, test } from 'vitest';
import { partnerEvents } from '../../src/caliper/documented.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { type EventVerdict, eventVerdicts } from '../../src/model/event-check.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { fc, runs } from '../support/laws.ts';
import { checked, posted, shows } from './agreement.ts';
import { aboutLesson, gradeEvent, host } from './classroom.ts';

const production = host.replace('/rostering/1.0', '');
const strange = 'https://app.example.com/lessons/1';
const lesson = { id: `${host}/lessons/l`, type: 'DigitalResource' };
const extensions = { subject: 'Math', course: { id: `${host}/courses/c` } };
const person = { id: `${host}/users/s`, type: 'Person' };
const app = { id: `${production}/applications/1.0/app`, type: 'SoftwareApplication' };

/** For each part of an event what may stand there; the first is as the guide has it. */
const parts: Readonly<Record<string, readonly Json[]>> = {
  '@context': [
    'http://purl.imsglobal.org/ctx/caliper/v1p2',
    ...['http://example.org/ctx', '', ['http://purl.imsglobal.org/ctx/caliper/v1p2'], null],
  ],
  id: ['urn:uuid:event-1', 7, null],
  type: ['GradeEvent', ...partnerEvents.actions.map((pair) => pair.split(' ')[0] ?? ''), 'X', 7],
  action: ['Graded', ...partnerEvents.actions.map((pair) => pair.split(' ')[1] ?? ''), 'X', null],
  eventTime: ['2026-01-01T12:00:00.000Z', 'yesterday', '2026-01-01', 5, null],
  actor: [app, person, app.id, person.id, 'x', { type: 'Person' }, { id: 7 }, ['x'], null],
  edApp: [app, null, app.id],
  object: [
    aboutLesson('l'),
    aboutLesson('none'),
    ...[strange, 'urn:uuid:attempt', lesson.id, null, [], { type: 'Attempt' }, { id: '' }],
    ...[
      { id: strange, assignee: person },
      { id: strange, assignee: person.id },
    ],
    // Whether a student exists cannot be known from manifests: that one is none by its address.
    { id: strange, assignee: { id: 'https://app.example.com/users/s' }, assignable: lesson },
    aboutLesson('l', { assignable: { id: strange, isPartOf: lesson } }),
    aboutLesson('l', { assignable: lesson.id }),
    { id: lesson.id, assignee: person },
    { id: strange, assignee: person, isPartOf: lesson },
    { id: strange, assignee: person, isPartOf: lesson.id },
  ],
  generated: [
    { type: 'Score', scoreGiven: 10, maxScore: 10, extensions: { scoreType: 'XP' } },
    { type: 'Score', scoreGiven: 1, scoreType: 'QUESTION_RESULT' },
    ...[{ scoreGiven: '10', extensions: { scoreType: 'XP' } }, { type: 'Response' }, 'x', null],
    { scoreGiven: 1, assignable: lesson },
  ],
  extensions: [
    extensions,
    ...[{ ...extensions, lesson }, { ...extensions, lesson: lesson.id }, null, [], {}],
    ...['Astrology', 'math', '', 5].map((subject) => ({ ...extensions, subject })),
    ...[`${host}/courses/none`, 'c', 'urn:uuid:c', 7].map((id) => ({
      ...extensions,
      course: { id },
    })),
    { ...extensions, course: extensions.course.id },
    { ...extensions, course: { id: extensions.course.id.replace('https', 'http') } },
    { ...extensions, course: { id: 'https://other.example.org/rostering/1.0/courses/c' } },
    { ...extensions, studentGrade: 5, held: false },
    { ...extensions, lesson: { id: `${host}/lessons/none` } },
  ],
};

const usual = gradeEvent();
const anEvent = fc
  .record(
    Object.fromEntries(
      Object.entries(parts).map(([key, values]) => [
        key,
        fc.oneof(
          { arbitrary: fc.constant(values[0] ?? null), weight: 9 },
          { arbitrary: fc.constantFrom(...values), weight: 1 },
        ),
      ]),
    ),
  )
  .map((changed): JsonObject => ({ ...usual, ...changed }))
  // A known type with an action of its own in most: else events end at that.
  .chain((event) =>
    fc.constantFrom(undefined, ...partnerEvents.actions).map((pair): JsonObject => {
      const [type = '', action = ''] = pair?.split(' ') ?? [];
      return pair === undefined ? event : { ...event, type, action };
    }),
  );

/** Each contradiction is left open, or settled to either side. */
const sides: readonly (readonly QuirkName[])[] = [
  ['events-take-keys', 'events-refuse-lesson'],
  ['events-without-lesson', 'events-need-lesson'],
  ['events-lesson-in-extensions', 'events-lesson-in-assignable'],
  ['events-take-texts', 'events-refuse-texts'],
];
const someQuirks = fc
  .tuple(...sides.map((side) => fc.constantFrom<(QuirkName | undefined)[]>(undefined, ...side)))
  .chain((chosen) =>
    fc
      .boolean()
      .map((single): QuirkName[] => [
        ...chosen.filter((one) => one !== undefined),
        ...(single ? (['events-one-by-one'] as const) : []),
      ]),
  );
const allSettled = fc.tuple(...sides.map((side) => fc.constantFrom(...side)));

describe('events check and the endpoint agree', () => {
  test('over all that an event may hold, whatever is settled', async () => {
    const met = new Set<EventVerdict>();
    await fc.assert(
      fc.asyncProperty(anEvent, someQuirks, async (event, quirks) => {
        const [verdict = 'recorded'] = checked(event, quirks);
        met.add(verdict);
        const seen = await posted(event, quirks);
        expect({ verdict, seen, agree: shows[verdict](seen) }).toMatchObject({ agree: true });
      }),
      runs(200),
    );
    expect([...met].sort()).toEqual(eventVerdicts.toSorted());
  }, 120_000);

  test('if every contradiction is settled no verdict is doubtful', () => {
    fc.assert(
      fc.property(anEvent, allSettled, (event, quirks) => {
        expect(checked(event, quirks)).not.toContain('doubtful');
      }),
      runs(2000),
    );
  });

  test('what is doubtful is lost on one side and taken on the other', () => {
    fc.assert(
      fc.property(anEvent, (event) => {
        fc.pre(checked(event, [])[0] === 'doubtful');
        const strict = checked(event, [
          'events-refuse-lesson',
          'events-need-lesson',
          'events-refuse-texts',
        ]);
        const inOne = ['events-lesson-in-extensions', 'events-need-lesson'] as const;
        const lenient = checked(event, [
          'events-take-keys',
          'events-without-lesson',
          'events-take-texts',
        ]);
        expect([...strict, ...checked(event, inOne)]).toContainEqual(
          expect.stringMatching(/rejected|dropped/),
        );
        expect(lenient).not.toContainEqual(expect.stringMatching(/rejected|dropped|doubtful/));
      }),
      runs(500),
    );
  });

  test('in envelopes: one that is not valid decides for all, or for itself', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anEvent, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (events, isEach) => {
          const data = events.map((event, index) => ({ ...event, id: `urn:uuid:${index}` }));
          const quirks: QuirkName[] = isEach ? ['events-one-by-one'] : [];
          const verdicts = checked({ sensor: 's', data }, quirks);
          const { status } = await posted({ sensor: 's', data }, quirks);
          const isRefused = verdicts.every((verdict) => verdict === 'rejected');
          const isOne = !isEach || data.length === 1;
          if (!isEach && verdicts.includes('rejected')) expect(isRefused).toBe(true);
          if (isOne || !isRefused) expect(status === 400).toBe(isOne && isRefused);
        },
      ),
      runs(60),
    );
  }, 60_000);
});
