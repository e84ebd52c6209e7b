import { quoteShort } from '../document/place.ts';
import { retiring } from '../model/id-commands.ts';
import { placementKey } from '../model/ledger.ts';
import type { Problem } from '../model/problem.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { capital } from '../model/text.ts';
import {
  type KnownEntry,
  type PlacedEntry,
  type PlacementState,
  placedEntries,
  placementInWords,
  placementProblem,
  withIds,
} from './placed-entries.ts';
import { lostPlacements, type PlacementFindings } from './placement-losses.ts';

/** The states whose placements are compared. */
interface PlacementGate {
  readonly after: PlacementState;
  readonly before?: PlacementState;
  /** Whether any environment keeps placements as separate records. */
  readonly isRecorded: boolean;
  /** The name of the base in a command. */
  readonly baseName?: string;
}

/**
 * The problems of placement ids: ids about which manifest and ledger disagree and, with a base, ids that
 * were replaced, lost, exchanged or handed on since. Results of students belong to such an id, as they do
 * to that of a lesson.
 */
export function checkPlacements(gate: PlacementGate): PlacementFindings {
  const { after, before, isRecorded } = gate;
  const now = placedEntries(after);
  const { problems, cures } = before
    ? lostPlacements(placedEntries(before), { ...gate, now, before })
    : { problems: [], cures: [] };
  const movedFrom = writtenElsewhere(now, after.ledger);
  return {
    problems: [
      ...now.flatMap((entry) => wrongId(entry, { movedFrom, after, isRecorded })),
      ...repeatedIds(now),
      ...problems,
    ],
    cures,
  };
}

/** The entries that write an id, by the place that the ledger has for it. */
function writtenElsewhere(
  now: readonly PlacedEntry[],
  ledger: PlacementState['ledger'],
): Known['movedFrom'] {
  const known = withIds(now).flatMap((entry) => {
    const line = entry.written.sourcedId && ledger?.placements.get(entry.sourcedId);
    return line ? [{ entry, key: placementKey(line.parent, line.resource) }] : [];
  });
  return new Map(known.toReversed().map(({ entry, key }) => [key, entry]));
}

interface Known {
  /** The entry that writes the id that the ledger has for another one: the placement moved there. */
  readonly movedFrom: ReadonlyMap<string, KnownEntry>;
  readonly after: PlacementState;
  readonly isRecorded: boolean;
}

function wrongId(entry: PlacedEntry, known: Known): Problem[] {
  const { movedFrom, isRecorded } = known;
  const { ledger } = known.after;
  const { written, rivals, isFurther, sourcedId } = entry;
  const { resource } = written;
  const fault = sourcedId === undefined ? undefined : sourcedIdFault(sourcedId);
  if (fault) {
    const reason = fault.type === 'malformed' ? fault.reason : 'is a placeholder';
    const code = fault.type === 'malformed' ? 'id/malformed' : 'id/placeholder';
    return [
      placementProblem(code, entry, {
        detail: `The id ${quoteShort(sourcedId ?? '')} of ${placementInWords(entry)} ${reason}.`,
        hint: 'Remove that `sourcedId` and run `timeback-catalog fmt`.',
      }),
    ];
  }
  const line = sourcedId === undefined ? undefined : ledger?.placements.get(sourcedId);
  if (line?.state === 'retired') {
    const because = line.reason === undefined ? '' : ` (${line.reason})`;
    return [
      placementProblem('identity/resurrected', entry, {
        detail: `The id ${sourcedId} was retired${because}, but it is at ${placementInWords(entry)}.`,
        hint: 'Remove that `sourcedId` and run `timeback-catalog fmt`: the placement gets a new one.',
      }),
    ];
  }
  if (rivals) {
    const [first] = rivals;
    return [
      placementProblem('ledger/duplicate', entry, {
        detail: `The ledger has ${rivals.length} live ids for ${placementInWords(entry)}: ${rivals.join(', ')}. It is unclear which one is right.`,
        hint: `Write the one that was published into the entry, \`{ resource: ${resource}, sourcedId: ${first} }\`, and retire the others: ${retiring(rivals.slice(1).map((id) => `placement/${id}`))}.`,
      }),
    ];
  }
  if (!isRecorded || sourcedId !== undefined) return [];
  if (isFurther) {
    return [
      placementProblem('id/missing', entry, {
        detail: `${capital(placementInWords(entry))} is there more than once, and each placement needs its own id.`,
        hint: 'Run `timeback-catalog fmt`: it writes one.',
      }),
    ];
  }
  const moved = movedFrom.get(placementKey(written.parent, resource));
  if (!moved) return [];
  return [
    placementProblem('id/missing', entry, {
      detail: `${capital(placementInWords(entry))} has no id: its id ${moved.sourcedId} is at ${placementInWords(moved)} now.`,
      hint: 'Run `timeback-catalog fmt`: it writes a line with a new one into the ledger.',
    }),
  ];
}

function repeatedIds(now: readonly PlacedEntry[]): Problem[] {
  const byId = Map.groupBy(withIds(now), ({ sourcedId }) => sourcedId);
  return [...byId].flatMap(([id, [first, ...others]]) =>
    others.map((entry) =>
      placementProblem('id/duplicate', entry, {
        detail: `${capital(placementInWords(entry))} has the id of ${first ? placementInWords(first) : 'another'}, ${id}.`,
        hint: 'If one is a copy of the other, remove the `sourcedId` of the copy and run `timeback-catalog fmt`.',
      }),
    ),
  );
}
