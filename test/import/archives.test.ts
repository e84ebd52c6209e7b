// Archives and XML of others: which names are read, which refused, and which passed over; encodings.
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readArchive } from '../../src/features/import/exports/archive.ts';
import { readXml } from '../../src/features/import/exports/xml.ts';
import { inputLimits } from '../../src/model/input-limits.ts';
import { tarGzOf, zipOf } from '../support/exports.ts';
import { atLeast, fc, runs } from '../support/laws.ts';

const isXml = (path: string) => path.endsWith('.xml');

/** The paths that are read of an archive, or why it is not. */
function read(bytes: Uint8Array): string[] | string {
  const result = readArchive('in.zip', bytes, isXml);
  return result.ok ? [...result.value.files.keys()] : (result.problems[0]?.detail ?? '');
}

const zipWith = (name: string) => zipOf({ [name]: '<a/>' });
const tarWith = (name: string) => tarGzOf([{ name, text: '<a/>' }]);

describe.each([
  { form: 'a zip', make: zipWith },
  { form: 'a tar.gz', make: tarWith },
])('the name of a file in $form', ({ make }) => {
  test.each([
    ['课程/第一课.xml', '课程/第一课.xml'],
    ['دورة/درس.xml', 'دورة/درس.xml'],
    ['курс/урок.xml', 'курс/урок.xml'],
    ['U\u0308bung.xml', 'Übung.xml'],
    ['a..b/..hidden../c...xml', 'a..b/..hidden../c...xml'],
    ['web\\a.xml', 'web/a.xml'],
    ['./web//a.xml', 'web/a.xml'],
    ['web/../a.xml', 'a.xml'],
    ['web\\..\\a.xml', 'a.xml'],
    ['with blanks & signs #1.xml', 'with blanks & signs #1.xml'],
  ])('%j is read as %j', (name, path) => {
    expect(read(make(name))).toEqual([path]);
  });

  test.each([
    '../a.xml',
    'a/../../b.xml',
    '..\\a.xml',
    '/etc/a.xml',
    '\\\\server\\a.xml',
    'C:\\a.xml',
    'c:/a.xml',
  ])('%j leads out', (name) => expect(read(make(name))).toMatch(/leads out of it/));

  test.each(['../a.png', '/etc/passwd', 'C:\\a.png'])('%j leads out, read or not', (name) => {
    expect(read(make(name))).toMatch(/leads out of it/);
  });

  test.each(['line\nbreak.xml', 'C:a.xml'])('%j is no name of a file that is read', (name) => {
    expect(read(make(name))).toMatch(/no name of a file/);
  });

  test.each(['line\nbreak.png', 'C:a.png', '12:30.png', 'a\u0007.png'])(
    '%j is not read, and ends nothing',
    (name) => {
      expect(read(make(name))).toEqual([]);
    },
  );
});

test('names in UTF-8 that a zip does not declare as such are read', () => {
  const bytes = zipOf({ '课程.xml': '<a/>' });
  // The flag says that names are in UTF-8; programs of macOS leave it out.
  for (let at = 0; at < bytes.length - 4; at += 1) {
    const isLocal =
      bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4;
    const isCentral =
      bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 1 && bytes[at + 3] === 2;
    if (isLocal) bytes[at + 7] = (bytes[at + 7] ?? 0) & ~0x08;
    if (isCentral) bytes[at + 9] = (bytes[at + 9] ?? 0) & ~0x08;
  }
  expect(read(bytes)).toEqual(['课程.xml']);
});

test('a name of more characters than a path has is no name', () => {
  const long = `${'n'.repeat(inputLimits.entryName.most)}.xml`;
  expect(read(zipWith(long))).toMatch(/no name of a file/);
  expect(read(zipWith(long.slice(4)))).toHaveLength(1);
});

test('what is not read may stand there twice, or be a link', () => {
  const twice = tarGzOf([{ name: 'a.png' }, { name: 'a.png' }, { name: 'b.xml', text: '<a/>' }]);
  expect(read(twice)).toEqual(['b.xml']);
  expect(
    read(
      tarGzOf([
        { name: 'a.png', type: '2' },
        { name: 'b.xml', text: '<a/>' },
      ]),
    ),
  ).toEqual(['b.xml']);
  expect(read(tarGzOf([{ name: 'a.xml', type: '2' }]))).toMatch(/is a link/);
});

test('no name of any archive leads to a path outside of it', () => {
  const step = fc.constantFrom('..', '.', '', 'a', 'b.xml', 'C:', '\\', '..\\', 'é', '课.xml');
  const name = fc.array(step, { minLength: 1, maxLength: 6 }).map((steps) => steps.join('/'));
  let taken = 0;
  fc.assert(
    fc.property(name, (text) => {
      const result = readArchive('in.zip', zipSync({ [text]: strToU8('<a/>') }), isXml);
      if (!result.ok) return;
      for (const path of [...result.value.files.keys(), ...result.value.names]) {
        expect(path).not.toMatch(/^\/|^[a-z]:\//i);
        expect(path.split('/')).not.toContain('..');
        taken += 1;
      }
    }),
    runs(300),
  );
  expect(taken).toBeGreaterThan(atLeast(50));
});

describe('XML', () => {
  const rootOf = (bytes: Uint8Array) => {
    const result = readXml('a.xml', bytes);
    return result.ok ? result.value.attributes.get('t') : result.problems[0]?.detail;
  };
  const wide = (text: string, isLittle: boolean) => {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (const [index, letter] of [...text].entries())
      view.setUint16(index * 2, letter.charCodeAt(0), isLittle);
    return bytes;
  };

  test.each([
    ['UTF-8', strToU8('<a t="é课"/>'), 'é课'],
    [
      'UTF-8 with its mark',
      strToU8('\ufeff<?xml version="1.0" encoding="UTF-8"?><a t="é课"/>'),
      'é课',
    ],
    [
      'UTF-16 with its mark',
      wide('\ufeff<?xml version="1.0" encoding="UTF-16"?><a t="é课"/>', true),
      'é课',
    ],
    ['UTF-16, the other way round', wide('\ufeff<a t="é课"/>', false), 'é课'],
    ['UTF-16 without a mark', wide('<a t="é课"/>', true), 'é课'],
    [
      'Latin letters',
      Uint8Array.from('<?xml version="1.0" encoding="ISO-8859-1"?><a t="é"/>', (one) =>
        one.charCodeAt(0),
      ),
      'é',
    ],
  ])('in %s is read', (_, bytes, title) => {
    expect(rootOf(bytes)).toBe(title);
  });

  test.each([
    ['<a t="&eacute;"/>', /Invalid character entity/],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a t="&x;"/>', /declares a document type/],
    ['<a t="x"/><b/>', /more than one element|Text data outside/],
    ['<a>\u0001</a>', /holds the character U\+0001/],
    ['<a t="&#1;"/>', /Invalid character entity/],
    ['<a>', /Unclosed root tag/],
    ['<a t=x/>', /Unquoted attribute value/],
    ['', /holds no XML element/],
    ['<?xml version="1.0" encoding="klingon"?><a/>', /says that it is klingon/],
    [`${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, /nested deeper than 64 levels/],
  ])('%j is refused', (text, detail) => {
    expect(rootOf(strToU8(text))).toMatch(detail);
  });

  test('of more elements than a course has is refused', () => {
    const text = `<a>${'<b/>'.repeat(inputLimits.elements.most)}</a>`;
    expect(rootOf(strToU8(text))).toMatch(/more than 500,000 elements/);
  });
});
