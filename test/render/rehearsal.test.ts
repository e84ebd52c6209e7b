import { describe, expect, test } from 'vitest';
import { noSources } from '../../src/document/place.ts';
import type { Rehearsal, Trial } from '../../src/model/rehearsal.ts';
import type { Look } from '../../src/text/look.ts';
import { renderers } from '../../src/text/renderers.ts';

const look: Look = {
  colour: false,
  width: 80,
  unicode: true,
  detail: 'fields',
  sources: noSources,
};
const lesson = (id: string, parts: Partial<Trial>): Trial => ({
  address: `lesson/${id}`,
  title: `Lesson ${id}`,
  state: 'credited',
  ...parts,
});
const rehearsal = (parts: Partial<Rehearsal> = {}): Rehearsal => ({
  platform: { name: 'test', url: 'https://timeback.test', dialect: 'partner' },
  org: 'partner-sandbox',
  trials: [
    lesson('1', { afterMs: 34_000, xp: 1 }),
    lesson('2', { state: 'not-credited' }),
    lesson('3', { state: 'not-sent' }),
    lesson('4', { state: 'not-published' }),
  ],
  omitted: 0,
  props: [{ kind: 'user', sourcedId: 'u', called: 'student', state: 'retired' }],
  receipt: 'receipts/r.jsonl',
  problems: [],
  ...parts,
});

test('a line for each lesson says how far it came, and no further', () => {
  expect(renderers.human.rehearsal(rehearsal(), look)).toMatchInlineSnapshot(`
    "Rehearsal on test (https://timeback.test), dialect partner, org partner-sandbox

    lesson             published  accepted   credited
    lesson "Lesson 1"  yes        yes        1 XP after 34 s
    lesson "Lesson 2"  yes        yes        no
    lesson "Lesson 3"  yes        not tried
    lesson "Lesson 4"  no

    An event that was accepted but not credited may have been dropped without a
    message, or needs more time: the platform documents 30 to 120 seconds.
    Receipt: receipts/r.jsonl
    1 of 4 lessons credited. The test record is marked for deletion.
    "
  `);
});

test('what is left is named with the way to take it away', () => {
  const left = {
    kind: 'class',
    sourcedId: 'k',
    called: 'class of Reading',
    state: 'left',
  } as const;
  const text = renderers.human.rehearsal(rehearsal({ trials: [], props: [left] }), look);
  expect(text).toMatchInlineSnapshot(`
    "Rehearsal on test (https://timeback.test), dialect partner, org partner-sandbox

    Still there: the class k (test class of Reading).
    To clean up:
      timeback-catalog rehearse --clean receipts/r.jsonl
    1 of 1 test record is still there.
    "
  `);
});

describe('titles are data', () => {
  const title = 'a|b\u001b[31m</details>\n::error::x @team';
  const hostile = rehearsal({ trials: [lesson('1', { title, afterMs: 0, xp: 1 })] });
  test.each(['human', 'markdown'] as const)('%s', (format) => {
    const text = renderers[format].rehearsal(hostile, look);
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^::/m);
    if (format === 'markdown') {
      expect(text).not.toContain('</details>');
      const row = text.split('\n').find((line) => line.startsWith('| lesson "a'));
      expect(row?.split('|')).toHaveLength(6);
    }
  });
});

test('a long title gives way to the columns', () => {
  const title = 'x'.repeat(200);
  const text = renderers.human.rehearsal(
    rehearsal({ trials: [lesson('1', { title, afterMs: 0, xp: 1 })] }),
    look,
  );
  const row = text.split('\n').find((line) => line.startsWith('lesson "x'));
  expect(row).toMatch(/… {2}yes +yes +1 XP at once$/);
  expect(row?.length).toBeLessThanOrEqual(80);
});
