// `check --base … --fix`: what is certain is given back, and not a byte more.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  problemsIn,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';

const dos = (text: string) => text.replaceAll('\n', '\r\n');
const fix = (cwd: string) => cli(['check', '--base', 'HEAD', '--fix'], { cwd });
const read = (folder: string, file = manifest) => readFileSync(join(folder, file), 'utf8');
const withFresh = `${recorded}${fresh.one} lesson live\n`;

describe.skipIf(!hasGit)('an id is given back in place', () => {
  const flow = `{sourcedId: "${id.between}", title: Reading between the lines, metadata: {slug: between-the-lines}}`;
  const other = edited(reading, [lines.between, `      - ${flow} # one line\n`]);

  test.each([
    { name: 'comments and quotes', text: reading },
    { name: 'CRLF', text: dos(reading) },
    { name: 'a byte order mark', text: `\uFEFF${reading}` },
    { name: 'no line break at the end', text: reading.trimEnd() },
    { name: 'a node on one line', text: other, lost: id.between },
    {
      name: 'the id in a comment and in a value beside it',
      text: edited(reading, ['# never change it', `# ${id.supporting}, see ${fresh.one}`]),
    },
    {
      name: 'the key quoted, the id behind other fields',
      text: edited(reading, [
        lines.supporting,
        `      - title: 'Supporting   details'\n        "sourcedId":   '${id.supporting}'\n        metadata: { slug: supporting-details }\n`,
      ]),
    },
    {
      name: 'the id on a line of its own',
      text: edited(reading, [`sourcedId: ${id.finding}`, `sourcedId: >-\n          ${id.finding}`]),
      lost: id.finding,
      keyLine: 9,
    },
    {
      name: 'the id of a unit, its children along',
      text: reading,
      lost: id.mainIdeas,
    },
    { name: 'the id of the course', text: reading, lost: id.course },
  ])('$name: every other byte stays', async ({ text, lost = id.supporting, keyLine }) => {
    const { folder, git } = readingRepository({ [manifest]: text });
    put(folder, manifest, text.replace(lost, fresh.one));
    const line = keyLine ?? text.slice(0, text.indexOf(lost)).split('\n').length;
    expect(await fix(folder)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Since HEAD: no change.'),
      stderr: expect.stringContaining(`${manifest}:${line}  ${fresh.one} → ${lost}\n`),
    });
    expect(read(folder)).toBe(text);
    expect(git('status', '--porcelain')).toBe('');
    expect((await fix(folder)).stderr).toBe('');
  });

  test.each(['', '""', "''", '~', 'null', '0012', '5e3', 'true', '[]', '{}', '|'])(
    'if the id is `%s`: no other problem of an id is hidden, and all are given back',
    async (emptied) => {
      const text = edited(reading, [`"${id.supporting}" # never change it`, id.supporting]);
      const { folder } = readingRepository({ [manifest]: text });
      const exchanged = edited(
        text,
        [id.finding, id.between],
        [lines.between, lines.between.replace(id.between, id.finding)],
      );
      put(
        folder,
        manifest,
        edited(exchanged, [`sourcedId: ${id.supporting}`, `sourcedId: ${emptied}`]),
      );
      const told = problemsIn(await cli(['check', '--base', 'HEAD'], { cwd: folder }));
      expect(told.map((one) => one.split(' ')[0]).sort()).toEqual([
        'identity/swapped',
        'identity/swapped',
        expect.stringMatching(/^schema\/wrong-(?:type|value)$/),
      ]);
      expect(await fix(folder)).toMatchObject({ code: 0 });
      expect(read(folder)).toBe(text);
    },
  );

  test('two on one line, with ids of other lengths', async () => {
    const other = flow.replace(id.between, fresh.two).replaceAll('etween', 'eyond');
    const text = edited(reading, [`\n${lines.between}`, ` [${flow}, ${other}]\n`]);
    const { folder } = readingRepository({
      [manifest]: text,
      [ledger]: `${recorded}${fresh.two} lesson live\n`,
    });
    put(
      folder,
      manifest,
      text.replace(id.between, `${fresh.one}${'-again'.repeat(6)}`).replace(fresh.two, 'short'),
    );
    expect(await fix(folder)).toMatchObject({ code: 0 });
    expect(read(folder)).toBe(text);
  });

  test('in several files, beside edits that stay', async () => {
    const maths = `kind: course\nsourcedId: ${fresh.two}\ntitle: Maths\ncourseCode: M-1\n`;
    const science = '33e1c1a4-6b70-4d0f-8a55-9a7d1c3b2e10';
    const { folder } = readingRepository({
      'catalog/maths.yaml': maths,
      [ledger]: `${recorded}${fresh.two} course live\n`,
    });
    const renamed = edited(reading, ['Finding the', 'The']);
    put(folder, manifest, renamed.replace(id.supporting, fresh.one));
    put(folder, 'catalog/maths.yaml', maths.replace(fresh.two, science));
    const ended = await fix(folder);
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 renamed.') });
    expect(read(folder)).toBe(renamed);
    expect(read(folder, 'catalog/maths.yaml')).toBe(maths);
  });

  test('swapped ids go back together', async () => {
    const { folder } = readingRepository();
    const swapped = edited(
      reading,
      [id.finding, 'x'],
      [id.supporting, id.finding],
      ['x', id.supporting],
    );
    put(folder, manifest, swapped);
    expect((await fix(folder)).code).toBe(0);
    expect(read(folder)).toBe(reading);
  });

  test('three ids that went round go back together, and each message says so', async () => {
    const { folder } = readingRepository();
    const [one, two, three] = [id.finding, id.supporting, id.between];
    const next = new Map<string, string>([
      [one, two],
      [two, three],
      [three, one],
    ]);
    const each = new RegExp([one, two, three].join('|'), 'g');
    put(
      folder,
      manifest,
      reading.replace(each, (was) => next.get(was) ?? was),
    );
    const ended = await cli(['check', '--base', 'HEAD'], { cwd: folder });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(
      Array(3).fill('identity/handed-on'),
    );
    expect(ended.stderr.replace(/\s+/g, ' ').split('--fix` does it')).toHaveLength(4);
    expect((await fix(folder)).code).toBe(0);
    expect(read(folder)).toBe(reading);
  });

  test('the line that fmt gave the new id goes, those of the base stay', async () => {
    const { folder } = readingRepository();
    put(folder, manifest, edited(reading, [id.supporting, fresh.one]));
    put(folder, ledger, dos(withFresh));
    expect(await fix(folder)).toMatchObject({ code: 0 });
    expect(read(folder, ledger)).toBe(dos(recorded));
  });
});

describe.skipIf(!hasGit)('nothing is written', () => {
  const supporting = lines.supporting.replace('# never change it', '');
  test.each([
    {
      name: 'if two candidates are close',
      text: edited(reading, [
        lines.supporting,
        supporting.replace(id.supporting, fresh.one) + supporting.replace(id.supporting, fresh.two),
      ]),
      problem: `identity/re-minted ${manifest}:14 ${manifest}:14`,
      says: `almost as similar: ${fresh.two} (${manifest}:19)`,
    },
    {
      name: 'if only the place is as it was',
      text: edited(reading, [
        lines.supporting,
        `      - sourcedId: ${fresh.one}\n        title: Signal words\n`,
      ]),
      problem: `identity/vanished ${ledger}:6 ${manifest}:14`,
      says: 'nobody retired it',
    },
    {
      name: 'if another node names the new id',
      text: edited(
        reading,
        [id.mainIdeas, fresh.one],
        ['title: Inference', `title: Inference\n    prerequisites: [${fresh.one}]`],
      ),
      problem: `identity/re-minted ${manifest}:6 ${manifest}:6`,
      says: 'Restore the id',
    },
    {
      name: 'if the node vanished',
      text: edited(reading, [lines.supporting, '']),
      problem: `identity/vanished ${ledger}:6 ${manifest}:14`,
      says: 'retire',
    },
  ])('$name: it is refused, and says why', async ({ text, problem, says }) => {
    const { folder } = readingRepository();
    put(folder, manifest, text);
    const ended = await fix(folder);
    expect(problemsIn(ended)).toContain(problem);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(ended.stderr).not.toContain('--fix`');
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(read(folder)).toBe(text);
    expect(read(folder, ledger)).toBe(recorded);
  });

  test.each([
    { name: 'with an escape', by: `sourcedId: ${fresh.one.replace('d', String.raw`"\x64`)}"` },
    { name: 'below a comment', by: `sourcedId: # ${fresh.one}\n          ${fresh.one}` },
  ])('where the id is written $name', async ({ by }) => {
    const { folder } = readingRepository();
    const text = edited(reading, [`sourcedId: "${id.supporting}" # never change it`, by]);
    put(folder, manifest, text);
    const ended = await fix(folder);
    expect(problemsIn(ended)).toEqual([`identity/re-minted ${manifest}:14 ${manifest}:14`]);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    expect(read(folder)).toBe(text);
  });

  test('one of two exchanged ids, while the other cannot be written, in another file', async () => {
    const writing = 'catalog/writing.yaml';
    const lesson = (one: string) =>
      `kind: course\nsourcedId: writing-6\ntitle: Writing\nunits:\n  - sourcedId: sentences-6\n    title: Sentences\n    lessons:\n      - sourcedId: ${one}\n        title: Strong verbs\n        metadata: { slug: strong-verbs }\n`;
    const own = 'c2a5d1e8-7b64-4f0e-9c1d-3a8e5f7b9d02';
    const { folder } = readingRepository({ [manifest]: reading, [writing]: lesson(own) });
    const text = edited(reading, [id.finding, own]);
    put(folder, manifest, text);
    put(folder, writing, lesson(`# ${id.finding}\n          ${id.finding}`));
    const ended = await fix(folder);
    expect(ended).toMatchObject({ code: 5, stdout: '' });
    const codes = problemsIn(ended).map((one) => one.split(' ')[0]);
    expect(codes.filter((code) => code === 'identity/swapped')).toHaveLength(2);
    expect(read(folder)).toBe(text);
  });

  test('what is certain is fixed beside what is not, which is still refused', async () => {
    const { folder } = readingRepository();
    const left = edited(reading, [lines.finding, '']);
    put(folder, manifest, left.replace(id.supporting, fresh.one));
    const ended = await fix(folder);
    expect(problemsIn(ended)).toEqual([`identity/vanished ${ledger}:4 ${manifest}:9`]);
    expect(ended.code).toBe(5);
    expect(read(folder)).toBe(left);
  });

  test('if a manifest is broken', async () => {
    const { folder } = readingRepository();
    const text = edited(reading, [id.supporting, fresh.one]);
    put(folder, manifest, text);
    put(folder, 'catalog/z.yaml', 'kind: [\n');
    expect((await fix(folder)).code).toBe(1);
    expect(read(folder)).toBe(text);
  });

  test('without a base, which alone holds the content to compare', async () => {
    const { folder } = readingRepository();
    const text = edited(reading, [id.supporting, fresh.one]);
    put(folder, manifest, text);
    const ended = await cli(['check', '--fix'], { cwd: folder });
    expect(ended.code).toBe(64);
    expect(ended.stderr).toContain('check --base');
    expect(read(folder)).toBe(text);
  });
});
