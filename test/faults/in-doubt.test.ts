import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/features/emulator/server/faults.ts';
import { exit, exitOfReport } from '../../src/run/exit-code.ts';
import { outcomeText } from '../../src/text/words/report-words.ts';
import { dialectNames } from '../support/dialects.ts';
import { applyServed, expectConverged, quick, sumOf } from '../support/faulty.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const tries = 1 + quick.repetitions;
/** Of the other dialect the first component that is made is the unit. */
const at = {
  partner: {
    unit: { method: 'PUT', path: 'units' },
    all: 5,
    held: 3,
    free: [],
    writes: tries,
    reads: tries,
  },
  oneroster: {
    unit: { method: 'POST', path: 'components', times: tries },
    all: 7,
    held: 3,
    free: ['resource/film', 'resource/map'],
    // What cannot be made twice is looked for, and written over if it is there.
    writes: tries + 1,
    reads: 2 * tries,
  },
} as const;

/** Every answer to the one PUT of the unit is lost; reading works. */
describe.each(dialectNames)('%s: a write whose every answer was lost is read back', (dialect) => {
  const { unit, all, held, free, writes, reads } = at[dialect];

  test.each<FaultSpec>([
    { fault: 'drop-after', ...unit },
    { fault: 'cut-off', ...unit },
    { fault: 'slow-body', ms: 9e6, ...unit },
  ])(
    '$fault: it had arrived, so it is applied, and what hangs under it is written',
    async (fault) => {
      const served = await serveCatalog({ lessons: 3, faults: [fault], dialect });
      const { applied } = expectConverged(await applyServed(served), served.emulator);
      expect(applied).toHaveLength(all);
      const bodies = served.emulator.requests.map(({ body }) => JSON.stringify(body) ?? '');
      expect(bodies.filter((body) => body.includes('"title":"Unit 1"'))).toHaveLength(writes);
    },
  );

  test('303: it was carried out, and the answer is elsewhere', async () => {
    const fault = { fault: 'redirect', to: '/done', status: 303, ...unit, times: 1 } as const;
    const served = await serveCatalog({ lessons: 3, faults: [fault], dialect });
    expectConverged(await applyServed(served), served.emulator);
  });

  test.each<FaultSpec>([
    { fault: 'drop-before', ...unit },
    { fault: '504', ...unit },
  ])('$fault: it had not, and the report says that it was looked up', async (fault) => {
    const served = await serveCatalog({ lessons: 3, faults: [fault], dialect });
    const result = await applyServed(served);
    const { applied, failed, notTried } = sumOf(result, served.emulator);
    expect([applied, failed]).toEqual([['course/course-1', ...free], ['unit/unit-1']]);
    expect(notTried).toHaveLength(held);
    expect(JSON.stringify(result)).toContain('Read back, it does not show.');
  });

  test('an answer was lost and reading fails too: it says that it does not know', async () => {
    const faults: readonly FaultSpec[] = [
      { fault: 'drop-before', ...unit },
      // The first is of planning, which asks whether the unit already exists.
      ...Array.from(
        { length: reads },
        (_, time) =>
          ({
            fault: '503',
            method: 'GET',
            path: dialect === 'partner' ? 'units/' : 'components/unit-1',
            at: time + 2,
          }) as const,
      ),
    ];
    const served = await serveCatalog({ lessons: 3, faults, dialect });
    const result = await applyServed(served);
    expect(sumOf(result, served.emulator).failed).toEqual(['unit/unit-1']);
    expect(JSON.stringify(result)).toContain('It is unknown whether it was written.');
  });
});

/** Answers a refusal to writes of some records, once the emulator has stored them or without that. */
function failing(path: RegExp, status: number, isStored: boolean) {
  return async (request: Request): Promise<Response> => {
    const body = await request.clone().text();
    if (request.method === 'GET' || !path.test(`${request.url} ${body}`)) return fetch(request);
    if (isStored) await fetch(request);
    return new Response('{}', { status });
  };
}

const ownRecord = /components(\/lesson-1)? .*"sourcedId":"lesson-1"/;
const ofPlacements = /component-resources/;

describe('a lesson of several records that was written in part', () => {
  test.each([
    {
      ...{ what: 'its own record is stored, and its answer is lost', at: ownRecord },
      ...{ status: 503, isStored: true, says: 'Read back, it shows in part.' },
    },
    {
      ...{ what: 'the answers about its placements are lost', at: ofPlacements },
      ...{ status: 503, isStored: false, says: 'Read back, it shows in part.' },
    },
    {
      ...{ what: 'its placements are refused', at: ofPlacements },
      ...{ status: 422, isStored: false, says: 'A part of it was written before.' },
    },
  ])('$what: the report says so, and exit is 4', async ({ at, status, isStored, says }) => {
    const served = await serveCatalog({ lessons: 1, dialect: 'oneroster' });
    const { emulator } = served;
    const result = await applyServed(served, { world: { fetch: failing(at, status, isStored) } });
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    const { report } = result.value;
    const [failed, ...others] = report.outcomes.filter((one) => one.status === 'failed');
    expect([failed?.address, others]).toEqual(['lesson/lesson-1', []]);
    expect(failed && outcomeText(failed, String)).toContain('lesson "Lesson 1" added in part: ');
    expect(failed?.problem.detail).toContain(says);
    expect(exitOfReport(report, false)).toBe(exit.partial);
    expect(emulator.records('lesson')).toHaveLength(1);
    expectConverged(await applyServed(served), emulator);
  });
});

test('an update in doubt is looked up too', async () => {
  const served = await serveCatalog({
    lessons: 2,
    faults: [{ fault: 'drop-after', method: 'PUT', path: 'lesson-2' }],
  });
  const { emulator } = served;
  const record = { sourcedId: 'lesson-2', status: 'active', title: 'Old' };
  emulator.seed([
    {
      kind: 'lesson',
      record: { ...record, course: { sourcedId: 'course-1' }, unit: { sourcedId: 'unit-1' } },
    },
  ]);
  const { applied } = expectConverged(await applyServed(served), emulator);
  expect(applied).toContain('lesson/lesson-2');
  expect(emulator.records('lesson').find((one) => one['sourcedId'] === 'lesson-2')).toMatchObject({
    title: 'Lesson 2',
  });
});
