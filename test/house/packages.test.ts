// Each package has a home, a reason and a date, and is still kept.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { packageRows } from '../../scripts/generate/packages.ts';
import releases from '../../scripts/packages/releases.json' with { type: 'json' };
import { tools } from '../../scripts/packages/tools.ts';

/** Packages that do little and are done; each with what would be done if it broke. */
const done: Readonly<Record<string, string>> = {
  '@types/sax': 'types alone; sax itself is kept',
  'ajv-formats': 'tests alone; the formats are few regular expressions',
  'micromark-extension-gfm': 'tests and pictures alone; micromark itself is kept',
  scslre: 'tests alone',
};

const years = (from: string, to: string) =>
  (Date.parse(to) - Date.parse(from)) / (365.25 * 86_400_000);

test('every package has a version in the lock file, a home, a reason and a date', () => {
  const rows = packageRows();
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) {
    expect([row.name, row.home, row.why]).toEqual([
      row.name,
      expect.stringMatching(/./),
      expect.stringMatching(/./),
    ]);
    expect([row.name, row.released]).toEqual([
      row.name,
      expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    ]);
  }
});

test('what nobody says a reason for, or has asked for, is refused with what to do', () => {
  expect(() => packageRows(['left-pad'])).toThrow('add a row to packageHomes');
});

test('no row is left of a package that is gone', () => {
  const names = packageRows().map(({ name }) => name);
  expect(Object.keys(tools).filter((name) => !names.includes(name))).toEqual([]);
  expect(Object.keys(done).filter((name) => !names.includes(name))).toEqual([]);
});

test('updates of what is shipped are proposed apart from those of tools', () => {
  const file = join(import.meta.dirname, '../../.github/dependabot.yml');
  const { updates } = parse(readFileSync(file, 'utf8'));
  const { shipped, tools: others } = updates[0].groups;
  const names = packageRows().flatMap(({ name, isShipped }) => (isShipped ? [name] : []));
  const patterns = new Set(names.map((name) => name.replace(/^(@\w+)\/.*/, '$1/*')));
  expect(shipped.patterns.toSorted()).toEqual([...patterns].sort());
  expect(others['exclude-patterns']).toEqual(shipped.patterns);
});

test('what had no version for two years when the registry was asked is replaced, or done and not shipped', () => {
  const old = packageRows().filter(({ released }) => years(released, releases.asked) > 2);
  expect(old.filter(({ name }) => !(name in done))).toEqual([]);
  expect(old.filter(({ isShipped }) => isShipped)).toEqual([]);
});
