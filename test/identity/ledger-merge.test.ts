// What real git makes of ledgers that two branches changed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLedger, sortLedger } from '../../src/identity/ledger/parse.ts';
import type { Kind } from '../../src/model/node.ts';
import { idKey } from '../../src/model/node.ts';
import { addToLedger, retireInLedger } from '../support/ledger.ts';
import { newRepository } from '../support/repository.ts';

const file = 'catalog.ids';
const union = `${file} merge=union\n`;

/** Merges two edits of a ledger; the attributes are what `.gitattributes` says. */
function merge(attributes: string, base: string | undefined, ours: string, theirs: string) {
  const { folder, git, commit } = newRepository();
  commit({ '.gitattributes': attributes, ...(base !== undefined && { [file]: base }) });
  git('checkout', '-q', '-b', 'topic');
  commit({ [file]: theirs });
  git('checkout', '-q', 'main');
  commit({ [file]: ours });
  let isClean = true;
  try {
    git('merge', '-q', '--no-edit', 'topic');
  } catch {
    isClean = false;
  }
  const text = readFileSync(join(folder, file), 'utf8');
  return { isClean, text, problems: parseLedger(file, text).problems.map(({ code }) => code) };
}

function add(text: string | undefined, ids: string, kind: Kind = 'lesson'): string {
  const minted = ids.split(' ').map((sourcedId) => ({ sourcedId, kind }));
  return addToLedger(text, minted);
}

const dos = (text: string) => text.replaceAll('\n', '\r\n');
const lines = [
  { name: 'LF', attributes: union, written: (text: string) => text },
  { name: 'CRLF kept by git', attributes: `${file} -text merge=union\n`, written: dos },
  { name: 'CRLF written by git', attributes: `${file} text eol=crlf merge=union\n`, written: dos },
];

describe.each(lines)('two branches with $name', ({ attributes, written }) => {
  const base = written(add(undefined, 'b m x'));

  test.each([
    { name: 'far apart', ours: 'a', theirs: 'z' },
    { name: 'next to each other', ours: 'n', theirs: 'o' },
    { name: 'in the wrong order', ours: 'o p', theirs: 'c n' },
    { name: 'at the end', ours: 'y', theirs: 'z' },
    { name: 'at the start', ours: 'a', theirs: 'a2' },
    { name: 'and the same ones', ours: 'n o', theirs: 'n o' },
    { name: 'and partly the same ones', ours: 'n o', theirs: 'o p' },
  ])('add ids $name: no conflict, and fmt makes it as if one had added all', ({ ours, theirs }) => {
    const merged = merge(attributes, base, add(base, ours), add(base, theirs));
    expect(merged.isClean).toBe(true);
    for (const code of merged.problems)
      expect(['ledger/unsorted', 'ledger/repeated']).toContain(code);
    expect(sortLedger(merged.text)).toBe(add(add(base, ours), theirs));
  });

  test('mint the same id for two kinds: no mark in the file, and an error names it', () => {
    const merged = merge(attributes, base, add(base, 'n', 'lesson'), add(base, 'n', 'unit'));
    expect(merged.problems).toContain('ledger/duplicate');
  });

  test('both start the ledger', () => {
    const [ours, theirs] = [written(add(undefined, 'a c')), written(add(undefined, 'b c'))];
    const merged = merge(attributes, undefined, ours, theirs);
    expect(merged.isClean).toBe(true);
    expect(sortLedger(merged.text)).toBe(written(add(undefined, 'a b c')));
  });

  test('one adds far from where the other retires', () => {
    const merged = merge(attributes, base, add(base, 'a'), retireInLedger(base, ['x'], 'old'));
    expect(merged).toMatchObject({ isClean: true, problems: [] });
    expect(merged.text).toContain('x lesson retired old');
  });

  test('one adds right beside what the other retires: the retirement holds', () => {
    const merged = merge(attributes, base, add(base, 'n'), retireInLedger(base, ['m'], 'old'));
    expect(merged).toMatchObject({ isClean: true, problems: ['ledger/unsorted'] });
    const ledger = parseLedger(file, merged.text);
    expect(ledger.ok && ledger.value.entries.get(idKey('lesson', 'm'))).toMatchObject({
      state: 'retired',
    });
  });
});

describe('without the line in .gitattributes', () => {
  const base = add(undefined, 'b m x');

  test('ids far apart merge all the same', () => {
    expect(merge('', base, add(base, 'c'), add(base, 'z'))).toMatchObject({
      isClean: true,
      problems: [],
    });
  });

  test.each([
    { name: 'LF', written: (text: string) => text },
    { name: 'CRLF', written: dos },
  ])('ids at one place conflict, and the marks are an error, with $name', ({ written }) => {
    const start = written(base);
    const merged = merge(`${file} -text\n`, start, add(start, 'n'), add(start, 'o'));
    expect(merged).toMatchObject({ isClean: false, problems: ['ledger/conflict'] });
    expect(sortLedger(merged.text)).toBe(merged.text);
  });
});
