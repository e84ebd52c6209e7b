// Ids that nodes have in one environment are identity as well: `check --base` sees whose they were.
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import {
  config,
  fresh,
  id,
  ledger,
  manifest,
  problemsIn,
  reading,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit } from '../support/repository.ts';

const configured = (ids: Readonly<Record<string, string>>) =>
  [
    'org: partner-sandbox\nenvironments:\n  staging:\n    baseUrl: https://a.example\n',
    ...(Object.keys(ids).length > 0 ? ['    ids:\n'] : []),
    ...Object.entries(ids).map(([lesson, other]) => `      lesson/${lesson}: ${other}\n`),
  ].join('');

describe.skipIf(!hasGit)('ids of an environment, since the base', () => {
  test.each([
    {
      name: 'exchanged between two lessons',
      was: { [id.finding]: 'f-there', [id.supporting]: 's-there' },
      now: { [id.finding]: 's-there', [id.supporting]: 'f-there' },
      cures: [
        `write \`lesson/${id.finding}: f-there\``,
        `write \`lesson/${id.supporting}: s-there\``,
      ],
    },
    {
      name: 'handed on',
      was: { [id.finding]: 'f-there' },
      now: { [id.supporting]: 'f-there' },
      cures: [`write \`lesson/${id.finding}: f-there\``],
    },
    {
      name: 'the id of the manifests given to another lesson',
      was: {},
      now: { [id.finding]: 'f-there', [id.supporting]: id.finding },
      cures: [`remove lesson/${id.finding} from`],
    },
  ])('$name: named, with the line that was there', async ({ was, now, cures }) => {
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    put(cwd, config, configured(now));
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(
      cures.map(() => 'identity/unlike'),
    );
    const said = ended.stderr.replaceAll(/\s+/g, ' ');
    for (const cure of cures) expect(said).toContain(cure);
    put(cwd, config, configured(was));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    { name: 'a first one', was: {}, now: { [id.finding]: 'f-there' } },
    { name: 'another one', was: { [id.finding]: 'f-1' }, now: { [id.finding]: 'f-2' } },
    { name: 'none any more', was: { [id.finding]: 'f-1' }, now: {} },
  ])('$name is for the platform to judge: nothing is said', async ({ was, now }) => {
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    put(cwd, config, configured(now));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  test('of a lesson that is retired: its line has to stay until it is', async () => {
    const was = { [id.finding]: 'f-1' };
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    await cli(['retire', id.finding, '--reason', 'old'], { cwd });
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    put(cwd, config, configured({}));
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(['identity/unlike']);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain('It would not be retired there');
  });

  test.each([
    { name: 'retired', args: ['retire', id.finding, '--reason', 'old'] },
    { name: 'released', args: ['release', id.finding, '--to', 'other'] },
  ])('of a lesson that is $name: handed to another one, it is named', async ({ args }) => {
    const was = { [id.finding]: 'f-1', [id.supporting]: 's-1' };
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    expect(await cli(args, { cwd })).toMatchObject({ code: 0 });
    put(cwd, config, configured({ [id.supporting]: 'f-1' }));
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(['identity/unlike']);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain(`write \`lesson/${id.finding}: f-1\``);
    put(cwd, config, configured(was));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  test('of a lesson that the base has retired already, with its line', async () => {
    const was = { [id.finding]: 'f-1', [id.supporting]: 's-1' };
    const { folder: cwd, git } = readingRepository({ [config]: configured(was) });
    await cli(['retire', id.finding, '--reason', 'old'], { cwd });
    git('commit', '-qam', 'retired');
    put(cwd, config, configured({ [id.supporting]: 's-1' }));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    put(cwd, config, configured({ [id.supporting]: 'f-1' }));
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(['identity/unlike']);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain(
      `belonged to lesson/${id.finding} at the base`,
    );
  });

  test('of a retired lesson without a line: the other one is told its own former id', async () => {
    const was = { [id.supporting]: 's-1' };
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    await cli(['retire', id.finding, '--reason', 'old'], { cwd });
    put(cwd, config, configured({ [id.supporting]: id.finding }));
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(['identity/unlike']);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain(
      `write \`lesson/${id.supporting}: s-1\``,
    );
    put(cwd, config, configured(was));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  test('of a lesson that another one replaces by a line of the ledger: it may go to that one', async () => {
    const was = { [id.finding]: 'f-1' };
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    put(cwd, manifest, reading.replace(id.finding, fresh.one));
    put(cwd, ledger, `${recorded}${fresh.one} lesson live\n`);
    const confirmed = ['confirm', fresh.one, '--replaces', id.finding, '--reason', 'anew'];
    expect(await cli(confirmed, { cwd })).toMatchObject({ code: 0 });
    put(cwd, config, configured({ [fresh.one]: 'f-1' }));
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(ended.stderr).not.toContain('identity/unlike');
    expect(ended.code).toBe(0);
  });

  test('another one, of a lesson with a similar title, is for the platform to judge', async () => {
    const { folder: cwd } = readingRepository({ [config]: configured({ [id.finding]: 'f-1' }) });
    put(cwd, config, configured({ [id.finding]: 'f-2' }));
    put(cwd, manifest, reading.replace('title: Finding the main', 'title: Finding the Main'));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    { name: 'another one', now: { [id.finding]: 'f-2' } },
    { name: 'none any more', now: {} },
    { name: 'another one, with its title there', now: { [id.finding]: 'f-2' }, title: 'there' },
    // The plan does not find it by half of its title.
    { name: 'another one, half', now: { [id.finding]: 'f-2' }, half: 'Finding the weak points' },
  ])('$name, of a lesson with another title, is named', async ({ now, title, half }) => {
    const was = { [id.finding]: 'f-1' };
    const { folder: cwd } = readingRepository({ [config]: configured(was) });
    const override = `    overrides: { lesson/${id.finding}: { title: Long division } }\n`;
    put(cwd, config, configured(now) + (title ? override : ''));
    if (!title)
      put(
        cwd,
        manifest,
        reading.replace('title: Finding the main idea', `title: ${half ?? 'Long division'}`),
      );
    const ended = await cli(['check', '--base', 'HEAD'], { cwd });
    expect(problemsIn(ended).map((line) => line.split(' ')[0])).toEqual(['identity/unlike']);
    expect(ended.stderr.replaceAll(/\s+/g, ' ')).toContain(`write \`lesson/${id.finding}: f-1\``);
    put(cwd, config, configured(was));
    expect(await cli(['check', '--base', 'HEAD'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
});
