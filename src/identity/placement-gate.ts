import { quoteShort } from '../document/place.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { retiring } from '../model/id-commands.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { addressOf, idKey } from '../model/node.ts';
import { placementsIn, type ResolvedPlacement, resolvePlacements } from '../model/placements.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { sourcedIdFault } from '../model/sourced-id.ts';
import { placeInFile } from './messages.ts';

/** One state of manifests and ledger. */
interface PlacementState {
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
}

/** The states whose placements are held against each other. */
interface PlacementGate {
  readonly after: PlacementState;
  readonly before?: PlacementState;
  /** Whether any environment keeps placements as records of their own. */
  readonly isRecorded: boolean;
}

/** An entry of `resources` with the placement that it stands for. */
interface PlacedEntry extends ResolvedPlacement {
  /** The lesson or unit. */
  readonly above: CatalogNode;
  /** What the entry says beyond its resource. */
  readonly said: JsonObject;
  /** The same but its id, to be compared. */
  readonly content: string;
}

/** An entry whose id is known. */
type KnownEntry = PlacedEntry & { readonly sourcedId: string };

/**
 * What is wrong with the ids of placements: those that manifest and ledger cannot agree about and,
 * with a base, those that were replaced, lost, exchanged or handed on since. A student's results hang
 * on such an id as they do on that of a lesson.
 */
export function checkPlacements({ after, before, isRecorded }: PlacementGate): Problem[] {
  const now = entriesOf(after);
  return [
    ...now.flatMap((entry) => wrongId(entry, { now, after, isRecorded })),
    ...repeatedIds(now),
    ...(before ? lostIds(entriesOf(before), { now, before, after }) : []),
  ];
}

/** The placements of a catalog with the ids that they have, by those ids. */
export function placementsById(
  catalog: Catalog,
  ledger?: Ledger,
): ReadonlyMap<string, PlacedEntry> {
  const all = entriesOf({ catalog, ...(ledger && { ledger }) });
  return new Map(known(all).map((entry) => [entry.sourcedId, entry]));
}

function entriesOf({ catalog, ledger }: PlacementState): PlacedEntry[] {
  const found = [...catalog.nodes.values()].flatMap((above) => {
    const { kind, sourcedId: parent, fields } = above.entity;
    if (kind !== 'unit' && kind !== 'lesson') return [];
    return (placementsIn(fields) ?? []).map(({ resource, said }) => {
      const { sourcedId, ...content } = said;
      const own = typeof sourcedId === 'string' ? { sourcedId } : {};
      return {
        above,
        said,
        content: canonicalJson(content),
        written: { parent, resource, ...own },
      };
    });
  });
  const resolved = resolvePlacements(
    found.map(({ written }) => written),
    ledger,
  );
  return found.map((entry, index) => ({ ...entry, ...resolved[index] }));
}

function known(entries: readonly PlacedEntry[]): KnownEntry[] {
  return entries.flatMap((entry) =>
    entry.sourcedId === undefined ? [] : [{ ...entry, sourcedId: entry.sourcedId }],
  );
}

interface Known {
  readonly now: readonly PlacedEntry[];
  readonly after: PlacementState;
  readonly isRecorded: boolean;
}

function wrongId(entry: PlacedEntry, { now, after: { ledger }, isRecorded }: Known): Problem[] {
  const { written, rivals, isFurther, sourcedId } = entry;
  const { resource } = written;
  const fault = sourcedId === undefined ? undefined : sourcedIdFault(sourcedId);
  if (fault) {
    const reason = fault.type === 'malformed' ? fault.reason : 'is a placeholder';
    const code = fault.type === 'malformed' ? 'id/malformed' : 'id/placeholder';
    return [
      placementProblem(code, entry, {
        detail: `The id ${quoteShort(sourcedId ?? '')} of ${inWords(entry)} ${reason}.`,
        hint: 'Remove that `sourcedId` and run `timeback-catalog fmt`.',
      }),
    ];
  }
  const line = sourcedId === undefined ? undefined : ledger?.placements.get(sourcedId);
  if (line?.state === 'retired') {
    const because = line.reason === undefined ? '' : ` (${line.reason})`;
    return [
      placementProblem('identity/resurrected', entry, {
        detail: `The id ${sourcedId} was retired${because}, but it is at ${inWords(entry)}.`,
        hint: 'Remove that `sourcedId` and run `timeback-catalog fmt`: the placement gets a new one.',
      }),
    ];
  }
  if (rivals) {
    const [first] = rivals;
    return [
      placementProblem('ledger/duplicate', entry, {
        detail: `The ledger has ${rivals.length} live ids for ${inWords(entry)}: ${rivals.join(', ')}. It is unclear which one is right.`,
        hint: `Write the one that was published into the entry, \`{ resource: ${resource}, sourcedId: ${first} }\`, and retire the others: ${retiring(rivals.slice(1).map((id) => `placement/${id}`))}.`,
      }),
    ];
  }
  if (!isRecorded || sourcedId !== undefined) return [];
  if (isFurther) {
    return [
      placementProblem('id/missing', entry, {
        detail: `${capital(inWords(entry))} is there more than once, and each placement needs its own id.`,
        hint: 'Run `timeback-catalog fmt`: it writes one.',
      }),
    ];
  }
  // What the ledger has for it is written out elsewhere: there it went.
  const moved = known(now).find(({ sourcedId: id, written: { sourcedId: own } }) => {
    const there = own === undefined ? undefined : ledger?.placements.get(id);
    return there?.parent === written.parent && there.resource === resource;
  });
  if (!moved) return [];
  return [
    placementProblem('id/missing', entry, {
      detail: `${capital(inWords(entry))} has no id: its id ${moved.sourcedId} is at ${inWords(moved)} now.`,
      hint: 'Run `timeback-catalog fmt`: it writes a line with a new one into the ledger.',
    }),
  ];
}

function repeatedIds(now: readonly PlacedEntry[]): Problem[] {
  const byId = Map.groupBy(known(now), ({ sourcedId }) => sourcedId);
  return [...byId].flatMap(([id, [first, ...others]]) =>
    others.map((entry) =>
      placementProblem('id/duplicate', entry, {
        detail: `${capital(inWords(entry))} has the id of ${first ? inWords(first) : 'another'}, ${id}.`,
        hint: 'If one is a copy of the other, remove the `sourcedId` of the copy and run `timeback-catalog fmt`.',
      }),
    ),
  );
}

interface Sides {
  readonly now: readonly PlacedEntry[];
  readonly before: PlacementState;
  readonly after: PlacementState;
}

/** What a placement of the base became, if it is not what it was. */
function lostIds(then: readonly PlacedEntry[], { now, before, after }: Sides): Problem[] {
  const [were, are] = [known(then), known(now)];
  const [wereById, areById] = [were, are].map(
    (all) => new Map(all.map((entry) => [entry.sourcedId, entry])),
  );
  const nameOf = namesIn([...were, ...are]);
  const places = new Map(are.map((entry) => [nameOf(entry), entry]));
  const reported = new Set<string>();
  return were.flatMap((was): Problem[] => {
    const { sourcedId, written } = was;
    const place = nameOf(was);
    const own = areById?.get(sourcedId);
    if (own && nameOf(own) === place) return [];
    const holder = places.get(place);
    const held = holder && wereById?.get(holder.sourcedId);
    if (holder && held && own && nameOf(own) === nameOf(held)) {
      if (reported.has(holder.sourcedId)) return [];
      reported.add(sourcedId);
      return [exchanged('identity/swapped', was, { holder, own })];
    }
    if (holder && own) return [exchanged('identity/handed-on', was, { holder, own })];
    if (own) return own.written.resource === written.resource ? [] : [replaced(was, own)];
    if (isOver(was, { before, after })) return [];
    const fresh =
      holder ??
      are.find(
        (entry) => entry.written.resource === written.resource && !wereById?.has(entry.sourcedId),
      );
    return [fresh ? reminted(was, fresh, after) : vanished(was, after)];
  });
}

/** A name for the place of a placement; of one that stands there twice, with what it says. */
function namesIn(all: readonly PlacedEntry[]): (entry: PlacedEntry) => string {
  const short = ({ written: { parent, resource } }: PlacedEntry) => `${parent} ${resource}`;
  const counts = new Map<string, Set<string | undefined>>();
  for (const entry of all) {
    const ids = counts.get(short(entry)) ?? new Set();
    counts.set(short(entry), ids.add(entry.written.sourcedId));
  }
  return (entry) => {
    const isOne = (counts.get(short(entry))?.size ?? 0) < 3 && !entry.isFurther;
    return isOne ? short(entry) : `${short(entry)} ${entry.content}`;
  };
}

/** Retired, or gone with the lesson, unit or resource that it hung on, of which that is reported. */
function isOver({ sourcedId, written, above }: KnownEntry, { after }: Omit<Sides, 'now'>): boolean {
  const { catalog, ledger } = after;
  if (ledger?.placements.get(sourcedId)?.state === 'retired') return true;
  const { kind } = above.entity;
  const isParentThere = catalog.nodes.has(addressOf(kind, written.parent));
  const isResourceThere = catalog.nodes.has(addressOf('resource', written.resource));
  const resource = ledger?.entries.get(idKey('resource', written.resource));
  return !isParentThere || (!isResourceThere && resource?.state !== 'live');
}

function reminted(was: KnownEntry, now: KnownEntry, after: PlacementState): Problem {
  const { sourcedId } = was;
  const isMoved = was.written.parent !== now.written.parent;
  const where = isMoved ? `, in ${parentInWords(now)}` : '';
  return placementProblem('identity/re-minted', now, {
    detail: `The placement of the resource ${quoteShort(was.written.resource)} in ${parentInWords(was)} had the id ${sourcedId} and has ${now.sourcedId} now${where}. What students did with it stays with the old id.`,
    hint: `${restoring(now, sourcedId)}${orRetire(sourcedId, after)}.`,
    was,
  });
}

function vanished(was: KnownEntry, after: PlacementState): Problem {
  const { sourcedId, written } = was;
  return placementProblem('identity/vanished', was, {
    detail: `${capital(inWords(was))} (${sourcedId}) is missing since the base, and nobody retired it.`,
    hint: `Put ${written.resource} back${orRetire(sourcedId, after)}.`,
    was,
    at: after.catalog,
  });
}

function exchanged(
  code: 'identity/swapped' | 'identity/handed-on',
  was: KnownEntry,
  { holder, own }: { readonly holder: KnownEntry; readonly own: KnownEntry },
): Problem {
  const back = code === 'identity/swapped' ? `; ${restoring(own, holder.sourcedId)}` : '';
  return placementProblem(code, holder, {
    detail: `${was.sourcedId} belonged to ${inWords(was)}. That one has ${holder.sourcedId} now, and ${was.sourcedId} is at ${inWords(own)}.`,
    hint: `${restoring(holder, was.sourcedId)}${back || `; in the resources of ${parentInWords(own)} remove that \`sourcedId\` and run \`timeback-catalog fmt\``}.`,
    was,
  });
}

function replaced(was: KnownEntry, now: KnownEntry): Problem {
  return placementProblem('identity/unlike', now, {
    detail: `The placement ${now.sourcedId} placed the resource ${quoteShort(was.written.resource)} and now places ${quoteShort(now.written.resource)}: what students did with one would count for the other.`,
    hint: `If it is another placement now, retire the old one, ${retiring([`placement/${was.sourcedId}`])}, and give this one a new id.`,
    was,
  });
}

/** The order that gives a placement its id back. */
function restoring(now: KnownEntry, sourcedId: string): string {
  const { written } = now;
  const place = `the resources of ${parentInWords(now)}`;
  return written.sourcedId === undefined
    ? `Write the entry of ${written.resource} in ${place} as \`{ resource: ${written.resource}, sourcedId: ${sourcedId} }\` and run \`timeback-catalog fmt\``
    : `Restore the id in ${place}: ${now.sourcedId} → ${sourcedId}`;
}

/** What the ledger has lost as well is to be restored, and not retired. */
function orRetire(sourcedId: string, { ledger }: PlacementState): string {
  return ledger?.placements.has(sourcedId)
    ? `, or if it was removed on purpose, ${retiring([`placement/${sourcedId}`])}`
    : '';
}

interface Said {
  readonly detail: string;
  readonly hint: string;
  readonly was?: PlacedEntry;
  /** The catalog in which the entry is to be looked for, if it is not of the state of now. */
  readonly at?: Catalog;
}

function placementProblem(
  code: ProblemCode,
  entry: PlacedEntry,
  { detail, hint, was, at }: Said,
): Problem {
  const { kind, sourcedId } = entry.above.entity;
  const address = addressOf(kind, sourcedId);
  const above = at ? at.nodes.get(address) : entry.above;
  const related = was && {
    related: {
      span: fieldSpan(was.above.source, 'resources'),
      note: 'at the base it was here',
    },
  };
  return problem(code, {
    detail,
    hint,
    ...(above && { span: fieldSpan(above.source, 'resources') }),
    ...related,
    address,
  });
}

function inWords(entry: PlacedEntry): string {
  return `the placement of ${quoteShort(entry.written.resource)} in ${parentInWords(entry)}`;
}

function parentInWords({ above: { entity, source } }: PlacedEntry): string {
  return `the ${entity.kind} ${quoteShort(entity.title)} (${placeInFile(fieldSpan(source, 'resources'))})`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
