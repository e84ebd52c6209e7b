import { expect, test } from 'vitest';
import { packed, unpacked } from '../../src/cli/pack.ts';
import { fc } from '../support/laws.ts';

const parts = fc.uniqueArray(
  fc.record({ name: fc.string({ unit: 'grapheme' }), data: fc.uint8Array({ maxLength: 40 }) }),
  { selector: ({ name }) => name, maxLength: 5 },
);

function bytesOf(...given: Parameters<typeof packed>): Buffer {
  return Buffer.concat([...packed(...given)]);
}

/** Nothing where it is not even packed. */
function attempted(bytes: Buffer): ReadonlyMap<string, Uint8Array> {
  try {
    return unpacked(bytes);
  } catch {
    return new Map();
  }
}

test('what was packed comes back', () => {
  fc.assert(
    fc.property(parts, (all) => {
      const found = [...unpacked(bytesOf(all))].map(([name, data]) => [name, [...data]]);
      expect(found).toEqual(all.map(({ name, data }) => [name, [...data]]));
    }),
  );
});

test('nothing comes back of what was changed in a byte, or cut off', () => {
  const whole = bytesOf([
    { name: 'main.cjs', data: new Uint8Array([1, 2, 3]) },
    { name: 'chunk.cjs', data: new Uint8Array(9) },
  ]);
  expect(unpacked(whole).size).toBe(2);
  for (let at = 0; at < whole.length; at += 1) {
    for (const bit of [1, 128]) {
      const changed = Buffer.from(whole.with(at, (whole[at] ?? 0) ^ bit));
      expect(attempted(changed).size).toBe(0);
    }
    expect(attempted(whole.subarray(0, at)).size).toBe(0);
  }
  expect(attempted(Buffer.alloc(whole.length)).size).toBe(0);
});
