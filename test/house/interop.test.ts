import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { witnesses } from '../../scripts/witnesses/install.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/interop.md'), 'utf8');

/** The tables that `npm run witnesses` writes, by name. */
const tables = [...page.matchAll(/<!-- begin: (.*?) -->\n(.*?)<!-- end: \1 -->/gs)].map(
  ([, name = '', text = '']) => {
    const lines = text.split('\n').filter((line) => line.startsWith('| '));
    const cells = lines.slice(2).map((line) => line.slice(2, -2).split(/ \| /));
    return { name, text, rows: cells };
  },
);
const ofCalls = tables.filter(({ text }) => text.includes('| call |'));
const ofFindings = tables.filter(({ text }) => text.includes('| operation |'));

test('the page has tables, of calls and of findings', () => {
  expect(ofCalls.length).toBeGreaterThan(5);
  expect(ofFindings.length).toBeGreaterThan(0);
  expect(ofCalls.length + ofFindings.length).toBe(tables.length);
});

test.each(ofCalls)('the sums of "$name" are those of its rows', ({ text, rows }) => {
  const [, all, said = ''] = /^(\d+) calls: (.*)\.$/m.exec(text) ?? [];
  expect(rows.length).toBe(Number(all));
  for (const part of said.split(', ')) {
    const [count, verdict] = part.split(' ');
    expect([verdict, rows.filter((row) => row[2] === verdict).length]).toEqual([
      verdict,
      Number(count),
    ]);
  }
  const known = said.split(', ').map((part) => part.split(' ')[1]);
  expect(rows.filter((row) => !known.includes(row[2]))).toEqual([]);
});

test.each(ofCalls)('no call of "$name" is the fault of the tool or the emulator', ({ rows }) => {
  expect(rows.filter(([, , verdict]) => verdict === 'wrong')).toEqual([]);
});

test.each(ofCalls)('whoever is at fault in "$name", the row says why', ({ rows }) => {
  const reasoned = ['client', 'absent', 'open'];
  const bare = rows.filter(([, , verdict = '', why = '']) => reasoned.includes(verdict) && !why);
  expect(bare).toEqual([]);
});

test.each(ofFindings)(
  'each finding of "$name" that is decided names what decides it',
  ({ rows }) => {
    const bare = rows.filter(([, , verdict, why = '']) => verdict === 'decided' && why.length < 12);
    expect(bare).toEqual([]);
  },
);

test.each([
  ['timeback-sdk', 'sdk'],
  ['timeback', 'community'],
  ['schemathesis', 'schemathesis'],
])(
  '%s and all that it needs stand in one version, with the hashes of their files',
  (name, file) => {
    const path = join(root, `scripts/witnesses/python/requirements-${file}.txt`);
    const packages = readFileSync(path, 'utf8')
      .trim()
      .split(/\n(?! )/);
    expect(packages.length).toBeGreaterThan(5);
    const loose = packages.filter(
      (one) => !/^[\w.-]+==\S+.*(\n +--hash=sha256:[0-9a-f]{64}\b.*)+$/s.test(one),
    );
    expect(loose).toEqual([]);
    const version = witnesses.find((witness) => witness.name === name)?.version;
    expect(packages.map((one) => one.split(/ /)[0])).toContain(`${name}==${version}`);
  },
);
