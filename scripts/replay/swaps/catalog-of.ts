import { statSync } from 'node:fs';
import { readNodes } from '../../../src/manifest/build.ts';
import type { Catalog } from '../../../src/model/catalog.ts';
import { type Checked, hasErrors } from '../../../src/model/problem.ts';
import { readCatalog } from '../../../src/run/catalog/catalog-files.ts';
import { openWorkspace } from '../../../src/run/catalog/workspace.ts';
import { nodeWorld } from '../../../src/run/node-world.ts';
import { derivedUuid } from '../derived-uuid.ts';
import { type Entry, entriesOf, hasUsableUuid, type Ids } from '../entry.ts';
import { readLastState, type State } from '../history.ts';
import { manifestsOf } from '../manifests.ts';

/**
 * The catalog in a file of courses, in the last line of a history, or in a folder with a config and
 * manifests. Every place of a lesson has an id of its own. Throws in words if there is no catalog.
 */
export function catalogOf(path: string): Catalog {
  return statSync(path).isDirectory() ? ofFolder(path) : ofState(readLastState(path), path);
}

function ofFolder(cwd: string): Catalog {
  const read = readCatalog(demanded(openWorkspace(nodeWorld({ cwd }))));
  return demanded(read).catalog;
}

function ofState(state: State, path: string): Catalog {
  const entries = entriesOf(state);
  const { files } = manifestsOf(entries, idsOf(entries));
  const sources = [...files].map(([file, text]) => ({ file, bytes: Buffer.from(text) }));
  const { catalog, problems } = readNodes({ files: sources, globs: 'catalog/*.yaml' });
  const wrong = problems.find(({ severity }) => severity === 'error');
  if (wrong) throw new Error(`${path} makes no catalog: ${wrong.detail}`);
  return catalog;
}

/**
 * The ids: the authors' uuid for the first place that has it; for every other place one made from its own.
 */
function idsOf(entries: readonly Entry[]): Ids {
  const taken = new Set<string>();
  const ids = new Map<Entry, string>();
  for (const [index, entry] of entries.entries()) {
    const { uuid } = entry.written;
    const own = uuid !== undefined && hasUsableUuid(entry) && !taken.has(uuid) ? uuid : undefined;
    const id = own ?? derivedUuid(`place ${index}`);
    taken.add(id);
    ids.set(entry, id);
  }
  return ids;
}

function demanded<T>(result: Checked<T>): T {
  if (result.ok && !hasErrors(result.problems)) return result.value;
  throw new Error(result.problems.map(({ code, detail }) => `${code}: ${detail}`).join('\n'));
}
