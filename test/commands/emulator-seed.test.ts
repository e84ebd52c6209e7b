import { expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/commands/emulator.ts';
import { readSeed } from '../../src/commands/emulator-seed.ts';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.ts';
import { kinds } from '../../src/model/kind.ts';
import { courseManifest, folderWith, put } from '../support/catalog-folder.ts';
import { planFolder, worldWith } from '../support/publish.ts';
import { configFor } from '../support/served-catalog.ts';

const bare = { latencyMs: 0, orgs: [], quirks: [], faults: [], port: 0 };

function seeded(cwd: string, ...paths: readonly string[]) {
  const emulator = createEmulator({ orgs: ['school'] });
  onTestFinished(emulator.close);
  const seed = readSeed(paths, worldWith(emulator, cwd));
  if (seed.ok) emulator.seed(seed.value.records);
  return { emulator, seed };
}

const recordsOf = (emulator: Emulator) => kinds.flatMap((kind) => emulator.records(kind));

test.each([['catalog'], ['catalog/course.yaml']])(
  'what is seeded from %s is what publishing would have left there: nothing to change',
  async (path) => {
    const cwd = folderWith({
      'timeback-catalog.yaml': configFor('https://timeback.test'),
      'catalog/course.yaml': courseManifest(3),
    });
    const { emulator } = seeded(cwd, path);
    expect(recordsOf(emulator)).toHaveLength(5);
    const planned = await planFolder(emulator, cwd);
    expect(planned.ok && planned.value.plan.changes).toEqual([]);
  },
);

test('the orgs that courses name exist', () => {
  const cwd = folderWith({ 'c.yaml': 'kind: course\nsourcedId: c\ntitle: C\norg: my-school\n' });
  const { seed } = seeded(cwd, 'c.yaml');
  expect(seed.ok && seed.value.orgs).toEqual(['my-school']);
});

test.each([
  { what: 'does not exist', text: undefined, code: 'file/unreadable' },
  { what: 'is no manifest', text: 'kind: cours\n', code: 'schema/' },
  { what: 'lacks an id', text: 'kind: course\ntitle: C\n', code: 'id/missing' },
])('a file that $what is refused by name, and nothing is started', async ({ text, code }) => {
  const cwd = folderWith();
  if (text !== undefined) put(cwd, 'seed.yaml', text);
  const world = worldWith(createEmulator(), cwd);
  const started = await startEmulator({ ...bare, seed: ['seed.yaml'] }, world);
  expect(started.ok).toBe(false);
  expect(started.problems[0]?.code).toContain(code);
  expect(JSON.stringify(started.problems[0])).toContain('seed.yaml');
});
