import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { readMarker, withMarker } from '../../src/action/marker.ts';
import { fc } from '../support/laws.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const marker = fc.record({
  key: fc.oneof(fc.string(), fc.constant('a-->b--!><!-- \n@x')),
  state: fc.constantFrom('planned', 'applied', 'drift'),
  commit: fc.string(),
  digest: fc.string(),
});
const text = fc.oneof(fc.string(), fc.constant('a\nb -->\n<!-- timeback-catalog {} -->\n'));

test('what was written is read back, whatever line ends a server prefers', () => {
  fc.assert(
    fc.property(marker, text, fc.boolean(), (given, words, crlf) => {
      // Line ends are not kept apart.
      const plain = words.replaceAll('\r', '');
      const body = withMarker(given, plain, sha256);
      expect(body.split('\n')[0]).toMatch(/^<!-- timeback-catalog [^>]* -->$/);
      const back = readMarker(crlf ? body.replaceAll('\n', '\r\n') : `${body}\n`, sha256);
      expect(back).toMatchObject({ ...given, isIntact: true });
    }),
  );
});

test('any other text or marker under the same sum is not intact', () => {
  fc.assert(
    fc.property(marker, text, fc.string({ minLength: 1 }), (given, words, more) => {
      const body = withMarker(given, words, sha256);
      fc.pre(more.trimEnd() !== '');
      expect(readMarker(`${body}${more}`, sha256)?.isIntact).toBe(false);
    }),
  );
});

test.each([
  '',
  'text',
  '<!-- timeback-catalog -->',
  '<!-- timeback-catalog {"v":2} -->',
  '<!-- x -->',
])('no marker: %s', (body) => {
  expect(readMarker(body, sha256)).toBeUndefined();
});
