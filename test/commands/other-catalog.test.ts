// A catalog that a line of the ledger names: the line may have come with a branch of a stranger.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { otherCatalog } from '../../src/run/catalog/other-catalog.ts';
import { openWorkspace } from '../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { folderWith } from '../support/catalog-folder.ts';
import { hasGit, newRepository } from '../support/repository.ts';

const catalogIn = (folder: string) => ({
  [`${folder}timeback-catalog.yaml`]: 'org: partner-sandbox\n',
  [`${folder}catalog.ids`]: 'c-1 course live\n',
});

function reading() {
  const repository = newRepository();
  repository.commit({ ...catalogIn('courses/reading/'), ...catalogIn('courses/maths/') });
  const folder = join(repository.folder, 'courses/reading');
  const workspace = openWorkspace(nodeWorld({ cwd: folder }));
  if (!workspace.ok) throw new Error(JSON.stringify(workspace.problems));
  return { workspace: workspace.value, top: repository.folder };
}

describe.skipIf(!hasGit || process.platform === 'win32')('a catalog by its name', () => {
  test.each([
    ['../maths', '../reading'],
    ['courses/maths', 'courses/reading'],
  ])('%s is found, and names this one %s', (name, back) => {
    const { workspace } = reading();
    expect(otherCatalog(workspace, name)).toMatchObject({ back });
    const recorded = otherCatalog(workspace, name)?.ledger.entries.values() ?? [];
    expect([...recorded].map(({ sourcedId }) => sourcedId)).toEqual(['c-1']);
  });

  test('no name leads out of the work tree, whatever lies there', () => {
    const { workspace, top } = reading();
    const outside = folderWith(catalogIn(''));
    mkdirSync(join(top, 'links'));
    symlinkSync(outside, join(top, 'links/outside'));
    symlinkSync(outside, join(workspace.folder, 'beside'));
    const up = `${'../'.repeat(30)}${outside.slice(1)}`;
    for (const name of [
      outside,
      up,
      'links/outside',
      'beside',
      './beside/',
      '../../links/outside',
    ]) {
      expect([name, otherCatalog(workspace, name)]).toEqual([name, undefined]);
    }
  });

  test.each(['', '.', '..', '../reading', '/', '\0', 'nowhere', '../maths/catalog'])(
    '%j is none',
    (name) => {
      expect(otherCatalog(reading().workspace, name)).toBeUndefined();
    },
  );
});
