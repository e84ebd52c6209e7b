// Whole catalogs: ours, and real ones if they lie beside the project.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator } from '../src/features/emulator/server/emulator.ts';
import { buildCatalog } from '../src/manifest/build.ts';
import {
  type Corpus,
  manifestsOf,
  onePlacementEach,
  ownCorpus,
  realCorpora,
  sharedLessons,
  sharingCorpus,
} from './support/corpora.ts';
import { applyFolder, planFolder } from './support/publish.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'timeback-catalog-corpora-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const shared = realCorpora('medium-odin-project', 'medium-openstax-fizyka');
const withoutShared = realCorpora('small-openstax-fizyka-3');

function build(corpus: Corpus) {
  const files = [...manifestsOf(corpus)].map(([file, text]) => ({
    file,
    bytes: new TextEncoder().encode(text),
  }));
  return buildCatalog({ files, globs: 'catalog/**/*.yaml' });
}

const lessonsOf = ({ courses }: Corpus) =>
  courses.flatMap(({ units }) => units.flatMap(({ lessons }) => lessons));

describe('a lesson that is placed in several courses is refused, with both places', () => {
  test.each([{ name: 'ours', corpus: sharingCorpus }, ...shared])('$name', ({ corpus }) => {
    const { ok, problems } = build(corpus);
    const errors = problems.filter(({ severity }) => severity === 'error');
    const uuids = lessonsOf(corpus).map(({ uuid }) => uuid);
    expect(ok).toBe(false);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['id/duplicate']));
    const repeated = uuids.length - new Set(uuids).size;
    expect(repeated).toBeGreaterThanOrEqual(sharedLessons);
    expect(errors).toHaveLength(repeated);
    for (const { span, related } of errors) {
      expect(span?.file).toMatch(/^catalog\//);
      expect(related?.span.file).toMatch(/^catalog\//);
      expect(`${span?.file}:${span?.start.line}`).not.toBe(
        `${related?.span.file}:${related?.span.start.line}`,
      );
    }
  });
});

describe('a whole catalog is published and then planned without changes', () => {
  test.each([
    { name: 'ours', corpus: ownCorpus },
    { name: 'ours, with shared lessons', corpus: sharingCorpus },
    ...withoutShared,
    ...shared,
  ])('$name', async ({ name, corpus }) => {
    const folder = join(root, name);
    const config =
      'org: partner-sandbox\nenvironments: { test: { baseUrl: https://timeback.test } }\n';
    const files = [
      ['timeback-catalog.yaml', config] as const,
      ...manifestsOf(onePlacementEach(corpus)),
    ];
    for (const [file, text] of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const emulator = createEmulator();
    try {
      const applied = await applyFolder(emulator, folder);
      if (!applied.ok) throw new Error(JSON.stringify(applied.problems.slice(0, 3), undefined, 1));
      expect(applied.value.report.settled).toEqual({ state: 'converged' });
      expect(emulator.records('lesson')).toHaveLength(lessonsOf(corpus).length);
      const again = await planFolder(emulator, folder);
      expect(again.ok && again.value.plan.changes).toEqual([]);
    } finally {
      emulator.close();
    }
  });
});
