import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readHistory } from '../../scripts/replay/history.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { smallHistory } from './small-history.ts';

const whole = smallHistory.map((revision) => JSON.stringify(revision));
const [first = '', second = '', third = ''] = whole;

/** The same line with something put in the place of something else. */
const changed = (line: string, from: string | RegExp, to: string) => line.replace(from, to);

function fileWith(bytes: string | Uint8Array): string {
  const file = join(folderWith(), 'some.jsonl');
  writeFileSync(file, bytes);
  return file;
}

test.each([
  { name: 'plain', bytes: whole.join('\n') },
  { name: 'with empty lines and an end', bytes: `\n${whole.join('\n\n')}\n` },
  { name: 'compressed', bytes: gzipSync(whole.join('\n')) },
])('a whole history: $name', ({ bytes }) => {
  expect(readHistory(fileWith(bytes))).toEqual(smallHistory);
});

test.each([
  {
    name: 'a line that was cut off',
    lines: [first, second.slice(0, -20)],
    says: /some\.jsonl:2 is no whole JSON object: the line was cut off\./,
  },
  {
    name: 'a line that is no object',
    lines: [first, '[]'],
    says: /:2 is no revision: it is no object/,
  },
  {
    name: 'no courses',
    lines: [JSON.stringify({ rev: 'a', date: '2026-01-01', message_subject: '' })],
    says: /:1 is no revision: it has no "courses"/,
  },
  {
    name: 'a unit without lessons',
    lines: [first, changed(second, '"lessons"', '"others"')],
    says: /:2 is no revision: courses\[0\]\.units\[0\] has no "lessons"/,
  },
  {
    name: 'a lesson without a key',
    lines: [changed(first, '"key":"main-idea",', '')],
    says: /courses\[0\]\.units\[0\]\.lessons\[0\] has no "key"/,
  },
  {
    name: 'a title that is no text',
    lines: [changed(first, /"title":"Signal words"/, '"title":7')],
    says: /"title" of courses\[0\]\.units\[0\]\.lessons\[1\] is no text/,
  },
  {
    name: 'a uuid that is nothing',
    lines: [changed(first, /"uuid":"[^"]*"/, '"uuid":null')],
    says: /"uuid" of courses\[0\]/,
  },
  {
    name: 'a date that is none',
    lines: [changed(first, '2026-01-01', 'yesterday')],
    says: /"date" of it is no date/,
  },
  {
    name: 'the newest first',
    lines: [third, second, first],
    says: /fine-2 of 2026-01-02 stands after replaced-3 of 2026-01-03; the oldest comes first/,
  },
  { name: 'a line twice', lines: [first, second, second], says: /fine-2 stands in it twice/ },
  { name: 'nothing', lines: ['', ''], says: /has no revision in it/ },
])('refused: $name', ({ lines, says }) => {
  expect(() => readHistory(fileWith(lines.join('\n')))).toThrow(says);
});

test('an archive that was cut off is refused in words', () => {
  const bytes = gzipSync(whole.join('\n'));
  expect(() => readHistory(fileWith(bytes.subarray(0, bytes.length - 30)))).toThrow(
    /cannot be unpacked: the archive was cut off or damaged/,
  );
});

test('clocks of two committers may differ by hours', () => {
  const at = (date: string, line: string) => changed(line, /"date":"[^"]*"/, `"date":"${date}"`);
  const lines = [at('2026-01-02T10:00:00Z', first), at('2026-01-02T09:00:00Z', second)];
  expect(readHistory(fileWith(lines.join('\n')))).toHaveLength(2);
});
