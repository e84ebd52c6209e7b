import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** The rows below each heading, without the head of their table. */
const rows = page
  .split(/^## /m)
  .slice(1)
  .flatMap((section) => {
    const [who = ''] = section.split('\n');
    const lines = section.split('\n').filter((line) => line.startsWith('| '));
    return lines.slice(2).map((line) => ({ who, cells: line.split('|').slice(1, -1) }));
  });

test('every file and folder that the page names is there', () => {
  const named = [...page.matchAll(/`((?:src|test|docs|scripts)\/[^`]*)`/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('every attack has a defence, and a test that is there', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const { who, cells } of rows) {
    expect([who, cells.length]).toEqual([who, 3]);
    const [what = '', held = '', tests = ''] = cells.map((cell) => cell.trim());
    expect([who, what.length > 0 && held.length > 0]).toEqual([who, true]);
    expect([who, what, tests]).toEqual([
      who,
      what,
      expect.stringMatching(/^`test\/[^`]+\.test\.ts`(?:, `test\/[^`]+\.test\.ts`)*$/),
    ]);
  }
});

/** docs/reliability.md and others lead here. */
describe.each(['People', 'Archives', 'What is kept between runs', 'What is not defended'])(
  'the page keeps what it says under %s',
  (heading) => {
    test('under its heading', () => expect(page).toContain(`\n## ${heading}\n`));
  },
);
