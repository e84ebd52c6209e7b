// Cartridges and packages in the forms that the export code of course systems writes.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { webAddress } from '../../src/features/import/exports/addresses.ts';
import { type ImportExportOptions, importCartridge } from '../../src/features/import/sources.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith, put } from '../support/catalog-folder.ts';
import { zipOf } from '../support/exports.ts';
import { filesIn, isFormatted } from '../support/import-folder.ts';
import { inherited } from '../support/inherited.ts';
import { atLeast, fc, runs } from '../support/laws.ts';
import { item, manifestOf, organization, packages, page } from '../support/systems.ts';

type Package = Readonly<Record<string, string>>;

async function imported(files: Package, more: Partial<ImportExportOptions> = {}) {
  const folder = folderWith();
  writeFileSync(join(folder, 'in.imscc'), zipOf(files));
  const all: ImportExportOptions = {
    ...{ file: 'in.imscc', dryRun: false, adopt: false },
    repeated: 'leave-out',
    ...more,
  };
  const result = await importCartridge(all, nodeWorld({ cwd: folder }));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return { folder, ...result.value };
}

interface Written {
  readonly title: string;
  readonly units?: readonly Written[];
  readonly prerequisites?: readonly string[];
  readonly lessons?: readonly Written[];
  readonly resources?: readonly (Written | string)[];
  readonly sourcedId: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The one course that was written. */
function courseIn(folder: string): Written {
  const texts = Object.entries(filesIn(folder)).flatMap(([file, text]) =>
    file.startsWith('catalog/') ? [text] : [],
  );
  expect(texts).toHaveLength(1);
  return parse(texts[0] ?? '');
}

function outlineIn(folder: string) {
  return (courseIn(folder).units ?? []).map(({ title, lessons = [] }) => [
    title,
    lessons.map((lesson) => lesson.title),
  ]);
}

/** What a package holds, counted by its letters alone. */
function countsOf(files: Package): Record<string, number> {
  const manifest =
    Object.entries(files).find(([path]) => path.endsWith('imsmanifest.xml'))?.[1] ?? '';
  const count = (text: string, sign: RegExp) => [...text.matchAll(sign)].length;
  const all = Object.values(files).join('\n');
  const links =
    count(all, /<(?:webLink|cartridge_basiclti_link)\b/g) +
    count(all, /resource\/x-bb-externallink/g) +
    count(manifest, /<resource [^>]*href="(?:https?:|\/)/g);
  const counts = {
    organizations: count(manifest, /<organization /g),
    items: count(manifest, /<item /g),
    resources: count(manifest, /<resource /g),
    links,
    standards: count(manifest, /<csmd:labelledGUID>/g),
    files: Object.keys(files).length,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, number]) => number > 0));
}

describe.each(packages)('$system', ({ files, outline, hidden = [] }) => {
  test('modules are units, what places content is a lesson, and all of the source is accounted for', async () => {
    const { folder, account, hidden: found } = await imported(files);
    expect(outlineIn(folder)).toEqual(outline);
    expect(courseIn(folder).title).toMatch(/^Reading/);
    expect(isFormatted(folder)).toBe(true);
    const sums = account?.sums ?? [];
    expect(Object.fromEntries(sums.map(({ sort, total }) => [sort, total]))).toEqual(
      countsOf(files),
    );
    for (const { total, placed, merged, leftOut } of sums)
      expect(placed + merged + leftOut).toBe(total);
    expect(account?.leftOut.filter(({ why }) => why.includes('knows nothing'))).toEqual([]);
    expect(found.map(({ what }) => what)).toEqual(hidden);
  });

  test('every lesson has its resource, and every resource a lesson', async () => {
    const { folder } = await imported(files);
    const { units = [], resources = [] } = courseIn(folder);
    const placed = units.flatMap(({ lessons = [] }) =>
      lessons.flatMap((lesson) => lesson.resources ?? []),
    );
    const ids = resources.map((one) => (typeof one === 'string' ? one : one.sourcedId));
    expect(new Set(placed)).toEqual(new Set(ids));
  });

  test('again, nothing changes; without what is hidden, only that is gone', async () => {
    const { folder } = await imported(files);
    const before = filesIn(folder);
    const all = { file: 'in.imscc', dryRun: false, adopt: false, repeated: 'leave-out' } as const;
    const again = await importCartridge(all, nodeWorld({ cwd: folder }));
    expect(again.ok && [...again.value.written, ...again.value.changed]).toEqual([]);
    expect(filesIn(folder)).toEqual(before);
    const without = await imported(files, { hidden: 'leave-out' });
    expect(without.hidden).toEqual([]);
    const left = JSON.stringify(outlineIn(without.folder));
    for (const what of hidden) expect(left).not.toContain(/".*"/.exec(what)?.[0]);
    const sums = without.account?.sums ?? [];
    expect(Object.fromEntries(sums.map(({ sort, total }) => [sort, total]))).toEqual(
      countsOf(files),
    );
  });
});

const addressesOf = (folder: string) =>
  Object.fromEntries(
    (courseIn(folder).resources ?? []).flatMap((one) =>
      typeof one === 'string' ? [] : [[one.title, one.metadata]],
    ),
  );

test('what the big systems call a link is one: in a file, in the manifest, as the address of a resource', async () => {
  const found = await Promise.all(
    packages.map(async ({ files }) => addressesOf((await imported(files)).folder)),
  );
  expect(
    found.flatMap((one) => Object.values(one).flatMap((metadata) => metadata?.['url'] ?? [])),
  ).toEqual([
    'https://example.org/film?a=1&b=2',
    'http://example.org/lti',
    'https://example.org/film',
    'https://example.org/link',
    'https://example.org/embed',
    'https://example.org/reading',
    'https://example.org/lti',
  ]);
});

test('text headers, folders and what is not there are told for what they are', async () => {
  const { leftOut, account } = await imported(packages[0]?.files ?? {});
  const why = (part: string) => leftOut.find(({ what }) => what.includes(part))?.why;
  expect(why('"Before class"')).toMatch(/heading/);
  expect(why('"An exam elsewhere"')).toMatch(/no such resource/);
  expect(why('bank.xml')).toMatch(/no item of the organization places it/);
  expect(account?.merged.map(({ what, into }) => [what, into])).toContainEqual([
    'the file "course_settings/module_meta.xml"',
    'the course',
  ]);
  const other = await imported(packages.at(-1)?.files ?? {});
  expect(other.leftOut.find(({ what }) => what.includes('organization "Q"'))?.why).toMatch(
    /an earlier organization/,
  );
});

const filesOfSystem = (name: string) => packages.find(({ system }) => system === name)?.files ?? {};

test('what an item opens with parameters of its own is a resource of its own, with both in its address', async () => {
  const { folder } = await imported(filesOfSystem('SCORM'));
  const { units = [], resources = [] } = courseIn(folder);
  const all = resources.flatMap((one) => (typeof one === 'string' ? [] : [one]));
  const paths = new Map(all.map(({ sourcedId, metadata }) => [sourcedId, metadata]));
  const opened = (units[0]?.lessons ?? []).map(({ title, resources: placed = [] }) => [
    title,
    ...placed.map((id) => (typeof id === 'string' ? paths.get(id) : undefined)),
  ]);
  expect(opened).toEqual([
    ['One', { cartridgeType: 'SCO', path: 'show.html?lang=en&show=one' }],
    ['Two', { cartridgeType: 'SCO', path: 'show.html?lang=en&show=two' }],
    ['All', { cartridgeType: 'SCO', path: 'show.html?lang=en' }],
    ['The end', { cartridgeType: 'web content', path: 'end.html#end' }],
  ]);
});

test('what Canvas asks for before a module are the prerequisites of its unit', async () => {
  const { folder } = await imported(filesOfSystem('Canvas'));
  const { units = [] } = courseIn(folder);
  expect(units.map(({ title, prerequisites = [] }) => [title, prerequisites])).toEqual([
    ['Week 1', []],
    ['Week 2 (draft)', [units[0]?.sourcedId]],
    ['Week 3, to come', []],
  ]);
});

test('standards of an item are those of its lesson; what stands for another resource takes it in', async () => {
  const { folder, account } = await imported(filesOfSystem('variants and standards'));
  expect(courseIn(folder).units?.[0]?.lessons?.[0]).toMatchObject({
    standards: ['0c9e4a52-7d1b-4e0f-8c6a-2b5f9d3e1a71'],
  });
  expect(account?.leftOut.map(({ what }) => what)).toContain('the standard "R.3"');
  const merged = account?.merged.map(({ what, into }) => [what, into]);
  expect(merged).toContainEqual(['the resource "task.xml" (assignment)', 'the resource "Essay"']);
  expect(merged).toContainEqual([
    'the resource "letter.html" (web content)',
    'the resource "Letter"',
  ]);
});

test('resources that need each other in a long row are gone through', async () => {
  const count = 20_000;
  const row = Array.from(
    { length: count },
    (_, at) =>
      `<resource identifier="r${at}" type="webcontent"><dependency identifierref="r${at + 1}"/></resource>`,
  );
  const files = {
    'imsmanifest.xml': manifestOf({
      organizations: organization(item('U', 'Unit', item('i', 'Lesson', '', 'r0'))),
      resources: row.join(''),
    }),
  };
  const { account } = await imported(files);
  expect(account?.sums.find(({ sort }) => sort === 'resources')).toMatchObject({
    placed: 1,
    merged: count - 1,
  });
});

describe('an outline', () => {
  test('without any resource is one of lessons', async () => {
    const files = {
      'imsmanifest.xml': manifestOf({
        organizations: organization(item('root', '', item('u', 'Unit', item('l', 'Lesson')))),
        resources: '',
      }),
    };
    expect(outlineIn((await imported(files)).folder)).toEqual([['Unit', ['Lesson']]]);
  });

  test.each([
    { around: 'The course', title: 'The course', units: ['Unit'] },
    { around: '', title: 'By week', units: ['Unit'] },
  ])(
    'has the title of what is imported before that of an organization that is left out: $title',
    async ({ around, title, units }) => {
      const unit = item('u', 'Unit', item('l', 'Lesson', '', 'r'));
      const inAnotherOrder = organization(
        `<title>By week</title>${item('l2', 'Lesson', '', 'r')}`,
        'org_2',
      );
      const files = {
        'imsmanifest.xml': manifestOf({
          title: '',
          organizations: organization(item('c', around, unit)) + inAnotherOrder,
          resources: page('r', 'a.html'),
        }),
        'a.html': '<p>',
      };
      const { folder, leftOut } = await imported(files);
      expect(leftOut.map(({ what }) => what).join()).toContain('organization "By week"');
      expect(courseIn(folder).title).toBe(title);
      expect(outlineIn(folder).map(([name]) => name)).toEqual(units);
    },
  );

  test.each(['', item('LearningModules', '')])(
    'without modules is a course without units: %j',
    async (items) => {
      const files = {
        'imsmanifest.xml': manifestOf({
          organizations: organization(items),
          resources: page('r', 'a.html'),
        }),
        'a.html': '<p>',
      };
      const { folder, leftOut } = await imported(files);
      expect(courseIn(folder).units ?? []).toEqual([]);
      expect(leftOut.map(({ why }) => why)).toContain(
        'the cartridge has no modules, so nothing places it',
      );
    },
  );

  test('in one item with the title of the course has the modules below it', async () => {
    const files = {
      'imsmanifest.xml': manifestOf({
        title: '',
        organizations: organization(
          item('c', 'The course', item('u', 'Unit', item('l', 'Lesson', '', 'r'))),
        ),
        resources: page('r', 'a.html'),
      }),
      'a.html': '<p>',
    };
    const { folder } = await imported(files);
    expect([courseIn(folder).title, outlineIn(folder)]).toEqual([
      'The course',
      [['Unit', ['Lesson']]],
    ]);
  });

  test('whose unit has no title says what goes with it, and `--untitled` brings all of it', async () => {
    const files = {
      'imsmanifest.xml': manifestOf({
        organizations: organization(
          item('u1', 'One', item('l1', 'A', '', 'r1')) +
            item('u2', '', item('l2', 'B', '', 'r2') + item('l3', 'C', '', 'r1')),
        ),
        resources: page('r1', 'a.html') + page('r2', 'b.html'),
      }),
      'a.html': '<p>',
      'b.html': '<p>',
    };
    const { folder, leftOut } = await imported(files);
    expect(outlineIn(folder)).toEqual([['One', ['A']]]);
    expect(courseIn(folder).resources).toHaveLength(1);
    const why = Object.fromEntries(leftOut.map(({ what, why: reason }) => [what, reason]));
    expect(why['the item "B" at item l2']).toMatch(/^it is in the unit "u2"/);
    expect(why['the resource "b.html" (web content) at resource r2']).toBe(
      'the node that places it is skipped',
    );
    const whole = await imported(files, { untitled: 'General' });
    expect(outlineIn(whole.folder)).toEqual([
      ['One', ['A']],
      ['General', ['B', 'C']],
    ]);
  });
});

describe('an address', () => {
  test.each([
    ['www.example.org/watch?v=1', 'https://www.example.org/watch?v=1'],
    ['youtube.com/watch?v=1', 'https://youtube.com/watch?v=1'],
    ['//www.example.org/embed/1', 'https://www.example.org/embed/1'],
    ['example.org:8080/a', 'https://example.org:8080/a'],
    ['https://example.org/my file.pdf', 'https://example.org/my%20file.pdf'],
    [' https://example.org/a?b=1&c=2#d ', 'https://example.org/a?b=1&c=2#d'],
    ['HTTP://Example.org/%20', 'HTTP://Example.org/%20'],
    ['https://example.org/\n  broken', 'https://example.org/broken'],
    ['https:example.org/a', 'https://example.org/a'],
    ['https://例え.jp/本', 'https://例え.jp/本'],
    ['https://example.org/"><script>', 'https://example.org/%22%3E%3Cscript%3E'],
  ])('%j is %s', (written, url) => {
    expect(webAddress(written)).toEqual({ url });
  });

  test.each([
    ['', /empty/],
    ['/web-link', /relative to an unknown server/],
    ['../other', /relative to an unknown server/],
    ['?a=1', /relative to an unknown server/],
    ['page.html', /name of a file/],
    ['mailto:someone@example.org', /not the address of a web page/],
    ['javascript:alert(1)', /not the address of a web page/],
    ['java\nscript:alert(1)', /not the address of a web page/],
    ['data:text/html,x', /not the address of a web page/],
    ['file:///etc/passwd', /not the address of a web page/],
    ['ask your teacher', /not an address/],
    ['intro', /not an address/],
    ['https://', /not an address/],
  ])('%j is none', (written, why) => {
    expect(webAddress(written)).toEqual({ why: expect.stringMatching(why) });
  });

  test('that is none is told with its text and the reason', async () => {
    const files = {
      'imsmanifest.xml': manifestOf({
        organizations: organization(item('u', 'Unit', item('l', 'Lesson', '', 'r'))),
        resources: '<resource identifier="r" type="imswl_xmlv1p1"><file href="l.xml"/></resource>',
      }),
      'l.xml': '<webLink><title>L</title><url href="/web-link"/></webLink>',
    };
    const { folder, leftOut } = await imported(files);
    expect(addressesOf(folder)).toEqual({ Lesson: { cartridgeType: 'web link' } });
    expect(leftOut).toContainEqual({
      what: 'the address "/web-link" at resource r',
      why: 'it is relative to an unknown server',
    });
  });
});

describe('where the manifest stands', () => {
  const { files = {} } = packages.find(({ system }) => system === 'a thin cartridge') ?? {};

  test('a folder and a file alone give the same as the archive', async () => {
    const folder = folderWith();
    for (const [path, text] of Object.entries(files)) put(folder, `in/${path}`, text);
    const all = { dryRun: false, adopt: false, repeated: 'leave-out' } as const;
    for (const file of ['in', 'in/imsmanifest.xml']) {
      const result = await importCartridge({ ...all, file }, nodeWorld({ cwd: folder }));
      expect(result.ok).toBe(true);
    }
    expect(outlineIn(folder)).toEqual([['Unit', ['Open it', 'Practice']]]);
  });

  test.each([
    [{ 'a/imsmanifest.xml': '<m/>', 'b/imsmanifest.xml': '<m/>' }, 'several packages'],
    [{ 'moodle_backup.xml': '<m/>' }, 'backup of Moodle'],
    [{ 'moodle.xml': '<MOODLE_BACKUP/>', 'course_files/a.txt': 'a' }, 'backup of Moodle'],
    [{ 's-archive/site.xml': '<archive/>', 's-archive/lessonbuilder.xml': '<a/>' }, 'Sakai site'],
    [{ 'content/databases/0a1b2c3d4e5f60718293a4b5c6d7e8f9.sqlite3': 'x' }, 'channel of Kolibri'],
    [{ 'Takeout/archive_browser.html': '<p>', 'Takeout/Classroom/a.json': '{}' }, 'Classroom'],
    [{ 'course.imscc': 'x' }, 'has no imsmanifest.xml'],
    [{ 'imsmanifest.xml': '<questestinterop/>' }, 'questestinterop'],
    [{ 'course.xml': '<course/>' }, 'import olx'],
    [{ 'manifest.csv': 'a', 'courses.csv': 'b' }, 'OneRoster CSV'],
    [{ 'h5p.json': '{}', 'content/content.json': '{}' }, 'activity of H5P'],
    [{ 'cmi5.xml': '<courseStructure/>' }, 'package for xAPI'],
    [{ mimetype: 'application/epub+zip', 'META-INF/container.xml': '<container/>' }, 'e-book'],
    [{ '[Content_Types].xml': '<Types/>', 'word/document.xml': '<w/>' }, 'import outline'],
  ])('%j is refused', async (odd, detail) => {
    await expect(imported(odd)).rejects.toThrow(detail);
  });
});

/** Random organizations: what is titled, placed and nested as it comes. */
interface Tree {
  readonly title: boolean;
  readonly ref: number | undefined;
  readonly parameters: string;
  readonly inner: readonly Tree[];
}

const trees: fc.Arbitrary<readonly Tree[]> = fc.letrec<{ trees: readonly Tree[]; tree: Tree }>(
  (tie) => ({
    trees: fc.array(tie('tree'), { maxLength: 4, depthIdentifier: 'tree' }),
    tree: fc.record({
      title: fc.boolean(),
      ref: fc.option(fc.nat(4), { nil: undefined }),
      parameters: fc.constantFrom('', '?', '?a=1', '&amp;a=2', '#b'),
      inner: fc.oneof({ depthIdentifier: 'tree', maxDepth: 3 }, fc.constant([]), tie('trees')),
    }),
  }),
).trees;

test('every item, resource and file of a random package ends in one way, and no lesson is empty-handed', async () => {
  let cases = 0;
  await fc.assert(
    fc.asyncProperty(trees, fc.boolean(), async (items, isWrapped) => {
      let number = 0;
      const written = (tree: Tree): string => {
        number += 1;
        const name = `i${number}`;
        const ref = tree.ref === undefined ? undefined : `r${tree.ref}`;
        const inside = tree.inner.map(written).join('');
        const own = item(name, tree.title ? `Title ${number}` : '', inside, ref);
        return own.replace('<item ', `<item parameters="${tree.parameters}" `);
      };
      const text = items.map(written).join('');
      const files = {
        'imsmanifest.xml': manifestOf({
          organizations: organization(isWrapped ? item('root', '', text) : text),
          resources: [0, 1, 2, 3].map((one) => page(`r${one}`, `${one}.html`)).join(''),
        }),
        ...Object.fromEntries([0, 1, 2, 3].map((one) => [`${one}.html`, '<p>'])),
      };
      const { account, folder } = await imported(files);
      const sums = Object.fromEntries((account?.sums ?? []).map((sum) => [sum.sort, sum]));
      expect(
        Object.fromEntries(Object.entries(sums).map(([sort, { total }]) => [sort, total])),
      ).toEqual(countsOf(files));
      const { units = [], resources = [] } = courseIn(folder);
      const lessons = units.flatMap((unit) => unit.lessons ?? []);
      const placed = new Set(lessons.flatMap((lesson) => lesson.resources ?? []));
      expect(placed.size).toBe(resources.length);
      if (lessons.length > 0) cases += 1;
      expect(existsSync(join(folder, 'catalog.ids'))).toBe(true);
    }),
    runs(25),
  );
  expect(cases).toBeGreaterThan(atLeast(10));
});

describe('a tool of LTI', () => {
  const property = (name: string, value: string) =>
    `<lticm:property name="${name}">${value}</lticm:property>`;
  const linkTo = (extensions = '', custom = '') =>
    `<cartridge_basiclti_link xmlns="http://www.imsglobal.org/xsd/imslticc_v1p3" xmlns:blti="b" xmlns:lticm="c"><blti:title>Tool</blti:title><blti:secure_launch_url>https://tool.example.org/launch</blti:secure_launch_url><blti:custom>${custom}</blti:custom><blti:extensions platform="canvas.instructure.com">${extensions}</blti:extensions></cartridge_basiclti_link>`;
  const files = (link: string, meta = '', ref = 'link') => ({
    'imsmanifest.xml': manifestOf({
      version: '1.3',
      organizations: organization(
        item('M', '', item('g1', 'Week 1', item('i1_item', 'Chapter 3', '', ref))),
      ),
      resources: `<resource identifier="link" type="imsbasiclti_xmlv1p3"><file href="lti_resource_links/link.xml"/></resource>`,
    }),
    'lti_resource_links/link.xml': link,
    'course_settings/module_meta.xml': `<modules xmlns="x"><module identifier="g1"><items><item identifier="i1"><content_type>ContextExternalTool</content_type><title>Chapter 3</title>${meta}</item></items></module></modules>`,
  });
  const url = 'https://tool.example.org/chapter/3';
  const lookup = '<lti_resource_link_lookup_uuid>u-1</lti_resource_link_lookup_uuid>';

  test.each([
    ['its launch address', files(linkTo()), 'https://tool.example.org/launch'],
    ['the address of a link of 1.3', files(linkTo(property('resource_link_url', url))), url],
    [
      'a link of 1.3 that Canvas finds by its name',
      files(
        linkTo(property('lookup_uuid', 'u-1') + property('resource_link_url', url)),
        lookup,
        'i1',
      ),
      url,
    ],
    ['an address that only Canvas has', files(linkTo(), `<url>${url}</url>`, 'i1'), url],
  ])('has %s', async (_, source, address) => {
    const { folder, leftOut } = await imported(source);
    const { units = [], resources = [] } = courseIn(folder);
    const [lesson] = units[0]?.lessons ?? [];
    const [placed] = lesson?.resources ?? [];
    const resource = resources.find((one) => typeof one === 'object' && one.sourcedId === placed);
    expect(resource).toMatchObject({ metadata: { cartridgeType: 'LTI link', url: address } });
    expect(leftOut.map(({ what }) => what).join()).not.toContain('Chapter 3');
  });

  test('keeps what it is told when it is opened, without names that no map may have', async () => {
    const custom =
      property('chapter', '3') +
      property('__proto__', 'x') +
      property('', 'y') +
      property('$a.b', '');
    const { folder } = await imported(files(linkTo('', custom)));
    const [resource] = courseIn(folder).resources ?? [];
    expect(resource).toMatchObject({ metadata: { custom: { chapter: '3', '$a.b': '' } } });
    expect(JSON.stringify(resource)).not.toContain('__proto__');
  });

  test('of Blackboard has its address', async () => {
    const { folder } = await imported(
      {
        'imsmanifest.xml': `<manifest xmlns:bb="b"><organizations><organization><item identifier="a"><title>Reading</title><item identifier="b" identifierref="res00001"><title>Tool</title></item></item></organization></organizations><resources><resource bb:file="res00001.dat" identifier="res00001" type="resource/x-bb-document"/></resources></manifest>`,
        'res00001.dat': `<CONTENT><TITLE value="Tool"/><CONTENTHANDLER value="resource/x-bb-blti-link"/><URL value="${url}"/></CONTENT>`,
      },
      { untitled: 'Reading' },
    );
    expect(courseIn(folder).resources).toMatchObject([{ metadata: { url } }]);
  });
});

test.each(['type', 'material_type'])(
  'a resource whose %s is a name that every object has is of that type, or of none',
  async (attribute) => {
    const { folder } = await imported({
      'imsmanifest.xml': manifestOf({
        organizations: organization(
          inherited.map((name, at) => item(`i${at}`, name, '', `r${at}`)).join(''),
        ),
        resources: inherited
          .map((name, at) => `<resource identifier="r${at}" ${attribute}="${name}" href="a.html"/>`)
          .join(''),
      }),
      'a.html': '<p>',
    });
    const { resources = [] } = courseIn(folder);
    const types = resources.map(
      (one) => typeof one === 'object' && one.metadata?.['cartridgeType'],
    );
    const other = inherited.map(() => 'unknown');
    expect(types).toEqual(attribute === 'type' ? inherited : other);
  },
);
