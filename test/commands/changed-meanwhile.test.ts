// A command reads the manifests, works or waits for a platform, and writes them. What an editor or another
// command saves in between must not be lost.
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { check } from '../../src/features/check/check.ts';
import { createEmulator } from '../../src/features/emulator/server/emulator.ts';
import { fmt } from '../../src/features/fmt/fmt.ts';
import { importSdkConfig } from '../../src/features/import/sdk-config.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { catalogFiles, folderWith, put } from '../support/catalog-folder.ts';
import { commandLine } from '../support/command-line.ts';
import { credentials } from '../support/served-catalog.ts';

const manifest = 'catalog/course.yaml';
const config = 'environments:\n  trial:\n    baseUrl: https://trial.example.org\n';

/**
 * A published catalog with one lesson of its own, one of the platform, and one without an id. `edit` happens
 * when a command makes an id or sends a request.
 */
async function catalogWith(edit: (path: string) => void) {
  const cwd = folderWith({ ...catalogFiles(), 'timeback-catalog.yaml': config });
  const path = join(cwd, manifest);
  const emulator = createEmulator();
  onTestFinished(() => emulator.close());
  const around = { cwd, env: credentials };
  await commandLine(['fmt'], around);
  await commandLine(['apply', '-y', '--env', 'trial'], around, { fetch: emulator.fetch });
  const theirs = { sourcedId: 'theirs', title: 'Theirs', unit: { sourcedId: 'unit-1' } };
  emulator.seed([{ kind: 'lesson', record: { ...theirs, status: 'active' } }]);
  appendFileSync(path, '      - sourcedId: lesson-3\n        title: Lesson 3\n');
  await commandLine(['fmt'], around);
  let pending: typeof edit | undefined = edit;
  const once = () => {
    pending?.(path);
    pending = undefined;
  };
  const parts = {
    uuid: () => {
      once();
      return crypto.randomUUID();
    },
    fetch: (request: Request) => {
      once();
      return emulator.fetch(request);
    },
  };
  return { path, around, parts, ledger: () => readFileSync(join(cwd, 'catalog.ids'), 'utf8') };
}

const commands = [
  { args: ['fmt'] },
  { args: ['new', 'lesson', 'Another', '--in', 'unit-1'] },
  { args: ['import', 'remote', '--env', 'trial'] },
  { args: ['retire', 'lesson-3', '--never-published', '--env', 'trial'] },
];

/** Gives `fmt` something to do, and only that: other commands refuse a node without an id. */
function prepare([command]: readonly string[], path: string): void {
  if (command === 'fmt') appendFileSync(path, '      - title: Lesson 4\n');
}

describe.each(commands)('$args', ({ args }) => {
  test.each([
    { edit: 'saved', change: (path: string) => appendFileSync(path, '# mine\n') },
    { edit: 'removed', change: (path: string) => rmSync(path) },
  ])('a manifest that is $edit meanwhile stays so, and nothing is written', async ({ change }) => {
    const { path, around, parts, ledger } = await catalogWith(change);
    prepare(args, path);
    const before = { text: readFileSync(path, 'utf8'), ledger: ledger() };
    const { code, stderr } = await commandLine(args, around, parts);
    expect(code).toBe(1);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      `${manifest} cannot be written: another program changed it while this command was at work. Nothing was written.`,
    );
    const after = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    expect([`${before.text}# mine\n`, undefined]).toContain(after);
    expect(ledger()).toBe(before.ledger);
  });

  test('is written if nothing changes meanwhile', async () => {
    const { path, around, parts } = await catalogWith(() => {});
    prepare(args, path);
    const before = readFileSync(path, 'utf8');
    expect(await commandLine(args, around, parts)).toMatchObject({ code: 0 });
    expect(readFileSync(path, 'utf8')).not.toBe(before);
  });
});

test('a ledger that is read a second time for the ids of placements is compared as it was read first', async () => {
  const cwd = folderWith({
    ...catalogFiles(2, 1),
    'timeback-catalog.yaml': config.replace('baseUrl', 'dialect: oneroster\n    baseUrl'),
  });
  const emulator = createEmulator();
  onTestFinished(() => emulator.close());
  const around = { cwd, env: credentials };
  await commandLine(['fmt'], around);
  await commandLine(['apply', '-y', '--env', 'trial'], around, { fetch: emulator.fetch });
  const theirs = { sourcedId: 'theirs', title: 'Theirs', status: 'active', courseCode: 'T' };
  emulator.seed([{ kind: 'course', record: { ...theirs, org: { sourcedId: 'partner-sandbox' } } }]);
  let pending = true;
  const ended = await commandLine(['import', 'remote', '--env', 'trial'], around, {
    fetch: (request) => {
      if (pending && request.method === 'GET') {
        appendFileSync(join(cwd, 'catalog.ids'), 'mine lesson retired meanwhile\n');
        pending = false;
      }
      return emulator.fetch(request);
    },
  });
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('files/unwritable') });
  expect(readFileSync(join(cwd, 'catalog.ids'), 'utf8')).toContain('mine lesson');
});

test('a config that is saved while an import gives ids to its environments stays so', () => {
  const entry = { courseCode: 'READ', ids: { staging: 'there' } };
  const cwd = folderWith({
    'timeback-catalog.yaml': config
      .replaceAll('trial', 'staging')
      .replace('baseUrl', 'dialect: oneroster\n    baseUrl'),
    [manifest]: 'kind: course\nsourcedId: course-1\ntitle: Reading\ncourseCode: READ\n',
    'timeback.config.json': JSON.stringify({ courses: [entry] }),
  });
  const path = join(cwd, 'timeback-catalog.yaml');
  const options = { file: 'timeback.config.json', dryRun: false };
  const world = nodeWorld({ cwd });
  const saved = {
    ...options,
    // The last option that is read before the config is written.
    get dryRun() {
      appendFileSync(path, '# mine\n');
      return false;
    },
  };
  expect(() => importSdkConfig(saved, world)).toThrow('another program changed it');
  expect(readFileSync(path, 'utf8')).not.toContain('there');
  expect(importSdkConfig(options, world)).toMatchObject({ ok: true });
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('# mine');
  expect(text).toContain('there');
});

test('what changes between two calls with one world is no change meanwhile', () => {
  const cwd = folderWith(catalogFiles());
  const world = nodeWorld({ cwd });
  expect(fmt({ check: false }, world).ok).toBe(true);
  for (const lesson of ['Lesson 3', 'Lesson 4']) {
    appendFileSync(join(cwd, manifest), `      - title: ${lesson}\n`);
    expect(fmt({ check: false }, world)).toMatchObject({ ok: true });
  }
  const text = readFileSync(join(cwd, manifest), 'utf8');
  rmSync(join(cwd, manifest));
  put(cwd, 'catalog/other.yaml', `${text}      - title: Lesson 5\n`);
  expect(fmt({ check: false }, world)).toMatchObject({ ok: true });
  put(cwd, manifest, readFileSync(join(cwd, 'catalog/other.yaml'), 'utf8'));
  rmSync(join(cwd, 'catalog/other.yaml'));
  appendFileSync(join(cwd, manifest), '      - title: Lesson 6\n');
  expect(fmt({ check: false }, world)).toMatchObject({ ok: true });
  expect(check({}, world)).toMatchObject({ ok: true, value: { nodes: { lesson: 6 } } });
});
