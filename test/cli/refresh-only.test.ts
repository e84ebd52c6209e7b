// `plan --refresh-only`: what somebody changed on the server, apart from what changed in git.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import driftSchema from '../../schemas/drift.schema.json' with { type: 'json' };
import type { EmulatorOptions } from '../../src/features/emulator/server/emulator.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Kind } from '../../src/model/node.ts';
import { courseManifest, put } from '../support/catalog-folder.ts';
import { cli } from '../support/command-line.ts';
import { hasGit, repositoryAt } from '../support/repository.ts';
import { serveCatalog } from '../support/served-catalog.ts';

const refresh = ['plan', '--env', 'test', '--refresh-only', '--detailed-exitcode'];
const sinceApplied = [...refresh, '--base', 'published'];
const manifest = 'catalog/course.yaml';

/** A repository whose tag `published` is what the platform holds. */
async function published(options: EmulatorOptions = {}) {
  const catalog = await serveCatalog({ lessons: 3, ...options });
  const repository = repositoryAt(catalog.folder);
  repository.git('init', '-q', '-b', 'main');
  repository.commit();
  repository.git('tag', 'published');
  await cli(['apply', '--env', 'test', '-y'], catalog.around);
  const { emulator, folder } = catalog;
  /** What somebody else writes, past this tool. */
  const change = (kind: Kind, id: string, fields: JsonObject) => {
    const record = emulator.records(kind).find(({ sourcedId }) => sourcedId === id);
    emulator.seed([{ kind, record: { ...record, ...fields } }]);
  };
  const edit = (from: string, to: string) => {
    const text = readFileSync(join(folder, manifest), 'utf8');
    put(folder, manifest, text.replace(from, to));
  };
  return { ...catalog, repository, change, edit };
}

describe.skipIf(!hasGit)('the exit code', () => {
  test('0 if nothing happened, and nothing is written', async () => {
    const { around, writes } = await published();
    const before = writes().length;
    const { code, stdout } = await cli(sinceApplied, around);
    expect(code).toBe(0);
    expect(stdout).toMatch(/since commit [\da-f]{12} \(published\)/);
    expect(stdout).toMatch(/No drift\. The platform holds what was last applied\.\n$/);
    expect(writes()).toHaveLength(before);
  });

  test('0 for edits in git and server defaults alone, which are told', async () => {
    const { around, change, edit, repository } = await published();
    change('course', 'course-1', { metadata: { AlphaLearn: { xp: 25 } } });
    edit('title: Lesson 1', 'title: Lesson one');
    repository.commit();
    const { code, stdout } = await cli(sinceApplied, around);
    expect(code).toBe(0);
    expect(stdout).toContain('metadata.AlphaLearn on 1 course\n');
    expect(stdout).toContain('title: "Lesson 1" → "Lesson one"\n');
    expect(stdout).toContain(
      'No drift. The platform holds what was last applied; 1 not applied yet, 1 platform default.\n',
    );
  });

  test.each([
    { name: 'a field', id: 'lesson-1', fields: { title: 'By somebody' }, count: 1 },
    { name: 'a place', id: 'lesson-1', fields: { sortOrder: 99 }, count: 1 },
    { name: 'a retirement', id: 'lesson-1', fields: { status: 'tobedeleted' }, count: 1 },
  ])('2 where somebody changed $name', async ({ id, fields, count }) => {
    const { around, change } = await published();
    change('lesson', id, fields);
    const { code, stdout } = await cli(sinceApplied, around);
    expect(code).toBe(2);
    expect(stdout).toContain(`Drift: ${count} changed on the platform, 0 conflicts,`);
    const asking = sinceApplied.filter((word) => word !== '--detailed-exitcode');
    expect((await cli(asking, around)).code).toBe(0);
  });

  test('2 if somebody changed what was edited in git, and 0 once that is applied', async () => {
    const { around, change, edit, repository } = await published();
    change('lesson', 'lesson-1', { title: 'By somebody' });
    edit('title: Lesson 1', 'title: Lesson one');
    const both = await cli(sinceApplied, around);
    expect(both.code).toBe(2);
    expect(both.stdout).toContain('conflict: on the platform');
    expect(both.stdout).toContain('conflict: in git');
    repository.commit();
    await cli(['apply', '--env', 'test', '-y'], around);
    const after = await cli(sinceApplied, around);
    expect(after.code).toBe(0);
    expect(after.stdout).toContain('1 edited field already on the platform');
  });

  test.each([
    { args: ['plan', '--base', 'published'], says: 'Add --refresh-only' },
    { args: ['plan', '--refresh-only', '--restore', 'lesson-1'], says: '--restore' },
    { args: ['plan', '--refresh-only', '--target', 'lesson-1'], says: '--target' },
    { args: ['plan', '--refresh-only', '--exclude', 'lesson-1'], says: '--exclude' },
  ])('64 for $args', async ({ args, says }) => {
    const { around } = await serveCatalog();
    const { code, stderr } = await cli([...args, '--env', 'test'], around);
    expect(code).toBe(64);
    expect(stderr).toContain(says);
  });

  test('1 for a commit that is not there, 3 without credentials', async () => {
    const { around } = await published();
    const unknown = await cli([...refresh, '--base', 'nowhere'], around);
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('[git/unknown-commit]');
    expect((await cli(sinceApplied, { cwd: around.cwd })).code).toBe(3);
  });
});

describe.skipIf(!hasGit)('the base', () => {
  test('is the commit itself, also if the working tree is of an older one', async () => {
    const { around, edit, repository } = await published();
    edit('title: Lesson 1', 'title: Lesson one');
    repository.commit();
    await cli(['apply', '--env', 'test', '-y'], around);
    repository.git('tag', '-f', 'published');
    repository.git('checkout', '-q', 'HEAD~1');
    const { code, stdout } = await cli(sinceApplied, around);
    expect(code).toBe(0);
    expect(stdout).toContain('title: "Lesson one" → "Lesson 1"\n');
  });

  test('has the org that the config had then', async () => {
    const { around, folder, repository, url } = await published({ orgs: ['other-org'] });
    const config = `org: other-org\nenvironments:\n  test:\n    baseUrl: ${url}\n`;
    put(folder, 'timeback-catalog.yaml', config);
    repository.commit();
    const { code, stdout } = await cli(sinceApplied, around);
    expect(stdout).toContain('org: "partner-sandbox" → "other-org"');
    expect(code).toBe(0);
  });

  test('is the commit of the last receipt if none is named', async () => {
    const { around, edit, change, repository } = await published();
    edit('title: Lesson 1', 'title: Lesson one');
    change('lesson', 'lesson-2', { title: 'Theirs' });
    const { code, stdout } = await cli(refresh, around);
    expect(code).toBe(2);
    const commit = repository.git('rev-parse', '--short=12', 'HEAD').trim();
    expect(stdout).toContain(`since commit ${commit} (.timeback-catalog/receipts/test/`);
    expect(stdout).toContain('Drift: 1 changed on the platform, 0 conflicts, 1 not applied yet');
    const json = await cli([...refresh, '-f', 'json'], around);
    expect(JSON.parse(json.stdout).last_applied).toMatchObject({ from: 'receipt' });
  });

  test.each([
    { name: 'of a part', args: ['--target', 'lesson-1'] },
    { name: 'of manifests that were not committed', args: [] },
  ])('is not known from a receipt $name', async ({ args }) => {
    const { around, edit } = await published();
    edit('title: Lesson 1', 'title: Lesson one');
    await cli(['apply', '--env', 'test', '-y', ...args], around);
    expect((await cli(refresh, around)).stdout).toContain('There is no --base');
  });

  test('is the manifests where nothing else is known, and the output says so', async () => {
    const { around, edit, folder } = await published();
    rmSync(join(folder, '.timeback-catalog'), { recursive: true });
    edit('title: Lesson 1', 'title: Lesson one');
    const { code, stdout } = await cli(refresh, around);
    expect(code).toBe(2);
    expect(stdout).toContain('There is no --base');
    expect(stdout).toContain('Drift: 1 changed on the platform, 0 conflicts, 0 not applied yet,');
  });
});

test('what lists leave out is asked for before it is said to be gone', async () => {
  const { around, emulator } = await serveCatalog({ lessons: 3, quirks: ['hides-retired'] });
  await cli(['apply', '--env', 'test', '-y'], around);
  const record = emulator.records('lesson').find(({ sourcedId }) => sourcedId === 'lesson-2');
  emulator.seed([{ kind: 'lesson', record: { ...record, status: 'tobedeleted' } }]);
  const { code, stdout } = await cli(refresh, around);
  expect(code).toBe(2);
  expect(stdout).toContain(
    'lesson "Lesson 2" in unit "Unit 1" is retired (changed on the platform)',
  );
});

describe.skipIf(!hasGit)('formats', () => {
  test('JSON follows its schema; -o writes the others', async () => {
    const { around, change, edit, folder } = await published();
    change('lesson', 'lesson-1', { title: 'Red \u001b[31m | <b>' });
    change('lesson', 'lesson-3', { status: 'tobedeleted' });
    change('course', 'course-1', { courseCode: 'X' });
    edit('title: Lesson 2', 'title: Lesson two');
    const files = ['-o', 'drift.md', '-o', 'drift.txt'];
    const { code, stdout } = await cli([...sinceApplied, '-f', 'json', ...files], around);
    expect(code).toBe(2);
    const drift = JSON.parse(stdout);
    const validate = new Ajv({ allowUnionTypes: true }).compile(driftSchema);
    expect(validate(drift), JSON.stringify(validate.errors)).toBe(true);
    expect(drift).toMatchObject({
      drifted: true,
      last_applied: { from: 'commit', ref: 'published' },
      summary: { changed_on_server: 2, both: 0, edited_in_git: 1, server_defaults: 1 },
      server_defaults: [{ path: ['courseCode'], cause: 'server default' }],
    });
    expect(drift.resource_drift).toMatchObject([
      {
        address: 'lesson/lesson-1',
        change: { actions: ['update'], after: { title: 'Red \u001b[31m | <b>' } },
      },
      {
        address: 'lesson/lesson-2',
        cause: 'edited in git',
        change: { fields: [{ wanted: 'Lesson two' }] },
      },
      {
        address: 'lesson/lesson-3',
        cause: 'changed on the server',
        change: { actions: ['retire'] },
      },
    ]);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    expect(read('drift.md')).toContain(
      '**Drift: 2 changed on the platform, 0 conflicts, 1 not applied yet',
    );
    expect(read('drift.txt')).toContain('title: "Lesson 1" → "Red \\u001b[31m | <b>"');
    expect(`${read('drift.md')}${read('drift.txt')}${stdout}`).not.toContain('\u001b');
  });

  test('a saved drift is no plan: apply refuses it', async () => {
    const { around } = await published();
    await cli([...sinceApplied, '-o', 'drift.json'], around);
    const { code, stderr } = await cli(['apply', 'drift.json', '--env', 'test'], around);
    expect(code).toBe(1);
    expect(stderr).toContain('[plan/file]');
  });

  test('--detail zooms out to nodes and to the tally', async () => {
    const { around, change } = await published();
    change('lesson', 'lesson-1', { title: 'By somebody' });
    const tree = await cli([...sinceApplied, '--detail', 'tree'], around);
    expect(tree.stdout).toContain('~ lesson "Lesson 1" in unit "Unit 1" (changed on the platform)');
    expect(tree.stdout).not.toContain('By somebody');
    const summary = await cli([...sinceApplied, '--detail', 'summary'], around);
    expect(summary.stdout.split('\n')).toHaveLength(4);
    expect(summary.stdout).toContain('Drift: 1 changed on the platform');
  });
});

test('a manifest of an unpublished catalog: everything is gone, and that is said', async () => {
  const { around, folder } = await serveCatalog();
  put(folder, manifest, courseManifest(1));
  const { code, stdout } = await cli(refresh, around);
  expect(code).toBe(2);
  expect(stdout).toContain('course "Reading" is gone (changed on the platform)');
});
