import { describe, expect, test } from 'vitest';
import { insertItem } from '../../src/document/edit.ts';
import { parseYaml } from '../../src/document/parse.ts';
import { manifestLayout } from '../../src/manifest/manifest.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { fc, runs } from '../support/laws.ts';

const item = { sourcedId: 'new', title: 'New' };
const course = manifestLayout('course');
const intoLessons = (index: number, unit = 0) =>
  ({
    path: ['units', unit],
    list: 'lessons',
    index,
    item,
    shape: manifestLayout('lesson'),
  }) as const;

const outline = `# Top.
kind: course
title: Reading   # odd  blanks
units:
    # About the first unit.
    - title: One

      lessons:
      - sourcedId: a   # the first
        title: "A"

      # Before B.
      - {sourcedId: b, title: 'B'}

      - sourcedId: c
        title: >-
          C and
          more
    # About the second.
    - title: Two
      metadata: {x: 1}
# End.
`;

const lines = (text: string) => text.split('\n');

/** The lines that are in the second text and not in the first; throws if others are gone. */
function added(before: string, after: string): string {
  const [was, is] = [lines(before), lines(after)];
  let start = 0;
  while (start < was.length && was[start] === is[start]) start += 1;
  const count = is.length - was.length;
  expect([...is.slice(0, start), ...is.slice(start + count)]).toEqual(was);
  return is.slice(start, start + count).join('\n');
}

describe('an item is put into a text that stays as it was', () => {
  test.each([
    {
      what: 'first',
      insert: intoLessons(0),
      fresh: '      - sourcedId: new\n        title: New',
      before: '- sourcedId: a',
    },
    {
      what: 'behind the first',
      insert: intoLessons(1),
      fresh: '      - sourcedId: new\n        title: New',
      before: '\n\n      # Before B.',
    },
    {
      what: 'behind one that stands apart',
      insert: intoLessons(2),
      fresh: '      - sourcedId: new\n        title: New\n',
      before: '\n\n      - sourcedId: c',
    },
    {
      what: 'last',
      insert: intoLessons(3),
      fresh: '\n      - sourcedId: new\n        title: New',
      before: '\n    # About the second.',
    },
    {
      what: 'in a list that was not there',
      insert: intoLessons(0, 1),
      fresh: '      lessons:\n        - sourcedId: new\n          title: New',
      before: '\n# End.',
    },
  ])('$what', ({ insert, fresh, before }) => {
    const after = insertItem(outline, insert, course);
    expect(added(outline, after)).toBe(fresh);
    expect(
      after
        .slice(after.indexOf('title: New') + 'title: New'.length)
        .trimStart()
        .startsWith(before.trimStart()),
    ).toBe(true);
  });

  test.each([
    { text: 'kind: unit\ntitle: U\nlessons: []  # none yet\n', line: 'lessons: # none yet' },
    { text: 'kind: unit\ntitle: U\nlessons:\n', line: 'lessons:' },
  ])('below a key that waits: $line', ({ text, line }) => {
    const insert = { ...intoLessons(0), path: [] };
    expect(insertItem(text, insert, manifestLayout('unit'))).toBe(
      `kind: unit\ntitle: U\n${line}\n  - sourcedId: new\n    title: New\n`,
    );
  });

  test('with the line ends of the file', () => {
    const text = outline.replaceAll('\n', '\r\n');
    const after = insertItem(text, intoLessons(1), course);
    expect(after.replaceAll('\r\n', '\n')).toBe(insertItem(outline, intoLessons(1), course));
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('in brackets the text is laid out anew, and comments stay', () => {
    const text = 'kind: unit # why\ntitle: U\nlessons: [{sourcedId: a, title: A}]\n';
    const after = insertItem(text, { ...intoLessons(1), path: [] }, manifestLayout('unit'));
    const parsed = parseYaml('', after);
    expect(parsed.ok && parsed.value.value).toEqual({
      kind: 'unit',
      title: 'U',
      lessons: [{ sourcedId: 'a', title: 'A' }, item],
    });
    expect(after).toContain('# why');
  });
});

test('whatever the layout, the item stands where it should and nothing else changes', () => {
  const indent = fc.constantFrom('', '  ', '    ');
  const noise = fc.constantFrom('', '\n', '# c\n', '\n# c\n\n', '      # deep\n');
  const title = fc.constantFrom(
    'a',
    '"q"',
    '|\n          block\n',
    '>-\n          folded\n\n          more\n',
    '{x: 1}',
  );
  const lesson = fc.tuple(noise, title, noise);
  fc.assert(
    fc.property(
      fc.array(lesson, { maxLength: 5 }),
      indent,
      noise,
      fc.nat(5),
      (lessons, inner, end, at) => {
        const text = `kind: unit\ntitle: U\nlessons:\n${lessons
          .map(
            ([before, written, after], index) =>
              `${before}${inner}- sourcedId: id-${index}\n${inner}  title: ${written}\n${after}`,
          )
          .join('')}${end}metadata: {a: 1}\n`;
        const parsed = parseYaml('', text);
        fc.pre(parsed.ok);
        const value = parsed.value.value as JsonObject;
        const items = Array.isArray(value['lessons']) ? value['lessons'] : [];
        const index = Math.min(at, items.length);
        const after = parseYaml(
          '',
          insertItem(text, { ...intoLessons(index), path: [] }, manifestLayout('unit')),
        );
        expect(after.ok && after.value.value).toEqual({
          ...value,
          lessons: items.toSpliced(index, 0, item),
        });
      },
    ),
    runs(500),
  );
});
