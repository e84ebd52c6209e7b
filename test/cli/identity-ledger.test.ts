import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  config,
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  problemsIn,
  reading,
  readingFiles,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';
import { configFor, credentials, serveCatalog } from '../support/served-catalog.ts';

const read = (folder: string, file = ledger) => readFileSync(join(folder, file), 'utf8');
const dos = (text: string) => text.replaceAll('\n', '\r\n');

/** The catalog with this ledger; null for none. */
function catalogWith(ids: string | null, files: Readonly<Record<string, string>> = {}): string {
  const folder = folderWith({ ...readingFiles, ...files });
  if (ids === null) rmSync(join(folder, ledger));
  else put(folder, ledger, ids);
  return folder;
}

describe('fmt', () => {
  test('starts the ledger with a line an id, sorted, below its header', async () => {
    const cwd = catalogWith(null);
    expect((await cli(['fmt', '--check'], { cwd })).stdout).toContain(`${ledger} would change\n`);
    expect(() => read(cwd)).toThrow('ENOENT');
    expect((await cli(['fmt'], { cwd })).code).toBe(0);
    const [header, facts] = [/^#/, /^[^#]/].map((kind) =>
      read(cwd)
        .split('\n')
        .filter((line) => kind.test(line)),
    );
    expect(header?.join()).toContain('merge=union');
    expect(facts).toEqual(
      Object.entries(id)
        .map(([name, one]) => `${one} ${kinds[name]} live`)
        .sort(),
    );
  });

  test('adds what it mints at its sorted place; every other byte and the second run stay', async () => {
    const cwd = catalogWith(dos(recorded), {
      [manifest]: `${reading}  - title: Inferring\n`,
    });
    expect((await cli(['fmt'], { cwd })).stdout).toContain('1 new id.');
    const once = read(cwd);
    const [minted = ''] = once.split('\r\n').filter((line) => !recorded.includes(line));
    expect(minted).toMatch(/^[\da-f-]{36} unit live$/);
    expect(once.replace(`${minted}\r\n`, '')).toBe(dos(recorded));
    const facts = once.split('\r\n').filter((line) => /^\w/.test(line));
    expect(facts).toEqual([...facts].sort());
    expect(await cli(['fmt'], { cwd })).toMatchObject({ code: 0 });
    expect(read(cwd)).toBe(once);
  });

  test('records nothing if one manifest is broken', async () => {
    const cwd = catalogWith(null, { 'catalog/z.yaml': 'kind: unit\ntitle: [\n' });
    expect((await cli(['fmt'], { cwd })).code).toBe(1);
    expect(() => read(cwd)).toThrow('ENOENT');
  });
});

const kinds: Readonly<Record<string, string>> = {
  course: 'course',
  mainIdeas: 'unit',
  inference: 'unit',
  finding: 'lesson',
  supporting: 'lesson',
  between: 'lesson',
};

describe('a ledger that cannot be trusted is an error at its line, and fmt leaves it alone', () => {
  test.each([
    {
      name: 'a misspelt state',
      ids: edited(recorded, [`${id.supporting} lesson live`, `${id.supporting} lesson retird`]),
      problems: [`ledger/malformed ${ledger}:6`],
    },
    {
      name: 'a kind that there is not',
      ids: edited(recorded, [`${id.inference} unit`, `${id.inference} module`]),
      problems: [`ledger/malformed ${ledger}:3`],
    },
    {
      name: 'cut off in the last line',
      ids: recorded.slice(0, -' live\n'.length),
      problems: [`ledger/malformed ${ledger}:8`],
    },
    { name: 'empty', ids: '', problems: [`file/empty ${ledger}:1`] },
    {
      name: 'with the marks of a conflict',
      ids: edited(recorded, [
        `${id.between} lesson live\n`,
        `<<<<<<< HEAD\n${id.between} lesson live\n=======\n${fresh.one} lesson live\n>>>>>>> topic\n`,
      ]),
      problems: [`ledger/conflict ${ledger}:7`],
    },
    {
      name: 'retired and released',
      ids: `${recorded}${id.mainIdeas} unit released math moved\n${id.mainIdeas} unit retired old\n`,
      problems: [`ledger/duplicate ${ledger}:10 ${ledger}:9`],
    },
    {
      name: 'two kinds',
      ids: `${recorded}${id.mainIdeas} lesson live\n`,
      problems: [`ledger/duplicate ${ledger}:9 ${ledger}:8`],
    },
  ])('$name', async ({ ids, problems }) => {
    const cwd = catalogWith(ids);
    for (const command of ['check', 'fmt']) {
      const ended = await cli([command], { cwd });
      expect(problemsIn(ended)).toEqual(problems);
      expect(ended).toMatchObject({ code: 1, stdout: '' });
    }
    expect(read(cwd)).toBe(ids);
  });

  test.each([
    {
      name: 'a link',
      code: 'symbolic-link',
      make: (path: string) => symlinkSync('secret.txt', path),
    },
    {
      name: 'a link to nowhere',
      code: 'symbolic-link',
      make: (path: string) => symlinkSync('nowhere', path),
    },
    { name: 'a folder', code: 'unreadable', make: (path: string) => mkdirSync(path) },
  ])('$name in its place', async ({ code, make }) => {
    const cwd = catalogWith(null, { 'secret.txt': 'a-secret b c\n' });
    make(join(cwd, ledger));
    for (const command of ['check', 'fmt', 'plan']) {
      const ended = await cli([command], { cwd });
      expect(problemsIn(ended)).toContain(`file/${code} ${ledger}:1`);
      expect(ended.code).toBe(1);
      expect(ended.stderr).not.toContain('a-secret');
    }
    expect(read(cwd, 'secret.txt')).toBe('a-secret b c\n');
  });
});

describe('a ledger that fmt mends, or that is fine as it is', () => {
  const [, , inference = '', finding = ''] = recorded.split(/^/m);
  test.each([
    {
      name: 'out of order',
      ids: edited(recorded, [inference + finding, finding + inference]),
      problems: [`ledger/unsorted ${ledger}:4`],
      mended: recorded,
    },
    {
      name: 'a line twice',
      ids: edited(recorded, [inference, inference + inference]),
      problems: [`ledger/repeated ${ledger}:4 ${ledger}:3`],
      mended: recorded,
    },
    { name: 'CRLF', ids: dos(recorded), problems: [], mended: dos(recorded) },
    {
      name: 'a byte order mark',
      ids: `\uFEFF${recorded}`,
      problems: [],
      mended: `\uFEFF${recorded}`,
    },
    {
      name: 'no line break at its end',
      ids: recorded.trimEnd(),
      problems: [],
      mended: recorded.trimEnd(),
    },
  ])('$name', async ({ ids, problems, mended }) => {
    const cwd = catalogWith(ids);
    const ended = await cli(['check'], { cwd });
    expect(problemsIn(ended)).toEqual(problems);
    expect(ended.code).toBe(0);
    expect((await cli(['fmt', '--check'], { cwd })).stdout.includes(`${ledger} would`)).toBe(
      mended !== ids,
    );
    await cli(['fmt'], { cwd });
    expect(read(cwd)).toBe(mended);
    expect(problemsIn(await cli(['check'], { cwd }))).toEqual([]);
  });
});

describe('what the ledger refuses ends check, plan and apply with 5, and nothing is written', () => {
  const withoutSupporting = edited(reading, [
    reading.slice(
      reading.indexOf('      # Teachers'),
      reading.indexOf(`  - sourcedId: ${id.inference}`),
    ),
    '',
  ]);
  test.each([
    {
      name: 're-minted: one lesson lost, one new',
      text: edited(reading, [id.supporting, fresh.one]),
      ids: recorded,
      problem: `identity/re-minted ${manifest}:14 ${ledger}:6`,
    },
    {
      name: 'vanished',
      text: withoutSupporting,
      ids: recorded,
      problem: `identity/vanished ${ledger}:6`,
    },
    {
      name: 'resurrected',
      text: reading,
      ids: edited(recorded, [
        `${id.supporting} lesson live`,
        `${id.supporting} lesson retired old`,
      ]),
      problem: `identity/resurrected ${manifest}:14 ${ledger}:6`,
    },
    {
      name: 'retyped',
      text: reading,
      ids: edited(recorded, [`${id.supporting} lesson`, `${id.supporting} unit`]),
      problem: `identity/retyped ${manifest}:14 ${ledger}:6`,
    },
  ])('$name', async ({ text, ids, problem }) => {
    const { url, emulator } = await serveCatalog();
    const cwd = catalogWith(ids, { [manifest]: text, 'timeback-catalog.yaml': configFor(url) });
    const commands = [['check'], ['apply', '-e', 'test', '--auto-approve'], ['plan', '-e', 'test']];
    for (const args of commands) {
      const ended = await cli(args, { cwd, env: credentials });
      expect(problemsIn(ended)).toEqual([problem]);
      expect(ended).toMatchObject({ code: 5, stdout: '' });
    }
    // While the manifests are read, the platform is, too.
    const methods = new Set(emulator.requests.map(({ method }) => method));
    expect([...methods].filter((method) => method !== 'GET' && method !== 'POST')).toEqual([]);
  });
});

describe.skipIf(!hasGit)('`ids` in the config leads away from the ledger', () => {
  const keyed = (ids: string) => `org: partner-sandbox\nids: ${ids}\n`;
  const inFolder = { [ledger]: undefined, 'ids/reading/5c6eb0d1.ids': recorded };
  test.each([
    {
      name: 'another file than the one that is there',
      base: {},
      change: { [config]: keyed('other.ids') },
      write: `ids: ${ledger}`,
    },
    {
      name: 'another file, which fmt made already',
      base: {},
      change: { [config]: keyed('other.ids'), 'other.ids': recorded },
      write: `ids: ${ledger}`,
    },
    {
      name: 'a file, and there is a folder',
      base: inFolder,
      change: { [config]: keyed('other.ids') },
      write: 'ids: ids/',
    },
    {
      name: 'another folder than the one that is there',
      base: inFolder,
      change: { [config]: keyed('other/') },
      write: 'ids: ids/',
    },
    {
      name: 'another folder, and the ledger is a file of another name',
      base: { [config]: keyed('reading.ids'), [ledger]: undefined, 'reading.ids': recorded },
      change: { [config]: keyed('other/') },
      write: 'ids: reading.ids',
    },
    {
      name: 'the folder of HEAD, which has another name',
      base: { [config]: keyed('minted/'), [ledger]: undefined, 'minted/reading/a.ids': recorded },
      change: { [config]: keyed('other/') },
      write: 'ids: minted/',
    },
    {
      name: 'the key is gone, and HEAD had one',
      base: { [config]: keyed('minted/'), [ledger]: undefined, 'minted/reading/a.ids': recorded },
      change: { [config]: 'org: partner-sandbox\n' },
      write: 'ids: minted/',
    },
    {
      name: 'a folder without its slash',
      base: inFolder,
      change: { [config]: keyed('ids') },
      write: 'ids: ids/',
    },
    {
      name: 'a file with a slash',
      base: { [config]: keyed('minted'), [ledger]: undefined, minted: recorded },
      change: { [config]: keyed('minted/') },
      write: 'ids: minted',
    },
  ])('$name: refused, and followed it is right', async ({ base, change, write }) => {
    const { folder } = repositoryOf({
      ...readingFiles,
      [config]: 'org: partner-sandbox\n',
      ...base,
    });
    for (const [file, text] of Object.entries(change)) put(folder, file, text);
    // A lost id, which only the ledger knows.
    put(folder, manifest, edited(reading, [lines.supporting, '']));
    for (const args of [['check'], ['plan', '-e', 'local'], ['fmt']]) {
      const ended = await cli(args, { cwd: folder });
      expect(ended.code, ended.stdout).toBe(5);
      expect(problemsIn(ended)).toEqual(['ledger/elsewhere']);
      expect(ended.stderr.replace(/\s+/g, ' ')).toContain(`Write \`${write}\` in ${config}`);
    }
    put(folder, config, `org: partner-sandbox\n${write}\n`);
    if ('other.ids' in change) rmSync(join(folder, 'other.ids'));
    const after = await cli(['check'], { cwd: folder });
    expect(problemsIn(after)).toEqual([expect.stringContaining('identity/vanished')]);
  });

  test('a ledger that was moved along with its key is fine', async () => {
    const { folder } = repositoryOf(readingFiles);
    put(folder, config, keyed('minted.ids'));
    renameSync(join(folder, ledger), join(folder, 'minted.ids'));
    expect((await cli(['check', '--base', 'HEAD'], { cwd: folder })).code).toBe(0);
  });
});

/** A repository with these files and no others, committed. */
function repositoryOf(files: Readonly<Record<string, string | undefined>>) {
  const repository = newRepository();
  repository.commit(
    Object.fromEntries(
      Object.entries(files).flatMap(([file, text]) => (text === undefined ? [] : [[file, text]])),
    ),
  );
  return repository;
}
