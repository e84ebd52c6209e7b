// How often two branches that add ids conflict: a sample of what `npm run merges` counts. Git merges,
// by `git merge-file`, and no attribute helps it.
import { describe, expect, test } from 'vitest';
import { simulate, type Work } from '../../scripts/merges/simulate.ts';
import { hasGit } from '../support/repository.ts';

const share = (work: Work, samples: number) => {
  const { conflicts } = simulate(work, samples);
  return conflicts / samples;
};

describe.skipIf(!hasGit)('of branches that add ids to a ledger', () => {
  test('in one file most conflict: what the folder is for', () => {
    expect(share({ form: 'file', ids: 500, added: 20, sameCourse: true }, 60)).toBeGreaterThan(0.6);
    expect(share({ form: 'file', ids: 100, added: 100, sameCourse: false }, 20)).toBe(1);
  });

  describe.each([100, 1_000, 10_000])('in a folder with %i ids', (ids) => {
    test.each([1, 5, 20, 100])('hardly any conflicts, with %i new ones each', (added) => {
      const work = { form: 'folder', ids, added } as const;
      expect(share({ ...work, sameCourse: false }, 100)).toBeLessThan(0.01);
      expect(share({ ...work, sameCourse: true }, 100)).toBeLessThan(0.05);
      expect(share({ ...work, sameCourse: true, oneByOne: true }, 10)).toBeLessThan(0.05);
    });
  });
});
