import { expect, test } from 'vitest';
import { decodeText } from '../../src/document/source-text.ts';

function bytes(...parts: (string | number)[]): Uint8Array {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'string' ? [...encoder.encode(part)] : [part])),
  );
}

test.each([
  { name: 'text', from: bytes('zażółć 😀'), text: 'zażółć 😀' },
  { name: 'nothing', from: bytes(), text: '' },
  { name: 'a byte order mark', from: bytes(0xef, 0xbb, 0xbf, 'kind'), text: 'kind' },
])('$name', ({ from, text }) => {
  expect(decodeText('a.yaml', from)).toEqual({ ok: true, value: text, problems: [] });
});

test.each([
  { name: 'Latin-1', from: bytes('a\nbé: ', 0xe9, ' x'), code: 'file/encoding', at: '2:5' },
  { name: 'a character cut off', from: bytes('ab', 0xe2, 0x82), code: 'file/encoding', at: '1:3' },
  { name: 'a broken character', from: bytes('ab', 0xe2, 'x'), code: 'file/encoding', at: '1:3' },
  { name: 'a surrogate', from: bytes('a', 0xed, 0xa0, 0x80), code: 'file/encoding', at: '1:2' },
  { name: 'an overlong form', from: bytes(0xc0, 0x80), code: 'file/encoding', at: '1:1' },
  {
    name: 'a bad byte behind a mark',
    from: bytes(0xef, 0xbb, 0xbf, 'a', 0xff),
    code: 'file/encoding',
    at: '1:2',
  },
  {
    name: 'UTF-16, little end first',
    from: bytes(0xff, 0xfe, 'k', 0),
    code: 'file/encoding',
    at: '1:1',
  },
  {
    name: 'UTF-16, big end first',
    from: bytes(0xfe, 0xff, 0, 'k'),
    code: 'file/encoding',
    at: '1:1',
  },
  { name: 'NUL', from: bytes('a\nb', 0, 'c'), code: 'file/binary', at: '2:2' },
])('refuses $name', ({ from, code, at }) => {
  const { ok, problems } = decodeText('a.yaml', from);
  expect(ok).toBe(false);
  expect(problems.map((p) => [p.code, `${p.span?.start.line}:${p.span?.start.column}`])).toEqual([
    [code, at],
  ]);
});

test('tells UTF-16 by its name', () => {
  const [problem] = decodeText('a.yaml', bytes(0xff, 0xfe)).problems;
  expect(problem?.hint).toContain('UTF-8');
});
