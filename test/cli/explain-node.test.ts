import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pastOf } from '../../src/features/explain/past.ts';
import { readCatalog } from '../../src/run/catalog/catalog-files.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import {
  config,
  edited,
  fresh,
  id,
  ledger,
  lines,
  manifest,
  reading,
  readingFiles,
  readingRepository,
  recorded,
} from '../support/reading-catalog.ts';
import { cloneOf, emptyFolder, hasGit } from '../support/repository.ts';
import { configFor, serveCatalog } from '../support/served-catalog.ts';

const explain = (cwd: string, ...args: readonly string[]) =>
  commandLine(['explain', ...args], { cwd });

test.skipIf(!hasGit)('where it stands, and what each commit did to it', async () => {
  const repository = readingRepository();
  const { folder } = repository;
  const renamed = edited(reading, ['title: Finding the main idea', 'title: The main idea']);
  repository.commit({ [manifest]: renamed });
  // A commit of the same file that is about another node.
  const other = edited(renamed, ['title: Inference', 'title: Inferences']);
  repository.commit({ [manifest]: other });
  const lesson = lines.finding.replace('Finding the main idea', 'The main idea');
  const moved = edited(other, [lesson, '']) + lesson;
  const last = repository.commit({ [manifest]: moved });
  const { code, stdout } = await explain(folder, id.finding);
  expect(code).toBe(0);
  expect(stdout.startsWith('lesson "The main idea"\n')).toBe(true);
  expect(stdout).toMatch(
    /catalog\/reading\.yaml:\d+, in unit "Inferences", 2 of 2\n {2}live in the ledger\n/,
  );
  const [, ...entries] = stdout.split(/^ {2}[\da-f]{10} [\d-]{10} {2}/m);
  expect(entries.map((entry) => entry.split('\n')[0])).toEqual([
    'moved unit "Main ideas" → unit "Inferences"',
    'renamed "Finding the main idea" → "The main idea"',
    'created in catalog/reading.yaml, in unit "Main ideas"',
  ]);
  expect(stdout).toContain(last.slice(0, 10));
  expect(stdout).toContain('    Test: A commit\n');
});

test.skipIf(!hasGit)('why git cannot tell the history', async () => {
  const origin = readingRepository();
  origin.commit({ [manifest]: edited(reading, ['title: Finding the main idea', 'title: Ideas']) });
  origin.git('config', 'uploadpack.allowFilter', 'true');
  const clone = cloneOf(origin, '--filter=blob:none', '--no-local');
  const { stdout } = await explain(clone.folder, id.finding);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'History: none is known. This clone has the commit but not all of its content',
  );
  const { stdout: json } = await explain(clone.folder, id.finding, '--format', 'json');
  expect(JSON.parse(json).no_history).toMatch(/^This clone has the commit/);
});

test.skipIf(!hasGit)(
  'what began before the newest commits of its file',
  async () => {
    const repository = readingRepository();
    const { folder } = repository;
    const title = 'Reading between the lines';
    const commits = Array.from({ length: 52 }, (_, number) =>
      repository.commit({ [manifest]: edited(reading, [title, `${title} ${number}`]) }),
    );
    const { code, stdout } = await explain(folder, id.finding);
    expect(code).toBe(0);
    expect(stdout.replace(/ {2}[\da-f]{10} [\d-]{10} {2}/, '  ')).toContain(
      `History, newest first:
  created in catalog/reading.yaml, in unit "Main ideas"
    Test: A commit
  Of the older commits of its files, only those that wrote or removed its id were examined.
`,
    );
    const changed = JSON.parse((await explain(folder, id.between, '-f', 'json')).stdout);
    expect(changed.history).toHaveLength(51);

    // Thousands of lines of ledger are the same in most commits.
    const workspace = openWorkspace(nodeWorld({ cwd: folder }));
    if (!workspace.ok) throw new Error('no workspace');
    const now = readCatalog(workspace.value, new WeakMap());
    if (!now.ok) throw new Error('no catalog');
    const { at } = pastOf(workspace.value, now.value);
    const ledgers = new Set(commits.slice(0, 3).map((commit) => at(commit).ledger));
    expect([...ledgers].map((one) => one?.entries.size)).toEqual([now.value.catalog.nodes.size]);
  },
  60_000,
);

test.skipIf(!hasGit)('a retirement', async () => {
  const repository = readingRepository();
  const retired = await commandLine(['retire', id.finding, '--reason', 'merged'], {
    cwd: repository.folder,
  });
  expect(retired.code).toBe(0);
  repository.commit({});
  const found = await explain(repository.folder, id.finding, '-f', 'json');
  expect(JSON.parse(found.stdout).history[0].steps).toEqual([{ what: 'retired' }]);
});

test.skipIf(!hasGit)('another file', async () => {
  const repository = readingRepository();
  const unit = 'catalog/inference.yaml';
  repository.commit({
    [manifest]: edited(reading, [lines.inference, '  - include: inference.yaml\n']),
    [unit]: `kind: unit\nsourcedId: ${id.inference}\ntitle: Inference\nlessons:\n  - sourcedId: ${id.between}\n    title: Reading between the lines\n    metadata: {slug: between-the-lines}\n`,
  });
  const found = await explain(repository.folder, id.between, '-f', 'json');
  const { history, place } = JSON.parse(found.stdout);
  expect(history[0].steps).toEqual([{ what: 'file', from: manifest, to: unit }]);
  expect(place).toEqual({
    file: unit,
    line: 5,
    parent: `unit/${id.inference}`,
    parent_title: 'Inference',
    position: 1,
    siblings: 1,
  });
});

test.skipIf(!hasGit)('an id that was lost to another one', async () => {
  const repository = readingRepository();
  repository.commit({ [manifest]: edited(reading, [id.finding, fresh.one]), [ledger]: recorded });
  const lost = await explain(repository.folder, id.finding);
  expect(lost.stdout).toContain('No longer in a manifest.');
  expect(lost.stdout).toContain(`re-minted ${fresh.one}`);
});

test.skipIf(!hasGit)('the title of a node that was retired', async () => {
  const repository = readingRepository();
  const { folder } = repository;
  await commandLine(['retire', id.finding, '--reason', 'Replaced'], { cwd: folder });
  repository.commit();
  const alone = await explain(folder, 'Finding the main idea');
  expect(alone.stdout).toMatch(/^lesson "Finding the main idea"/);
  expect(alone.stdout).toContain('retired in the ledger');
  const part = edited(readFileSync(join(folder, manifest), 'utf8'), [
    'title: Reading between the lines',
    'title: Finding the main idea of a film',
  ]);
  repository.commit({ [manifest]: part });
  // A part of a title is less than the whole of another.
  const whole = await explain(folder, 'Finding the main idea');
  expect(whole.stdout).toContain('retired in the ledger');
  repository.commit({ [manifest]: part.replace(' of a film', '') });
  const both = await explain(folder, 'Finding the main idea', '-f', 'json');
  expect(both.code).toBe(64);
  const [problem] = JSON.parse(both.stdout).diagnostics;
  expect(problem.code).toBe('reference/ambiguous');
  expect(problem.hint).toContain(`lesson/${id.finding}`);
  expect(problem.hint).toContain(`lesson/${id.between}`);
  expect(await explain(folder, id.between)).toMatchObject({ code: 0 });
});

test('outside of git, and an id that nobody knows', async () => {
  const folder = emptyFolder();
  for (const [path, text] of Object.entries(readingFiles)) put(folder, path, text);
  const { code, stdout } = await explain(folder, `lesson/${id.finding}`);
  expect(code).toBe(0);
  expect(stdout).toContain('History: none');
  expect(await explain(folder, id.finding.replace('9f41', '9f42'))).toMatchObject({ code: 1 });
});

test('how it stands on a platform, and the runs that wrote it', async () => {
  const { around, folder, url } = await serveCatalog();
  put(folder, config, configFor(url));
  const before = await commandLine(['explain', 'lesson-2', '--env', 'test'], around);
  expect(before.stdout).toContain('test: not there yet\n');
  expect(before.stdout).toContain('No run on this machine');
  await commandLine(['apply', '--env', 'test', '-y'], around);
  const after = await commandLine(['explain', 'lesson-2', '--env', 'test'], around);
  expect(after.stdout).toContain('test: as the manifests say\n');
  expect(after.stdout).toMatch(
    /apply to test by \S+: create, applied\n {4}\.timeback-catalog\/receipts\/test\//,
  );
  // The runs stay those of the node if the environment gets another name.
  put(folder, config, configFor(url).replace('  test:', '  live:'));
  const renamed = await commandLine(['explain', 'lesson-2'], around);
  expect(renamed.stdout).toMatch(/apply to test by \S+: create, applied\n/);
});
