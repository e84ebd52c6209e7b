import type { PlacementFact } from '../identity/ledger-line.ts';
import { idsOf, placementsIn } from '../manifest/ids.ts';
import type { SourceFile } from '../manifest/source-file.ts';
import { type Ledger, type PlacementEntry, placementKey } from '../model/ledger.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { placementIds } from '../remote/dialects/open-dialect.ts';
import type { Workspace } from './workspace.ts';

/**
 * An id for every placement that the ledger does not know, where an environment's dialect makes
 * records of them. What the ledger knows keeps the id that it has there; one that a platform gave
 * is kept where nothing else has it.
 */
export function placementEntries(
  files: readonly SourceFile[],
  { config }: Pick<Workspace, 'config'>,
  ledger: Ledger | undefined,
  given: readonly PlacementEntry[] = [],
): readonly PlacementFact[] {
  const dialects = [...config.environments.values()].map(({ dialect }) => dialect);
  const make = dialects.map((dialect) => placementIds[dialect]).find((one) => one !== undefined);
  if (!make) return [];
  const taken = new Set([
    ...idsOf(files).map(({ sourcedId }) => sourcedId),
    ...(ledger?.entries.keys() ?? []),
    ...(ledger?.placements.values() ?? []),
  ]);
  const givenIds = new Map<string, string>();
  for (const { lesson, resource, sourcedId } of given) {
    if (sourcedIdFault(sourcedId) || taken.has(sourcedId)) continue;
    taken.add(sourcedId);
    givenIds.set(placementKey(lesson, resource), sourcedId);
  }
  return placementsIn(files)
    .filter(({ lesson, resource }) => !ledger?.placements.has(placementKey(lesson, resource)))
    .map(({ lesson, resource }) => {
      const sourcedId = givenIds.get(placementKey(lesson, resource)) ?? make(lesson, resource);
      return { says: 'placement', lesson, resource, sourcedId };
    });
}
