// Course exports of other systems, as archives and folders, and what hostile ones come to.
import {
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { strFromU8, strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  type ImportExportOptions,
  importCartridge,
  importOlx,
} from '../../src/features/import/sources.ts';
import { readFolder } from '../../src/files/import-folder.ts';
import { inputLimits } from '../../src/model/input-limits.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { dialectNames, emulatorFor } from '../support/dialects.ts';
import { cartridge, cartridgeManifest, olx, tarGzOf, zipOf } from '../support/exports.ts';
import { filesIn, importFrom, isFormatted } from '../support/import-folder.ts';
import { publish } from '../support/published-folder.ts';

const config = 'org: partner-sandbox\nenvironments: { test: { baseUrl: https://timeback.test } }\n';

type Import = typeof importCartridge;

/** Imports bytes as a file beside the catalog. */
async function run(
  by: Import,
  folder: string,
  bytes: Uint8Array,
  more: Partial<ImportExportOptions> = {},
) {
  writeFileSync(join(folder, 'export'), bytes);
  return runFile(by, folder, 'export', more);
}

function runFile(
  by: Import,
  folder: string,
  file: string,
  more: Partial<ImportExportOptions> = {},
) {
  const all = { file, dryRun: false, adopt: false, repeated: 'leave-out', ...more } as const;
  return by(all, nodeWorld({ cwd: folder }));
}

const codesOf = ({ problems }: Awaited<ReturnType<Import>>) => problems.map(({ code }) => code);

const withoutIds = (text = '') => text.replace(/[\da-f]{8}-[-\da-f]{27}/g, 'ID');

describe.each(dialectNames)('import, apply, import again is identical, %s', (dialect) => {
  const inDialect = `org: partner-sandbox\nenvironments: { test: { baseUrl: https://timeback.test, dialect: ${dialect} } }\n`;

  test.each([
    { what: 'a cartridge', by: importCartridge, bytes: zipOf(cartridge) },
    { what: 'Open edX', by: importOlx, bytes: zipOf(olx) },
  ])('$what, from its file and from the platform', async ({ by, bytes }) => {
    const folder = folderWith({ 'timeback-catalog.yaml': inDialect });
    await run(by, folder, bytes);
    expect(isFormatted(folder)).toBe(true);
    const files = filesIn(folder);
    const emulator = emulatorFor(dialect);
    try {
      await publish(emulator, folder);
      const again = await run(by, folder, bytes);
      expect(again.ok && [...again.value.written, ...again.value.changed]).toEqual([]);
      const back = await importFrom(emulator, folder);
      expect([...back.written, ...back.changed]).toEqual([]);
    } finally {
      emulator.close();
    }
    expect(filesIn(folder)).toEqual(files);
  });
});

describe('a Common Cartridge', () => {
  test('modules become units, items lessons, links and content resources; the rest is named', async () => {
    const folder = folderWith({ 'timeback-catalog.yaml': config });
    const result = await run(importCartridge, folder, zipOf(cartridge));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(withoutIds(filesIn(folder)['catalog/reading-more.yaml'])).toBe(`kind: course
sourcedId: ID
title: Reading & more
units:
  - sourcedId: ID
    title: Main ideas
    lessons:
      - sourcedId: ID
        title: A page
        resources: [ID]
      - sourcedId: ID
        title: A link
        resources: [ID]
  - sourcedId: ID
    title: Stories
    lessons:
      - sourcedId: ID
        title: A quiz
        resources: [ID]
      - sourcedId: ID
        title: A tool
        resources: [ID]
resources:
  - sourcedId: ID
    title: A page
    vendorResourceId: r1
    metadata:
      cartridgeType: web content
      path: wiki/page.html
  - sourcedId: ID
    title: Far away
    vendorResourceId: r2
    metadata:
      cartridgeType: web link
      url: https://example.org/a?b=1&c=2
  - sourcedId: ID
    title: A quiz
    vendorResourceId: r3
    metadata:
      cartridgeType: assessment
      path: r3/assessment.xml
  - sourcedId: ID
    title: Tool
    vendorResourceId: r4
    metadata:
      cartridgeType: LTI link
      url: http://example.org/lti
`);
    expect(result.value.leftOut.map(({ what }) => what)).toEqual([
      'the file "wiki/page.html" at resource r1',
      'the file "r3/assessment.xml" at resource r3',
      'the resource "r5.xml" (discussion topic) at resource r5',
      'the item "Only a heading" at item i3',
    ]);
    expect(result.value.account?.merged.map(({ what, into }) => `${what} into ${into}`)).toEqual([
      'an item without a title into the course',
      'the item "Extra" into the unit "Main ideas"',
      'the file "imsmanifest.xml" into the course',
    ]);
  });

  test('from another export of the same course, with other identifiers, it is refused and not doubled', async () => {
    const folder = folderWith();
    await run(importCartridge, folder, zipOf(cartridge));
    const other = Object.fromEntries(
      Object.entries(cartridge).map(([path, text]) => [
        path,
        text.replaceAll(/identifier(ref)?="(?!Learning)(\w)/g, 'identifier$1="x$2'),
      ]),
    );
    expect(codesOf(await run(importCartridge, folder, zipOf(other)))).toEqual(['import/re-minted']);
    const before = filesIn(folder);
    const rekeyed = await run(importCartridge, folder, zipOf(other), { likeGone: 'same' });
    expect(rekeyed.ok).toBe(true);
    const ids = (text = '') => text.match(/sourcedId: .*/g);
    const course = 'catalog/reading-more.yaml';
    expect(ids(filesIn(folder)[course])).toEqual(ids(before[course]));
  });

  test.each([
    { version: '1.1.0', xml: '1p1', lti: '1p0' },
    { version: '1.2.0', xml: '1p2', lti: '1p0' },
    { version: '1.3.0', xml: '1p3', lti: '1p3' },
  ])(
    '$version, with its own names of types and prefixes, gives the same',
    async ({ version, xml, lti }) => {
      const inVersion = (text: string) =>
        text
          .replace('1.3.0', version)
          .replaceAll('imsbasiclti_xmlv1p3', `imsbasiclti_xmlv${lti}`)
          .replaceAll('imsccv1p3', `imsccv${xml}`)
          .replaceAll('xmlv1p3', `xmlv${xml}`)
          .replaceAll('lomimscc', version === '1.1.0' ? 'lom' : 'lomimscc');
      const link =
        '<wl:webLink xmlns:wl="x"><wl:title>Far away</wl:title><wl:url href="https://example.org/a?b=1&amp;c=2"/></wl:webLink>';
      const manifest = inVersion(cartridge['imsmanifest.xml'] ?? '');
      const other = { ...cartridge, 'imsmanifest.xml': manifest, 'r2.xml': link };
      const [one, two] = [folderWith(), folderWith()];
      await run(importCartridge, one, zipOf(cartridge));
      const result = await run(importCartridge, two, zipOf(other));
      expect(result.ok).toBe(true);
      const course = 'catalog/reading-more.yaml';
      expect(withoutIds(filesIn(two)[course])).toBe(withoutIds(filesIn(one)[course]));
    },
  );

  test('items outside of modules go into a unit named after the course', async () => {
    const folder = folderWith();
    const manifest = cartridgeManifest(
      '<item identifier="a" identifierref="r"><title>Alone</title></item><item identifier="b" identifierref="r"><title>Also</title></item><item identifier="c"><title>A heading</title></item>',
      '<resource identifier="r" type="webcontent" href="a.html"/>',
    );
    const result = await run(importCartridge, folder, zipOf({ 'imsmanifest.xml': manifest }));
    expect(result.ok && result.value.leftOut.map(({ what }) => what)).toEqual([
      'the file "a.html" at resource r',
      'the item "A heading" at item c',
      'a module around 2 items',
    ]);
    expect(filesIn(folder)['catalog/reading-more.yaml']).toMatch(
      /units:\n.*\n {4}title: Reading & more\n/,
    );
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', ''])(
    'a link to %j is no address',
    async (href) => {
      const folder = folderWith();
      await run(
        importCartridge,
        folder,
        zipOf({
          ...cartridge,
          'r2.xml': `<webLink><title>T</title><url href="${href}"/></webLink>`,
        }),
      );
      expect(filesIn(folder)['catalog/reading-more.yaml']).not.toContain(`url: ${href || '""'}`);
    },
  );
});

describe('Open edX', () => {
  const entries = Object.entries(olx).map(([name, text]) => ({ name, text }));
  const expected = `kind: course
sourcedId: ID
title: Reading
courseCode: R1
units:
  - sourcedId: ID
    title: Main ideas
    lessons:
      - sourcedId: ID
        title: Finding the main idea
      - sourcedId: ID
        title: Inline
`;

  test('a tar.gz: sections become units, subsections lessons; the rest is named', async () => {
    const folder = folderWith({ 'timeback-catalog.yaml': config });
    const result = await run(importOlx, folder, tarGzOf(entries));
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(withoutIds(filesIn(folder)['catalog/reading.yaml'])).toBe(expected);
    expect(result.value.source).toBe('Org-R1-2026');
    expect(result.value.leftOut.map(({ what }) => what)).toEqual([
      'the vertical element "v1" at sequential s1',
      'the vertical element "v2" at sequential s1',
      'the vertical element at sequential s2',
      'the chapter "gone" at chapter gone',
      'the wiki "x" at wiki x',
      'the file "course/vertical/v1.xml" at course/vertical/v1.xml',
      'the file "course/html/h.html" at course/html/h.html',
    ]);
    const again = await run(importOlx, folder, tarGzOf(entries));
    expect(again.ok && [...again.value.written, ...again.value.changed]).toEqual([]);
  });

  test('a zip and a folder give the same', async () => {
    const folder = folderWith({ 'timeback-catalog.yaml': config });
    for (const [path, text] of Object.entries(olx)) put(folder, `edx/${path}`, text);
    expect((await runFile(importOlx, folder, 'edx')).ok).toBe(true);
    const zipped = await run(importOlx, folder, zipOf(olx));
    expect(zipped.ok && [...zipped.value.written, ...zipped.value.changed]).toEqual([]);
  });

  test('a link in a folder is not followed', async () => {
    const folder = folderWith();
    const path = join(folder, 'edx/course.xml');
    mkdirSync(dirname(path));
    symlinkSync('/etc/passwd', path);
    expect(codesOf(await runFile(importOlx, folder, 'edx'))).toEqual(['import/archive']);
  });

  test('a folder that is gone by the time that it is read is named, and not taken for an empty one', () => {
    const { problems } = readFolder(join(folderWith(), 'gone'), () => true);
    expect(problems.map(({ code, detail }) => `${code}: ${detail}`)).toEqual([
      'import/archive: The folder cannot be opened (ENOENT).',
    ]);
  });

  // Permissions stop no administrator, and this path is too long for any.
  test.skipIf(process.platform === 'win32')('a folder that cannot be opened is named', async () => {
    const folder = folderWith();
    for (const [path, text] of Object.entries(olx)) put(folder, `edx/${path}`, text);
    const steps = Array.from({ length: 10 }, () => 'n'.repeat(250));
    const [outer, inner] = [join(folder, 'edx', ...steps), join(folder, ...steps)];
    for (const path of [outer, inner]) mkdirSync(path, { recursive: true });
    const [beside, within] = [join(folder, steps[0] ?? ''), join(outer, 'more')];
    renameSync(beside, within);
    try {
      const result = await runFile(importOlx, folder, 'edx');
      expect(codesOf(result)).toEqual(['import/archive']);
      expect(result.problems[0]?.detail).toMatch(/cannot be opened \(ENAMETOOLONG\)\.$/);
    } finally {
      // As one, it would be too long to be removed as well.
      renameSync(within, beside);
    }
  });
});

/** One file whose directory says that it has another size, or another name. */
function tampered(bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(bytes);
  change(copy);
  return copy;
}

function replaceBytes(bytes: Uint8Array, from: string, to: string): void {
  const [a, b] = [strToU8(from), strToU8(to)];
  for (let at = 0; at <= bytes.length - a.length; at += 1) {
    if (a.every((byte, index) => bytes[at + index] === byte)) bytes.set(b, at);
  }
}

const manifestOf = (text: string) => zipOf({ 'imsmanifest.xml': text });
const bomb = ' '.repeat(40 * 1024 * 1024);

describe('a hostile or damaged archive ends the import, and nothing is written', () => {
  test.each([
    {
      what: 'a name that leads out',
      bytes: zipOf({ ...cartridge, '../../evil.xml': 'x' }),
      code: 'import/archive',
    },
    {
      what: 'an absolute name',
      bytes: zipOf({ ...cartridge, '/etc/evil.xml': 'x' }),
      code: 'import/archive',
    },
    {
      what: 'a name of Windows',
      bytes: zipOf({ ...cartridge, 'a\\..\\..\\b.xml': 'x' }),
      code: 'import/archive',
    },
    { what: 'a drive', bytes: zipOf({ ...cartridge, 'C:evil.xml': 'x' }), code: 'import/archive' },
    {
      what: 'a file that is too large',
      bytes: zipOf({ ...cartridge, 'big.xml': bomb }),
      code: 'import/archive',
    },
    {
      what: 'a file that swells',
      bytes: zipOf({ ...cartridge, 'big.xml': bomb.slice(0, 8 * 1024 * 1024) }),
      code: 'import/archive',
    },
    {
      what: 'the same name twice',
      bytes: tampered(zipOf({ ...cartridge, 'r6.xml': '<a/>', 'r7.xml': '<a/>' }), (all) =>
        replaceBytes(all, 'r7.xml', 'r6.xml'),
      ),
      code: 'import/archive',
    },
    { what: 'half of it', bytes: zipOf(cartridge).subarray(0, 400), code: 'import/archive' },
    {
      what: 'damage',
      bytes: tampered(zipOf(cartridge), (all) => all.fill(0xff, 60, 200)),
      code: 'import/archive',
    },
    {
      what: 'too many entries',
      bytes: zipSync(
        Object.fromEntries(Array.from({ length: 50_001 }, (_, n) => [`f${n}`, new Uint8Array(0)])),
        { level: 0 },
      ),
      code: 'import/archive',
    },
    { what: 'no archive', bytes: strToU8('hello'), code: 'import/archive' },
    { what: 'no manifest', bytes: zipOf({ 'a.xml': '<a/>' }), code: 'import/unreadable' },
    { what: 'a link as manifest', bytes: manifestOf('/etc/passwd'), code: 'import/unreadable' },
    {
      what: 'entities that multiply',
      bytes: manifestOf(
        '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><manifest>&b;</manifest>',
      ),
      code: 'import/unreadable',
    },
    {
      what: 'an entity that is a file',
      bytes: manifestOf(
        '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><manifest>&x;</manifest>',
      ),
      code: 'import/unreadable',
    },
    {
      what: 'an entity nobody declared',
      bytes: manifestOf('<manifest>&nbsp;</manifest>'),
      code: 'import/unreadable',
    },
    {
      what: 'elements beyond measure',
      bytes: manifestOf(`${'<item>'.repeat(5000)}${'</item>'.repeat(5000)}`),
      code: 'import/unreadable',
    },
    { what: 'half an element', bytes: manifestOf('<manifest><item>'), code: 'import/unreadable' },
    { what: 'an empty manifest', bytes: manifestOf('<manifest/>'), code: 'import/empty' },
  ])('$what', async ({ bytes, code }) => {
    const folder = folderWith();
    expect(codesOf(await run(importCartridge, folder, bytes))).toEqual([code]);
    expect(Object.keys(filesIn(folder))).toEqual(['export']);
  });

  const good = Object.entries(olx).map(([name, text]) => ({ name, text }));
  test.each([
    {
      what: 'a tar with a name that leads out',
      bytes: tarGzOf([...good, { name: '../evil.xml', text: 'x' }]),
    },
    {
      what: 'a tar with a symbolic link',
      bytes: tarGzOf([...good, { name: 'course/chapter/l.xml', type: '2' }]),
    },
    {
      what: 'a tar with a hard link',
      bytes: tarGzOf([...good, { name: 'course/chapter/l.xml', type: '1' }]),
    },
    {
      what: 'a tar that swells',
      bytes: tarGzOf([...good, { name: 'media.bin', text: ' '.repeat(140 * 1024 * 1024) }]),
    },
    { what: 'a tar with a file twice', bytes: tarGzOf([...good, ...good]) },
    { what: 'half of a tar', bytes: tarGzOf(good).subarray(0, 200) },
    {
      what: 'a gzip that is no tar',
      bytes: tampered(tarGzOf([{ name: 'a' }]), (all) => all.fill(0, 20)),
    },
  ])('$what', async ({ bytes }) => {
    const folder = folderWith();
    expect(codesOf(await run(importOlx, folder, bytes))).toEqual(['import/archive']);
    expect(Object.keys(filesIn(folder))).toEqual(['export']);
  });
});

test.each([
  {
    what: 'a password',
    bytes: tampered(zipOf(cartridge), (all) => all.fill(1, 6, 7)),
    said: /has a password.*Unpack it/,
  },
  {
    what: 'a password of all entries except the folder at the start',
    bytes: tampered(zipOf({ 'web/': '', ...cartridge }), (all) => {
      for (const [at] of all.entries()) {
        const isEntry = strFromU8(all.subarray(at, at + 4)) === 'PK\u0001\u0002';
        if (isEntry && all[at + 24] !== 0) all.fill(1, at + 8, at + 9);
      }
    }),
    said: /has a password.*Unpack it/,
  },
  {
    what: 'another method',
    bytes: tampered(zipOf(cartridge), (all) => {
      for (const [at] of all.entries())
        if (strFromU8(all.subarray(at, at + 4)) === 'PK\u0001\u0002')
          all.fill(12, at + 10, at + 11);
    }),
    said: /compressed by a method.*Unpack it/,
  },
  {
    what: 'another kind',
    bytes: strToU8("7z\u00bc\u00af'"),
    said: /neither a zip.*Unpack an archive.*import outline/,
  },
  { what: 'a page', bytes: strToU8('<!doctype html><p>Log in'), said: /web page.*log in/ },
  { what: 'a PDF', bytes: strToU8('%PDF-1.7'), said: /a PDF, not an export.*Common Cartridge/ },
  { what: 'a database', bytes: strToU8('SQLite format 3\0'), said: /Kolibri.*import outline/ },
])('$what: what is no archive of ours is told, with a way out', async ({ bytes, said }) => {
  const result = await run(importCartridge, folderWith(), bytes);
  const [first] = result.problems;
  expect(`${first?.detail} ${first?.hint}`).toMatch(said);
});

test('an archive that is too large is told how to be read all the same', async () => {
  const folder = folderWith();
  writeFileSync(join(folder, 'large.imscc'), '');
  truncateSync(join(folder, 'large.imscc'), inputLimits.archive.most + 1);
  const [first] = (await runFile(importCartridge, folder, 'large.imscc')).problems;
  expect([first?.code, first?.hint]).toEqual([
    'file/too-large',
    expect.stringMatching(/^Unpack it, and name its folder/),
  ]);
});

test('a manifest in capitals is one', async () => {
  const { 'imsmanifest.xml': manifest = '', ...others } = cartridge;
  const bytes = zipOf({ ...others, 'A/IMSMANIFEST.XML': manifest });
  expect(codesOf(await run(importCartridge, folderWith(), bytes))).toEqual([]);
});

test.each(['utf16le', 'utf-8'] as const)('a manifest alone in %s is read', async (encoding) => {
  const text = cartridge['imsmanifest.xml']?.replace('UTF-8', encoding.slice(0, 5)) ?? '';
  const bytes = Buffer.from(`\ufeff${text.replace('utf16', 'utf-16')}`, encoding);
  for (const all of encoding === 'utf-8' ? [bytes] : [bytes, Buffer.from(bytes).swap16()])
    expect(codesOf(await run(importCartridge, folderWith(), all))).toEqual([]);
});

test('what an archive names is never a path on this machine', async () => {
  const folder = folderWith({
    'secret.xml': '<webLink><title>Secret</title><url href="https://secret.test/"/></webLink>',
  });
  const manifest = cartridgeManifest(
    '<item identifier="m"><title>M</title><item identifier="i" identifierref="r"><title>T</title></item></item>',
    '<resource identifier="r" type="imswl_xmlv1p1"><file href="../secret.xml"/></resource>',
  );
  await run(importCartridge, folder, manifestOf(manifest));
  expect(readFileSync(join(folder, 'catalog/reading-more.yaml'), 'utf8')).not.toContain(
    'secret.test',
  );
});
