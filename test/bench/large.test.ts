// What a catalog of 100,000 lessons looks like, and that a twentieth of it needs little memory.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { catalogFiles, layouts } from '../../scripts/bench/catalog.ts';
import { readSeed } from '../../src/features/emulator/emulator.ts';
import { buildCatalog } from '../../src/manifest/build.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildPlan } from '../../src/plan/build.ts';
import { strictRules } from '../../src/plan/compare.ts';
import { forEnvironment } from '../../src/plan/desired.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { formatOfExtension } from '../../src/text/look.ts';
import { renderers } from '../../src/text/renderers.ts';
import { plain } from '../render/examples.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { run, startFile } from '../support/program.ts';
import { configFor, credentials, serveCatalog } from '../support/served-catalog.ts';

const [layout] = layouts;

/** The plan of a catalog that is new as a whole. */
function planOfNew(lessons: number): Plan {
  const encoder = new TextEncoder();
  const files = [...catalogFiles({ lessons, layout })].map(([file, text]) => ({
    file,
    bytes: encoder.encode(text),
  }));
  const catalog = buildCatalog({ files, globs: 'catalog' });
  if (!catalog.ok) throw new Error(catalog.problems.map(({ detail }) => detail).join('\n'));
  const platform = { name: 'production', url: 'https://api.example.org', dialect: 'partner' };
  const plan = buildPlan({
    catalog: forEnvironment(catalog.value, { org: 'partner-sandbox' }),
    remote: { platform, entities: new Map(), requests: 0 },
    rules: strictRules,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  });
  if (!plan.ok) throw new Error(plan.problems.map(({ detail }) => detail).join('\n'));
  return plan.value;
}

describe('a plan of 100,000 new lessons', () => {
  const plan = planOfNew(100_000);

  test.each([
    { format: 'human', detail: 'summary', lines: 10 },
    { format: 'human', detail: 'tree', lines: 300 },
    { format: 'human', detail: 'fields', lines: 700 },
    { format: 'markdown', detail: 'summary', lines: 10 },
    { format: 'markdown', detail: 'tree', lines: 300 },
    { format: 'markdown', detail: 'fields', lines: 700 },
  ] as const)('$format, $detail: at most $lines lines', ({ format, detail, lines }) => {
    const shown = renderers[format].plan(plan, { ...plain, detail });
    expect(shown.split('\n').length).toBeLessThanOrEqual(lines);
  });

  test('what is folded is counted', () => {
    const shown = renderers.human.plan(plan, { ...plain, detail: 'tree' });
    expect(shown).toMatch(/^… and 996 more courses with 9960 units and 99600 lessons$/m);
    expect(shown).toMatch(/^Plan: 111000 to add,/m);
  });
});

/** MiB of heap: the share that these lessons have of the 1,024 that 100,000 may take. */
const heap = 51;

describe(`5,000 lessons in ${heap} MiB of heap`, () => {
  const manifests = Object.fromEntries(catalogFiles({ lessons: 5000, layout }));

  async function small(words: readonly string[], published: boolean) {
    const { url, emulator } = await serveCatalog();
    const folder = folderWith({ ...manifests, 'timeback-catalog.yaml': configFor(url) });
    const seed = readSeed(published ? ['catalog'] : [], nodeWorld({ cwd: folder }));
    if (!seed.ok) throw new Error('the catalog cannot be published');
    emulator.seed(seed.value.records);
    const start = [`--max-old-space-size=${heap}`, startFile];
    return run(process.execPath, [...start, ...words], { cwd: folder, env: credentials });
  }

  test('check', async () => {
    expect(await small(['check'], false)).toMatchObject({ code: 0 });
  });

  test('plan of what is published', async () => {
    const ended = await small(['plan', '--env', 'test', '--detailed-exitcode'], true);
    expect(ended).toMatchObject({ code: 0 });
  });

  test('plan of all as new, in every format', async () => {
    const outs = [...formatOfExtension.keys()].flatMap((extension) => ['--out', `p${extension}`]);
    expect(await small(['plan', '--env', 'test', ...outs], false)).toMatchObject({ code: 0 });
  });
});
