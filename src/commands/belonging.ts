import { addressOf, idIn } from '../model/address.ts';
import { type Catalog, fieldSpan } from '../model/catalog.ts';
import { taking } from '../model/id-commands.ts';
import { kinds } from '../model/kind.ts';
import type { Ledger } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';

/**
 * Placements that the ledger gives an id which the platform has for something else. Writing one would
 * take it from there: it may be of somebody else's catalog.
 */
export function takenPlacements({ placementLines }: Ledger, state: RemoteState): Problem[] {
  return placementLines.flatMap(({ sourcedId, lesson, resource, file }) => {
    const there = holderOf(sourcedId, { lesson, resource }, state);
    if (there === undefined) return [];
    return [
      problem('remote/taken', {
        detail: `${file} gives the placement of the resource "${resource}" in the lesson "${lesson}" the id ${sourcedId}, and ${state.platform.name} has that id for ${there}. Nothing was sent.`,
        hint: `Restore ${file} to before the line "${sourcedId} placement …" was added, and run \`timeback-catalog fmt\`: it gives the placement the id that follows from its lesson and resource.`,
      }),
    ];
  });
}

function holderOf(
  sourcedId: string,
  own: { readonly lesson: string; readonly resource: string },
  { placements, entities }: RemoteState,
): string | undefined {
  const there = placements?.get(sourcedId);
  if (there && (there.lesson !== own.lesson || there.resource !== own.resource)) {
    return `the resource "${there.resource}" in the lesson "${there.lesson}"`;
  }
  const kind = kinds.find((one) => entities.has(addressOf(one, sourcedId)));
  return kind && `a ${kind}`;
}

/**
 * Nodes that the platform keeps under a course of which neither manifests nor ledger know. Somebody
 * may have moved them there by hand, and then they come back; or they are of another catalog, and
 * publishing takes them from it. Only a person can tell, so it is a warning.
 */
export function keptElsewhere(
  catalog: Catalog,
  ledger: Ledger | undefined,
  { platform, entities }: RemoteState,
): Problem[] {
  return [...catalog.nodes].flatMap(([address, { entity, source }]) => {
    const there = entities.get(address)?.entity;
    if (!there?.parent || there.parent === entity.parent) return [];
    const above = entities.get(there.parent)?.entity;
    const course = above?.kind === 'course' ? there.parent : above?.parent;
    if (course === undefined || !entities.has(course) || catalog.nodes.has(course)) return [];
    const sourcedId = idIn(course);
    if (ledger?.entries.has(sourcedId)) return [];
    if (ledger?.entries.get(entity.sourcedId)?.from !== undefined) return [];
    return [
      problem('remote/kept-elsewhere', {
        detail: `${platform.name} has the ${entity.kind} "${entity.sourcedId}" in the course "${sourcedId}", which this catalog does not know. Publishing moves it from there.`,
        hint: `If it was handed over to this catalog, ${taking([entity.sourcedId])} says so. If another catalog has it, take it out of these manifests.`,
        span: fieldSpan(source, 'sourcedId'),
        address,
      }),
    ];
  });
}
