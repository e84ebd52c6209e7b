import { expect, test } from 'vitest';
import { frameOf, ReadSources, withFrame } from '../../src/document/place.ts';
import { problem } from '../../src/model/problem.ts';

function frameAt(text: string, line: number, column = 1) {
  const span = { file: 'a.yaml', start: { line, column } };
  const sources = new ReadSources();
  sources.add([{ file: 'a.yaml', bytes: new TextEncoder().encode(text) }]);
  return frameOf(problem('id/missing', { detail: '', span }), sources);
}

test.each([
  {
    name: 'in the middle',
    text: 'a\nb\nc\nd\n',
    line: 2,
    frame: { firstLine: 1, lines: ['a', 'b', 'c'] },
  },
  {
    name: 'on the first line',
    text: 'a\nb\nc\n',
    line: 1,
    frame: { firstLine: 1, lines: ['a', 'b'] },
  },
  { name: 'on the last line', text: 'a\nb\n', line: 2, frame: { firstLine: 1, lines: ['a', 'b'] } },
  {
    name: 'behind the last line end',
    text: 'a\nb\n',
    line: 3,
    frame: { firstLine: 2, lines: ['b', ''] },
  },
  {
    name: 'with CRLF',
    text: 'a\r\nb\r\nc\r\n',
    line: 2,
    frame: { firstLine: 1, lines: ['a', 'b', 'c'] },
  },
  { name: 'in an empty file', text: '', line: 1, frame: { firstLine: 1, lines: [''] } },
  { name: 'beyond the text', text: 'a\n', line: 9, frame: undefined },
])('$name', ({ text, line, frame }) => {
  expect(frameAt(text, line)).toEqual(frame);
});

test('a long line is cut behind the place, never before it', () => {
  const text = `${'a'.repeat(100)}X${'b'.repeat(10_000)}\n`;
  const [line = ''] = frameAt(text, 1, 101)?.lines ?? [];
  expect(line.startsWith(`${'a'.repeat(100)}X`)).toBe(true);
  expect(line.length).toBeLessThan(400);
  expect(line.endsWith('…')).toBe(true);
});

test('no character is cut in halves', () => {
  const [line = ''] = frameAt(`${'😀'.repeat(500)}\n`, 1, 2)?.lines ?? [];
  expect(line.isWellFormed()).toBe(true);
});

test('a place that no reader would look for gets no frame', () => {
  expect(frameAt('x'.repeat(1_000_000), 1, 500_000)).toBeUndefined();
});

test('a problem without a place has no lines, nor has one of a file that was not read', () => {
  const placeless = problem('usage/wrong', { detail: 'x' });
  const span = { file: 'other.yaml', start: { line: 1, column: 1 } };
  const unknown = problem('id/missing', { detail: 'x', span });
  const sources = new ReadSources();
  expect([placeless, unknown].map((one) => frameOf(one, sources))).toEqual([undefined, undefined]);
});

test('the newest text of a file counts, and a hidden file is never shown', () => {
  const at = (file: string) =>
    problem('id/missing', { detail: '', span: { file, start: { line: 1, column: 1 } } });
  const sources = new ReadSources();
  const put = (file: string, text: string) =>
    sources.add([{ file, bytes: new TextEncoder().encode(text) }]);
  put('a.yaml', 'old');
  expect(frameOf(at('a.yaml'), sources)?.lines).toEqual(['old']);
  put('a.yaml', 'new');
  expect(frameOf(at('a.yaml'), sources)?.lines).toEqual(['new']);
  put('config.yaml', 'secret');
  sources.hide('config.yaml');
  expect(frameOf(at('config.yaml'), sources)).toBeUndefined();
});

test('a problem of a saved plan keeps the lines that it brought along', () => {
  const frame = { firstLine: 1, lines: ['as it was'] };
  const span = { file: 'a.yaml', start: { line: 1, column: 1 } };
  const saved = { ...problem('id/missing', { detail: '', span }), frame };
  const sources = new ReadSources();
  sources.add([{ file: 'a.yaml', bytes: new TextEncoder().encode('as it is') }]);
  expect(frameOf(saved, sources)).toEqual(frame);
  expect(withFrame(saved, sources)).toEqual(saved);
});
