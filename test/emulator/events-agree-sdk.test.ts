// The same of the events of apps on the official SDK: what `events check` says in the dialect oneroster is what the
// endpoint `/caliper/event` does, over all that an event and its envelope may hold and that a platform may settle.
import { describe, expect, test } from 'vitest';
import { checkEvents } from '../../src/caliper/check-events.ts';
import { sdkEvents } from '../../src/caliper/documented.ts';
import { behaviourOf } from '../../src/features/emulator/server/behaviour.ts';
import type { QuirkName } from '../../src/features/emulator/server/quirks.ts';
import { type EventVerdict, eventVerdicts } from '../../src/model/event-check.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { fc, runs } from '../support/laws.ts';
import { catalog } from './agreement.ts';
import { gradebook, rostering, startForApp } from './sdk-app.ts';

const host = 'http://emulator.test';
const base = `${host}${rostering}`;
const object: JsonObject = {
  id: 'https://app.example.org/activities/C-1/first',
  type: 'TimebackActivityContext',
  ...{ subject: 'Math', process: true, app: { name: 'App' }, activity: { name: 'First' } },
  course: { id: `${base}/courses/c`, name: 'C-1' },
};
const items = (...metrics: readonly (readonly [Json, Json])[]): JsonObject => ({
  items: metrics.map(([type, value]) => ({ type, value })),
});

/** For each part of an event what may stand there; the first is as the SDK has it. */
const parts: Readonly<Record<string, readonly Json[]>> = {
  '@context': ['http://purl.imsglobal.org/ctx/caliper/v1p2', 'http://example.org/ctx', null, 7],
  id: ['urn:uuid:1', null, 7],
  type: [
    'ActivityEvent',
    ...new Set(sdkEvents.actions.map((pair) => pair.split(' ')[0] ?? '')),
    'ViewEvent',
    7,
  ],
  action: ['Completed', 'SpentTime', 'Graded', 'Started', 'X', null],
  eventTime: ['2026-01-01T12:00:00.000Z', 'yesterday', null, 5],
  actor: [
    { id: `${base}/users/s`, type: 'TimebackUser', email: 's@example.org' },
    { id: 'urn:uuid:s', email: 's@example.org' },
    { id: `${base}/users/s` },
    ...[`${base}/users/s`, 's@example.org', { id: 'urn:uuid:nobody' }, {}, ['s'], null],
  ],
  object: [
    object,
    { ...object, process: false },
    { ...object, process: null },
    { ...object, process: 'yes' },
    ...['Astrology', 'math', 5, null].map((subject) => ({ ...object, subject })),
    { ...object, app: {} },
    { ...object, course: null },
    ...[`${base}/courses/none`, 'c', `${host}/rostering/1.0/courses/c`, 7].map((id) => ({
      ...object,
      course: { id },
    })),
    ...['https://app.example.org/1', {}, null, []],
  ],
  generated: [
    items(['totalQuestions', 4], ['correctQuestions', 3], ['xpEarned', 10]),
    ...[items(['active', 60]), items(['active', 60], ['waste', 1]), items(), items(['xp', 1])],
    ...[items(['xpEarned', '10']), items(['totalQuestions', 4]), items(['correctQuestions', 3])],
    ...[{ items: 'none' }, { type: 'Score', scoreGiven: 1 }, {}, 'x', null],
  ],
  extensions: [{ courseId: 'c' }, { courseId: 'none' }, { courseId: 7 }, { held: true }, {}, null],
};

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
  // A known type with an action of its own, and metrics that belong to it, in most.
  .chain((event) =>
    fc.constantFrom(undefined, ...sdkEvents.actions).map((pair): JsonObject => {
      const [type = '', action = ''] = pair?.split(' ') ?? [];
      if (pair === undefined) return event;
      const isUsual = event['generated'] === parts['generated']?.[0];
      const time = type === 'TimeSpentEvent' && isUsual && { generated: items(['active', 60]) };
      return { ...event, type, action, ...time };
    }),
  );

/** An event that is right. */
const usual: JsonObject = Object.fromEntries(
  Object.entries(parts).map(([key, values]) => [key, values[0] ?? null]),
);
/** One that does not say whether it is to be processed. */
const unsaid: JsonObject = { ...usual, object: { ...object, process: null } };
const course = { id: `${base}/courses/none` };
/** One for each verdict: whatever is drawn, all of them are met. */
const oneOfEach: readonly JsonObject[] = [
  ...[usual, unsaid, { ...usual, id: null }, { ...usual, object: { ...object, process: false } }],
  { ...usual, object: { ...object, course }, extensions: null },
];

const sides: readonly (readonly QuirkName[])[] = [
  ['events-take-keys', 'events-refuse-lesson'],
  ['events-take-texts', 'events-refuse-texts'],
  ['events-without-process', 'events-need-process'],
  ['events-one-by-one'],
];
const someQuirks = fc
  .tuple(...sides.map((side) => fc.constantFrom<(QuirkName | undefined)[]>(undefined, ...side)))
  .map((chosen) => chosen.filter((one) => one !== undefined));

const enveloped = (data: readonly Json[], more: JsonObject = {}): JsonObject => ({
  ...{ sensor: 'https://app.example.org', sendTime: '2026-01-01T12:00:01.000Z' },
  ...{ dataVersion: 'http://purl.imsglobal.org/ctx/caliper/v1p2', data: [...data] },
  ...more,
});

/** What `events check` says of each event of a request. */
function checked(body: Json, quirks: readonly QuirkName[]) {
  return checkEvents('e.json', JSON.stringify(body), {
    ...{ catalog, forms: behaviourOf(quirks).events(sdkEvents), others: new Map() },
    environment: { name: 'production', baseUrl: host },
  }).events.map(({ verdict }) => verdict);
}

/** What the endpoint does with a request, and what can be read after it. */
async function posted(body: Json, quirks: readonly QuirkName[]) {
  const { ask, emulator } = await startForApp({ quirks });
  const { status } = await ask('/caliper/event', 'POST', body);
  const results = await ask(`${gradebook}/assessmentResults/`);
  const week = '/edubridge/analytics/facts/weekly?studentId=s&weekDate=2026-01-02';
  const facts = await ask(week);
  emulator.close();
  const lengthOf = (value: Json, key: string) => {
    const list = isObject(value) ? value[key] : [];
    return Array.isArray(list) ? list.length : 0;
  };
  return {
    status,
    results: lengthOf(results.body, 'assessmentResults'),
    facts: lengthOf(facts.body, 'facts'),
  };
}

const shows: Readonly<Record<EventVerdict, (seen: Awaited<ReturnType<typeof posted>>) => boolean>> =
  {
    credited: ({ status, results, facts }) => status === 200 && results === 1 && facts === 1,
    recorded: ({ status, results }) => status === 200 && results === 0,
    dropped: ({ status, results, facts }) => status === 200 && results === 0 && facts === 0,
    rejected: ({ status, results, facts }) => status === 400 && results === 0 && facts === 0,
    doubtful: ({ status }) => status === 200,
  };

describe('events check and /caliper/event agree', () => {
  test('over all that an event may hold, whatever is settled', async () => {
    const met = new Set<EventVerdict>();
    await fc.assert(
      fc.asyncProperty(anEvent, someQuirks, async (event, quirks) => {
        const body = enveloped([event]);
        const [verdict = 'recorded'] = checked(body, quirks);
        met.add(verdict);
        const seen = await posted(body, quirks);
        expect({ verdict, seen, agree: shows[verdict](seen) }).toMatchObject({ agree: true });
      }),
      { ...runs(200), examples: oneOfEach.map((event): [JsonObject, QuirkName[]] => [event, []]) },
    );
    expect([...met].sort()).toEqual(eventVerdicts.toSorted());
  }, 180_000);

  test('of envelopes with more than one event, and of those that lack a key', async () => {
    const lacking = fc.constantFrom<JsonObject[]>(
      ...[{}, {}, {}, { sensor: null }, { sendTime: '' }, { dataVersion: 5 }],
    );
    const met = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(anEvent, { minLength: 1, maxLength: 3 }),
        lacking,
        fc.boolean(),
        async (events, more, isEach) => {
          const data = events.map((event, at) =>
            event['id'] === 'urn:uuid:1' ? { ...event, id: `urn:uuid:${at}` } : event,
          );
          const quirks: QuirkName[] = isEach ? ['events-one-by-one'] : [];
          const body = enveloped(data, more);
          const verdicts = checked(body, quirks);
          const isRefused = verdicts.every((verdict) => verdict === 'rejected');
          const { status } = await posted(body, quirks);
          met.add(status);
          // One by one, what is left of an envelope of bad events alone is an empty one.
          if (!isEach || Object.keys(more).length > 0 || data.length === 1 || !isRefused) {
            expect({ verdicts, status }).toMatchObject({ status: isRefused ? 400 : 200 });
          }
        },
      ),
      runs(80),
    );
    expect([...met].sort()).toEqual([200, 400]);
  }, 180_000);

  test('if the row is settled, an activity without `process` is sure', () => {
    const event = unsaid;
    expect(checked(enveloped([event]), [])).toEqual(['doubtful']);
    expect(checked(enveloped([event]), ['events-without-process'])).toEqual(['credited']);
    expect(checked(enveloped([event]), ['events-need-process'])).toEqual(['recorded']);
  });
});
