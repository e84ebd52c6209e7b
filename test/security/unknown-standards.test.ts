import { expect, test } from 'vitest';
import { mostGuesses } from '../../src/document/validate.ts';
import { commandLine } from '../support/command-line.ts';
import { catalogWith, patience } from '../support/hostile-folder.ts';

const id = (number: number, part: number) =>
  `${number.toString(16).padStart(8, '0')}-${String(part).repeat(4)}-4111-8111-${number.toString(16).padStart(12, '0')}`;

test('2,000 standards that no framework has, held against 40,000', {
  timeout: patience,
}, async () => {
  const lessons = Array.from(
    { length: 2000 },
    (_, at) => `      - {sourcedId: less-${at}, title: L${at}, standards: [${id(at, 3)}]}\n`,
  );
  const known = Array.from({ length: 40_000 }, (_, at) => ({ identifier: id(at, 1) }));
  const cwd = catalogWith({
    'timeback-catalog.yaml': 'org: partner-sandbox\nstandards: standards.json\n',
    'catalog/more.yaml': `kind: course\nsourcedId: more\ntitle: More\nunits:\n  - sourcedId: u9\n    title: U\n    lessons:\n${lessons.join('')}`,
    'standards.json': JSON.stringify({ CFItems: known }),
  });
  const { code, stderr } = await commandLine(['check'], { cwd });
  expect(code).toBe(1);
  // Each with a head of its own, or counted by the head of those that say the same.
  const heads = [...stderr.matchAll(/\[standards\/unknown\](?:: The same (\d+) times more)?/g)];
  const told = heads.map(([, same]) => (same === undefined ? 1 : Number(same)));
  expect(told.reduce((sum, number) => sum + number, 0)).toBe(2000);
  expect(stderr.match(/Did you mean/g)?.length ?? 0).toBeLessThanOrEqual(mostGuesses);
});
