// Whatever was done to a source between two imports, no id goes to another node.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/identity/classify.ts';
import { snapshotOf } from '../../src/identity/compared-snapshot.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import { readCatalog } from '../../src/run/catalog/catalog-files.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { edited, edits, formsOfSources, type Source, sources } from '../support/edited-source.ts';
import { filesIn } from '../support/import-folder.ts';
import { fc, runs } from '../support/laws.ts';

/** The manifests of a folder as identity sees them. */
function stateOf(folder: string): Snapshot {
  const workspace = openWorkspace(nodeWorld({ cwd: folder }));
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  const read = readCatalog(workspace.value);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return snapshotOf(read.value.catalog);
}

describe.each(formsOfSources)('$name', ({ importInto }) => {
  test('an import is refused and changes nothing, or every id stays with its node', async () => {
    const seen = { refused: 0, accepted: 0 };
    await fc.assert(
      fc.asyncProperty(sources, edits, async (source, changes) => {
        const folder = mkdtempSync(join(tmpdir(), 'timeback-catalog-edited-'));
        try {
          const first = await importInto(folder, source);
          expect(first.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
          const before = stateOf(folder);
          const files = filesIn(folder);
          const after = edited(source, changes);
          const again = await importInto(folder, after);
          if (again.ok) seen.accepted += 1;
          else {
            seen.refused += 1;
            for (const { code } of again.problems) expect(code).toMatch(/^import\/re-/);
            for (const [file, text] of Object.entries(files)) {
              if (!/^outline|^source/.test(file)) expect(filesIn(folder)[file]).toBe(text);
            }
            const through = await importInto(folder, after, { likeGone: 'same' });
            expect(through.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
          }
          expectSameNodes({ source, after }, { before, now: stateOf(folder) });
          const settled = filesIn(folder);
          expect((await importInto(folder, after)).ok).toBe(true);
          expect(filesIn(folder)).toEqual(settled);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      runs(25),
    );
    expect(Math.min(seen.refused, seen.accepted)).toBeGreaterThan(0);
  });
});

/** No id of a lesson stands at another lesson; one whose title stayed has its id. */
function expectSameNodes(
  { source, after }: { readonly source: Source; readonly after: Source },
  { before, now }: { readonly before: Snapshot; readonly now: Snapshot },
): void {
  const refused = classify(before, now).flatMap(({ refused: why, was }) =>
    why ? [`${why} ${was?.title}`] : [],
  );
  expect(refused).toEqual([]);
  // Who a title is, in both versions of the source: titles are never given again.
  const who = new Map<string, string>();
  for (const { units } of [source, after]) {
    for (const unit of units) {
      who.set(`unit ${unit.title}`, unit.who);
      for (const lesson of unit.lessons) who.set(`lesson ${lesson.title}`, lesson.who);
    }
  }
  for (const [key, was] of before) {
    if (was.kind !== 'lesson' && was.kind !== 'unit') continue;
    const is = now.get(key);
    expect([was.title, who.get(`${is?.kind} ${is?.title}`)]).toEqual([
      was.title,
      who.get(`${was.kind} ${was.title}`),
    ]);
  }
  const titles = new Map([...now.values()].map((node) => [`${node.kind} ${node.title}`, node]));
  for (const was of before.values()) {
    const same = titles.get(`${was.kind} ${was.title}`);
    if (was.kind === 'lesson' && same) {
      expect([was.title, same.sourcedId]).toEqual([was.title, was.sourcedId]);
    }
  }
}
