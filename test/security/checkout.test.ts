// What a pull request can bring along to have git read another repository: the Action and the command
// line refuse it, and nothing of it runs. The honest form of each works, or is refused for what it is.
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { serveGitHub } from '../support/github-server.ts';
import { newTraps, plainGit } from '../support/planted.ts';
import {
  config,
  edited,
  fresh,
  id,
  ledger,
  manifest,
  reading,
  readingFiles,
  recorded,
} from '../support/reading-catalog.ts';
import { hasGit, newRepository } from '../support/repository.ts';
import { type Job, mergeOf, openJob, pullRequest } from '../support/workflow.ts';

const isWindows = process.platform === 'win32';
const renamed = edited(reading, ['Finding the', 'The']);
const reminted = edited(reading, [id.supporting, fresh.one]);
const remintedLedger = edited(recorded, [id.supporting, fresh.one]);
const withFolder = { 'working-directory': 'courses' };

/** A job whose catalog lies in `courses` and is published; its branch `edit` is checked out. */
async function openBelow(): Promise<Job & { readonly folder: string; readonly base: string }> {
  const job = await openJob(await serveGitHub());
  const { repository, platform } = job;
  const folder = join(repository.folder, 'courses');
  mkdirSync(folder);
  for (const name of readdirSync(repository.folder).filter(
    (name) => !/^(\.git|courses)$/.test(name),
  )) {
    renameSync(join(repository.folder, name), join(folder, name));
  }
  const base = repository.commit();
  const published = await cli(['apply', '--env', 'test', '--yes'], {
    ...platform.around,
    cwd: folder,
  });
  expect(published.code, published.stderr).toBe(0);
  repository.git('checkout', '-q', '-b', 'edit');
  return { ...job, folder, base };
}

const proposed = ({ repository, step, base }: Job & { readonly base: string }, from: string) => {
  const head = repository.head();
  const payload = pullRequest({ base, head }, { from });
  return step({ event: 'pull_request', payload, with: withFolder, sha: head });
};

/** Ordinary files that make git take the folder for a repository. */
function bareFiles(head: string, commit: string, settings = ''): Record<string, string> {
  return {
    'courses/HEAD': `${head}\n`,
    'courses/refs/heads/main': `${commit}\n`,
    'courses/objects/info/alternates': '../../.git/objects\n',
    'courses/config': `[core]\n\trepositoryFormatVersion = 0\n\tbare = false\n\tworktree = ..\n${settings}`,
  };
}

describe.skipIf(!hasGit || isWindows)('a repository among the files of a branch', () => {
  test('runs nothing with the secrets of the job, before and after the merge', async () => {
    const traps = newTraps();
    const settings = `\tfsmonitor = ${traps.program('fsmonitor')}\n`;
    const title = { [`courses/${manifest}`]: renamed };

    const honest = await openBelow();
    honest.repository.commit(title);
    const plan = await proposed(honest, 'the-org/catalog');
    expect(plan.code, plan.log).toBe(0);
    const merged = mergeOf(honest);
    const applied = await honest.step({ ...merged, with: { ...merged.with, ...withFolder } });
    expect(applied.code, applied.log).toBe(0);

    const hostile = await openBelow();
    const bare = bareFiles('ref: refs/heads/main', hostile.base, settings);
    hostile.repository.commit({ ...title, ...bare });
    plainGit(['status'], { cwd: hostile.folder });
    expect(traps.ran()).toEqual(['fsmonitor']);
    const planned = await proposed(hostile, 'the-org/catalog');
    expect(planned.code).toBe(5);
    expect(planned.log).toContain('git/unsafe-repository');
    const merge = mergeOf(hostile);
    const writes = hostile.platform.writes().length;
    const refused = await hostile.step({ ...merge, with: { ...merge.with, ...withFolder } });
    expect(refused.code).toBe(5);
    const around = { ...hostile.platform.around, cwd: hostile.folder };
    const byHand = await cli(['apply', '--env', 'test', '--auto-approve'], around);
    expect(byHand.code).toBe(5);
    expect(byHand.stderr).toContain('git/unsafe-repository');
    expect(hostile.platform.writes()).toHaveLength(writes);
    expect(traps.ran()).toEqual([]);
  });

  test('does not switch the gate off: the base stays the one of the pull request', async () => {
    const job = await openBelow();
    const { repository, folder, base } = job;
    // A commit from before the catalog.
    const old = repository.git('rev-list', '--max-parents=0', 'HEAD');
    const files = { [`courses/${manifest}`]: reminted, [`courses/${ledger}`]: remintedLedger };
    repository.commit(files);
    const honest = await proposed(job, 'mallory/catalog');
    expect(honest.code).toBe(5);
    expect(honest.outputs['failure_reason']).toBe('id-gate');

    repository.commit(bareFiles(old, old));
    const forged = await proposed(job, 'mallory/catalog');
    expect(forged.code).toBe(5);
    expect(forged.log).toContain('git/unsafe-repository');
    const checked = await cli(['check', '--base', base], { cwd: folder });
    expect(checked.code).toBe(5);
    expect(checked.stderr).toContain('git/unsafe-repository');
  });
});

describe.skipIf(!hasGit || isWindows)('a link in the place of the catalog folder', () => {
  test('does not switch the gate off, in the Action or from any folder', async () => {
    const job = await openBelow();
    const { repository, folder, base } = job;
    put(folder, manifest, reminted);
    put(folder, ledger, remintedLedger);
    const other = join(repository.folder, 'other');
    renameSync(folder, other);
    symlinkSync('other', folder);
    repository.commit();
    const linked = await proposed(job, 'mallory/catalog');
    expect(linked.code).toBe(5);
    expect(linked.log).toContain('git/unsafe-repository');
    const named = await cli(['-C', 'courses', 'check', '--base', base], { cwd: repository.folder });
    expect(named.code).toBe(5);
    expect(named.stderr).toContain('git/unsafe-repository');
    // In the folder itself nothing tells of the link, and it does not stand for the old place either.
    for (const cwd of [folder, other]) {
      const inside = await cli(['check', '--base', base], { cwd });
      expect(inside.code).toBe(5);
      expect(inside.stderr).toContain('identity/re-minted');
    }
  });
});

describe.skipIf(!hasGit)('another id for a published lesson is refused', () => {
  const below = (path: string) => `courses/${path}`;
  const swap = (folder: string) => {
    put(folder, below(manifest), reminted);
    put(folder, below(ledger), remintedLedger);
  };
  const withGlob = (glob: string) => `org: partner-sandbox\ncatalog: ${glob}\n`;

  test.each<{ name: string; change: (top: string) => void; cwd?: string; code?: number }>([
    { name: 'with its line in the ledger changed along', change: swap },
    {
      name: 'config and ledger are links into another folder',
      change: (top) => {
        swap(top);
        renameSync(join(top, 'courses'), join(top, 'other'));
        mkdirSync(join(top, 'courses'));
        for (const name of readdirSync(join(top, 'other')))
          symlinkSync(`../other/${name}`, join(top, 'courses', name));
      },
      code: 1,
    },
    {
      name: 'another ledger',
      change: (top) => {
        put(top, below(config), 'org: partner-sandbox\nids: new.ids\n');
        put(top, below(manifest), reminted);
        put(top, below('new.ids'), remintedLedger);
      },
    },
    {
      name: 'no ledger',
      change: (top) => {
        put(top, below(manifest), reminted);
        rmSync(join(top, below(ledger)));
      },
    },
    {
      name: 'other globs',
      change: (top) => {
        put(top, below(config), withGlob('other/*.yaml'));
        put(top, below('other/a.yaml'), reminted);
        put(top, below(ledger), remintedLedger);
      },
    },
    {
      name: 'the config in another format',
      change: (top) => {
        swap(top);
        rmSync(join(top, below(config)));
        put(top, below('timeback-catalog.json'), '{"org": "partner-sandbox"}');
      },
    },
    {
      name: 'the config moved up',
      change: (top) => {
        swap(top);
        rmSync(join(top, below(config)));
        put(top, config, withGlob('courses/catalog/*.yaml'));
        renameSync(join(top, below(ledger)), join(top, ledger));
      },
      cwd: '.',
    },
    {
      name: 'the config moved up, seen from the old folder',
      change: (top) => {
        swap(top);
        rmSync(join(top, below(config)));
        put(top, config, withGlob('courses/catalog/*.yaml'));
        renameSync(join(top, below(ledger)), join(top, ledger));
      },
    },
    {
      name: 'the folder moved, and a folder left where the config was',
      change: (top) => {
        swap(top);
        renameSync(join(top, 'courses'), join(top, 'other'));
        mkdirSync(join(top, below(config)), { recursive: true });
      },
      cwd: 'other',
    },
    {
      name: 'the folder spelt with a capital',
      change: (top) => {
        swap(top);
        renameSync(join(top, 'courses'), join(top, 'Courses'));
      },
      cwd: 'Courses',
    },
    {
      name: 'a sign that nobody sees',
      change: (top) => {
        put(top, below(manifest), edited(reading, [id.supporting, `${id.supporting}\u200b`]));
      },
    },
    {
      name: 'in capitals',
      change: (top) => {
        put(top, below(manifest), edited(reading, [id.supporting, id.supporting.toUpperCase()]));
      },
    },
    {
      name: 'with a Cyrillic letter',
      change: (top) => {
        put(
          top,
          below(manifest),
          edited(reading, [id.supporting, id.supporting.replace('a', '\u0430')]),
        );
      },
    },
    {
      name: 'swapped with another',
      change: (top) => {
        put(
          top,
          below(manifest),
          edited(
            reading,
            [id.supporting, 'x'],
            [id.finding, id.supporting],
            ['"x"', `"${id.finding}"`],
          ),
        );
      },
    },
    {
      name: 'attributes that hide files',
      change: (top) => {
        swap(top);
        put(top, '.gitattributes', '* -text export-ignore filter=x\n');
      },
    },
  ])('$name', async ({ change, cwd = 'courses', code = 5 }) => {
    const repository = newRepository();
    const files = Object.entries(readingFiles).map(([path, text]) => [below(path), text]);
    repository.commit({ 'read.me': '' });
    const base = repository.commit(Object.fromEntries(files));
    const before = await cli(['check', '--base', base], {
      cwd: join(repository.folder, 'courses'),
    });
    expect(before.code, before.stderr).toBe(0);
    repository.git('checkout', '-q', '-b', 'edit');
    change(repository.folder);
    repository.commit();
    const after = await cli(['check', '--base', base], { cwd: join(repository.folder, cwd) });
    expect(after.code, after.stdout + after.stderr).toBe(code);
  });
});
