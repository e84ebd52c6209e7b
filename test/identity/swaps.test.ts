// Accidents with the ids of neighbours, by title and description alone, as `npm run replay -- --swaps`
// tries them: one course in sixteen languages, and a real one.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogOf } from '../../scripts/replay/swaps/catalog-of.ts';
import { isLeaky, mostSilent } from '../../scripts/replay/swaps/report.ts';
import { stageOf } from '../../scripts/replay/swaps/stage.ts';
import { tryAll } from '../../scripts/replay/swaps/trial.ts';

const files = [
  { name: 'one course in sixteen languages', path: join(import.meta.dirname, 'languages.json') },
  {
    name: 'a textbook of physics',
    path: join(import.meta.dirname, '../../examples/openstax-physics'),
  },
];

describe.each(files)('$name', ({ path }) => {
  test('hardly an accident passes without a word', () => {
    const trials = tryAll(stageOf(catalogOf(path)));
    expect(trials.length).toBeGreaterThan(300);
    expect(isLeaky(trials)).toBe(false);
    const silent = trials.filter(({ verdict }) => verdict === 'silent');
    expect(silent.length).toBeLessThanOrEqual(mostSilent * trials.length);
    expect(trials.flatMap(({ others }) => others)).toEqual([]);
  }, 120_000);
});
