// What `retire` does to the files. What becomes of it on a platform: retire-publish.test.ts.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
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
  readingFiles,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';

const read = (folder: string, file = manifest) => readFileSync(join(folder, file), 'utf8');
const why = ['--reason', 'merged'];
const marked = (...nodes: readonly (readonly [string, string])[]) =>
  edited(
    recorded,
    ...nodes.map(
      ([kind, one]) =>
        [`${one} ${kind} live`, `${one} ${kind} live\n${one} ${kind} retired merged`] as const,
    ),
  );

describe('takes nodes out of the text, everything else to the byte', () => {
  test.each([
    {
      name: 'a lesson, and the comment right above',
      args: [id.supporting],
      text: edited(reading, [lines.supporting, '']),
      ids: marked(['lesson', id.supporting]),
    },
    {
      name: 'a lesson between a comment further up and the next one',
      args: [id.finding],
      text: edited(reading, [lines.finding, '']),
      ids: marked(['lesson', id.finding]),
    },
    {
      name: 'the only lesson of a unit, and the key of the list that it leaves empty',
      args: [`lesson/${id.between}`],
      text: edited(reading, [`    lessons:\n${lines.between}`, '']),
      ids: marked(['lesson', id.between]),
    },
    {
      name: 'several, of two units',
      args: [id.between, id.finding],
      text: edited(reading, [lines.finding, ''], [`    lessons:\n${lines.between}`, '']),
      ids: marked(['lesson', id.between], ['lesson', id.finding]),
    },
    {
      name: 'a unit with all below',
      args: [`unit/${id.mainIdeas}`, '--children'],
      text: edited(reading, [lines.mainIdeas, '']),
      ids: marked(['unit', id.mainIdeas], ['lesson', id.finding], ['lesson', id.supporting]),
    },
    {
      name: 'a unit and its lesson, both named',
      args: [id.between, id.inference],
      text: edited(reading, [lines.inference, '']),
      ids: marked(['unit', id.inference], ['lesson', id.between]),
    },
  ])('$name', async ({ args, text, ids }) => {
    const dos = (lf: string) => lf.replaceAll('\n', '\r\n');
    for (const written of [(lf: string) => lf, dos]) {
      const cwd = folderWith({
        ...readingFiles,
        [manifest]: written(reading),
        [ledger]: written(recorded),
      });
      const ended = await cli(['retire', ...args, ...why], { cwd });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(ended.stdout).toContain(`changed ${manifest}\nchanged ${ledger}\n`);
      expect(read(cwd)).toBe(written(text));
      expect(read(cwd, ledger)).toBe(written(ids));
      expect((await cli(['check'], { cwd })).code).toBe(0);
    }
  });

  test('a node with a file of its own takes the file along, and the entry that includes it', async () => {
    const own = 'kind: unit\nsourcedId: 33e1c1a4-6b70-4d0f-8a55-9a7d1c3b2e10\ntitle: Own\n';
    const cwd = folderWith({
      ...readingFiles,
      [manifest]: `${reading}  - include: own.yaml\n`,
      'catalog/own.yaml': own,
    });
    await cli(['fmt'], { cwd });
    const ended = await cli(['retire', '33e1c1a4-6b70-4d0f-8a55-9a7d1c3b2e10', ...why], { cwd });
    expect(ended.stdout).toContain('deleted catalog/own.yaml\n');
    expect(readdirSync(join(cwd, 'catalog'))).toEqual(['reading.yaml']);
    expect(read(cwd)).toBe(reading);
  });

  test('a catalog without a ledger gets one, with the reason on one line', async () => {
    const { [ledger]: _, ...files } = readingFiles;
    const cwd = folderWith(files);
    await cli(['retire', id.supporting, '--reason', ' too hard\nfor grade 6 '], { cwd });
    expect(read(cwd, ledger)).toContain(`\n${id.supporting} lesson retired too hard for grade 6\n`);
    expect(read(cwd, ledger)).toContain(`\n${id.finding} lesson live\n`);
  });

  test('a node that is out of the manifests already is only marked', async () => {
    const text = edited(reading, [lines.supporting, '']);
    const cwd = folderWith({ ...readingFiles, [manifest]: text });
    expect((await cli(['check'], { cwd })).code).toBe(5);
    const ended = await cli(['retire', id.supporting, ...why], { cwd });
    expect(ended.stdout.split('\n')[0]).toBe(`changed ${ledger}`);
    expect(read(cwd)).toBe(text);
    expect((await cli(['check'], { cwd })).code).toBe(0);
  });
});

describe('a resource in the manifest of a course', () => {
  const files = {
    ...readingFiles,
    [manifest]: `${reading}resources:\n  - sourcedId: ${fresh.one}\n    title: A film\n    vendorResourceId: film-1\n`,
    [ledger]: `${recorded}${fresh.one} resource live\n`,
  };

  test.each(['retire', 'release'])('%s: stays behind without --children', async (command) => {
    const cwd = folderWith({
      ...files,
      // Nothing but the resource hangs under it.
      [manifest]: edited(files[manifest], [reading.slice(reading.indexOf('units:')), '']),
      [ledger]: `${id.course} course live\n${fresh.one} resource live\n`,
    });
    const how = command === 'retire' ? why : ['--to', 'other'];
    const ended = await cli([command, id.course, ...how], { cwd });
    expect(ended.code).toBe(5);
    expect(problemsIn(ended)).toEqual([`retire/live-children ${manifest}:5`]);
  });

  test.each([
    { command: 'retire', how: why, line: 'resource retired merged' },
    { command: 'release', how: ['--to', 'other'], line: 'resource released other' },
  ])('$command: goes along with --children, and has its line', async ({ command, how, line }) => {
    const cwd = folderWith(files);
    expect((await cli([command, id.course, '--children', ...how], { cwd })).code).toBe(0);
    expect(read(cwd, ledger)).toContain(`${fresh.one} ${line}\n`);
    expect((await cli(['check'], { cwd })).code).toBe(0);
  });
});

describe.skipIf(!hasGit)('--children of what is out of the manifests already', () => {
  test.each([
    { name: 'a unit', gone: edited(reading, [lines.mainIdeas, '']), at: id.mainIdeas, marks: 3 },
    { name: 'a course, the only one', gone: undefined, at: id.course, marks: 6 },
  ])('$name: those below it at the last commit are marked too', async ({ gone, at, marks }) => {
    const { folder: cwd } = readingRepository();
    if (gone === undefined) rmSync(join(cwd, manifest));
    else put(cwd, manifest, gone);
    expect((await cli(['check'], { cwd })).code).toBe(5);
    expect((await cli(['retire', at, '--children', ...why], { cwd })).code).toBe(0);
    expect(read(cwd, ledger).match(/retired merged/g)).toHaveLength(marks);
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0 });
  });
});

describe('refuses, and writes nothing', () => {
  const flow = edited(reading, [
    `\n${lines.between}`,
    ` [{sourcedId: ${id.between}, title: One}, {sourcedId: ${'e7310c39-62f5-4e2c-8c90-c0b6f4d0a512'}, title: Two}]\n`,
  ]);
  const needed = edited(reading, [
    'title: Inference',
    `title: Inference\n    prerequisites: [${id.mainIdeas}]`,
  ]);

  test.each([
    {
      name: 'no reason',
      args: [id.supporting],
      code: 64,
      problems: ['usage/wrong'],
      says: '--reason',
    },
    {
      name: 'a blank reason',
      args: [id.supporting, '--reason', ' '],
      code: 64,
      problems: ['usage/wrong'],
      says: '--reason',
    },
    {
      name: 'no id',
      args: why,
      code: 64,
      problems: ['usage/wrong'],
      says: "Missing required argument 'node'",
    },
    {
      name: 'two ways that contradict each other',
      args: [id.supporting, '--undo', '--never-published'],
      code: 64,
      problems: ['usage/wrong'],
      says: 'contradict',
    },
    ...['--undo', '--never-published'].flatMap((way) =>
      [['--children'], why].map((more) => ({
        name: `${more[0]} with ${way}, which has no use for it`,
        args: [id.mainIdeas, way, '--base', 'HEAD', ...more],
        code: 64,
        problems: ['usage/wrong'],
        says: `${more[0]} is for a retirement`,
      })),
    ),
    ...['--base', '--env'].map((asked) => ({
      name: `${asked} with a retirement, which asks nobody`,
      args: [id.supporting, ...why, asked, 'test'],
      code: 64,
      problems: ['usage/wrong'],
      says: 'are for --never-published and --undo',
    })),
    {
      name: 'the title of what is retired, to be undone',
      args: ['Something that is gone', '--undo', '--base', 'HEAD'],
      code: 1,
      problems: ['reference/missing'],
      says: 'name it by its id',
    },
    {
      name: 'an unknown id, near to a known one',
      args: [id.supporting.replace('a150', 'a151'), ...why],
      code: 1,
      problems: ['reference/missing'],
      says: `Did you mean "${id.supporting}"?`,
    },
    {
      name: 'an unknown id beside a known one',
      args: [id.supporting, 'nothing', ...why],
      code: 1,
      problems: ['reference/missing'],
      says: 'write its address, such as lesson/ID',
    },
    {
      name: 'an address of another kind',
      args: [`unit/${id.supporting}`, ...why],
      code: 1,
      problems: ['reference/missing'],
      says: `Did you mean "lesson/${id.supporting}"?`,
    },
    {
      name: 'children that would stay',
      args: [id.mainIdeas, id.finding, ...why],
      code: 5,
      problems: [`retire/live-children ${manifest}:14`],
      says: '--children',
    },
    {
      name: 'a unit that another one needs first',
      text: needed,
      args: [id.mainIdeas, '--children', ...why],
      code: 5,
      problems: [`retire/still-named ${manifest}:20`],
      says: 'Remove it there first',
    },
    {
      name: 'nodes of one line',
      text: flow,
      args: [id.between, ...why],
      code: 1,
      problems: [`retire/layout ${manifest}:1`],
      says: 'one dash per node',
    },
    {
      name: 'a retired id again',
      text: edited(reading, [lines.supporting, '']),
      ids: marked(['lesson', id.supporting]),
      args: [id.supporting, '--reason', 'another reason'],
      code: 5,
      problems: ['identity/other-state'],
      says: 'it is retired in the ledger',
    },
    {
      name: 'a ledger that cannot be read',
      ids: recorded.slice(0, -' live\n'.length),
      args: [id.supporting, ...why],
      code: 1,
      problems: [`ledger/malformed ${ledger}:8`],
      says: 'as if it was cut off',
    },
  ])('$name', async ({ text = reading, ids = recorded, args, code, problems, says }) => {
    const cwd = folderWith({ ...readingFiles, [manifest]: text, [ledger]: ids });
    const ended = await cli(['retire', ...args], { cwd });
    expect(problemsIn(ended)).toEqual(problems);
    expect(ended.stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(read(cwd)).toBe(text);
    expect(read(cwd, ledger)).toBe(ids);
  });
});
