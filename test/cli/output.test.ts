import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeLongText } from '../../src/cli/output.ts';

/** A stream that notes what it is given, and takes no more than so many parts. */
function stream(most = Number.POSITIVE_INFINITY) {
  const parts: string[] = [];
  const writable = new Writable({
    write: (bytes, _, done) => {
      // At once: the next part is encoded in the same place.
      parts.push(String(bytes));
      done();
      if (parts.length === most) writable.destroy();
    },
  });
  return { parts, out: Object.assign(writable, { isTTY: false, columns: 80 }) };
}

const million = 1 << 20;

test.each([
  ['nothing', '', 0],
  ['a word', 'word', 1],
  ['one part', 'a'.repeat(million), 1],
  ['a unit more', 'a'.repeat(million + 1), 2],
  ['pairs of surrogates', '🎓'.repeat(million), 2],
  ['pairs that a limit would tear apart', `a${'🎓'.repeat(million)}`, 2],
  ['half a character', `${'a'.repeat(million - 1)}\ud83c`, 1],
])('%s is written whole', async (_, text, number) => {
  const { out, parts } = stream();
  await writeLongText(out, text);
  expect(parts.join('') === text.toWellFormed()).toBe(true);
  expect(parts).toHaveLength(number);
  for (const part of parts) expect(/^[\udc00-\udfff]/.test(part)).toBe(false);
});

test('nothing more is written into what is closed', async () => {
  const { out, parts } = stream(2);
  await writeLongText(out, 'a'.repeat(5 * million));
  expect(parts).toHaveLength(2);
});
