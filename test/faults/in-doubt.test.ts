import { describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../src/emulator/faults.ts';
import { applyServed, expectConverged, quick, sumOf } from '../support/faulty.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const unit = { method: 'PUT', path: 'units' } as const;
const tries = 1 + quick.repetitions;

/** Every answer to the one PUT of the unit is lost; reading works. */
describe('a write whose every answer was lost is read back before it is called failed', () => {
  test.each<FaultSpec>([
    { fault: 'drop-after', ...unit },
    { fault: 'cut-off', ...unit },
    { fault: 'slow-body', ms: 9e6, ...unit },
  ])(
    '$fault: it had arrived, so it is applied, and what hangs under it is written',
    async (fault) => {
      const served = await serveCatalog({ lessons: 3, faults: [fault] });
      const { applied } = expectConverged(await applyServed(served), served.emulator);
      expect(applied).toHaveLength(5);
      expect(served.writes().filter((path) => path.includes('units'))).toHaveLength(tries);
    },
  );

  test.each<FaultSpec>([
    { fault: 'drop-before', ...unit },
    { fault: '504', ...unit },
  ])('$fault: it had not, and the report says that it was looked up', async (fault) => {
    const served = await serveCatalog({ lessons: 3, faults: [fault] });
    const result = await applyServed(served);
    const { applied, failed, notTried } = sumOf(result, served.emulator);
    expect([applied, failed, notTried.length]).toEqual([['course/course-1'], ['unit/unit-1'], 3]);
    expect(JSON.stringify(result)).toContain('Read back, it was not written.');
  });

  test('an answer was lost and reading fails too: it says that it does not know', async () => {
    const faults: readonly FaultSpec[] = [
      { fault: 'drop-before', ...unit },
      // The first is of planning, which asks whether the unit is there already.
      ...Array.from(
        { length: tries },
        (_, time) => ({ fault: '503', method: 'GET', path: 'units/', at: time + 2 }) as const,
      ),
    ];
    const served = await serveCatalog({ lessons: 3, faults });
    const result = await applyServed(served);
    expect(sumOf(result, served.emulator).failed).toEqual(['unit/unit-1']);
    expect(JSON.stringify(result)).toContain('Whether it was written is not known.');
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
