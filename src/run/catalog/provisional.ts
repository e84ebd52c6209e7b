import { provisionalCatalog } from '../../manifest/build.ts';
import { inReadingOrder, type Problem } from '../../model/problem.ts';
import { type ReadCatalog, readLedger, readManifestFiles } from './catalog-files.ts';
import { compareIdentity } from './identity.ts';
import { unmatchedOf } from './unmatched.ts';
import type { Workspace } from './workspace.ts';

/** The manifests where nothing is wrong with them but ids, and what only follows from that. */
export function readProvisional(
  workspace: Workspace,
  problems: readonly Problem[],
): ReadCatalog | undefined {
  const { config } = workspace;
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length === 0 || !errors.every(isOfIds)) return undefined;
  const read = readManifestFiles(workspace);
  const { files } = read;
  const readings = new WeakMap();
  const set = { files, globs: config.catalog.join(', '), readings };
  const unmatched = unmatchedOf(workspace, read);
  return { ...provisionalCatalog(set), files, readings, unmatched };
}

/**
 * A reference leads nowhere as long as what it names is without its id, and a title that shows nothing
 * says nothing of ids.
 */
function isOfIds({ code }: Problem): boolean {
  return code.startsWith('id/') || code === 'reference/missing' || code === 'title/blank';
}

/**
 * Everything that can be said of manifests that make no catalog, given what is wrong with them: an
 * error about ids hides nothing of what became of the other ids.
 */
export function allProblemsOf(
  workspace: Workspace,
  problems: readonly Problem[],
  base?: string,
): readonly Problem[] {
  const provisional = readProvisional(workspace, problems);
  // Manifests with other errors have no identity to judge; the ledger can be read all the same.
  if (!provisional) return inReadingOrder([...problems, ...readLedger(workspace).problems]);
  const identity = compareIdentity(workspace, provisional, base);
  if (!identity.ok) return inReadingOrder([...problems, ...identity.problems]);
  const again = new Set(
    [...(provisional.unnamed?.values() ?? [])].map(({ problem }) => placeOf(problem)),
  );
  return inReadingOrder([
    ...problems.filter((one) => !again.has(placeOf(one))),
    ...identity.problems,
    ...identity.value.findings.problems,
  ]);
}

function placeOf({ code, span }: Problem): string {
  return `${code} ${span?.file} ${span?.start.line} ${span?.start.column}`;
}
