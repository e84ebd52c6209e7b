import { quoteShort } from '../document/place.ts';
import { fieldSpan } from '../model/catalog.ts';
import { confirmation, retiring } from '../model/id-commands.ts';
import { placementKey } from '../model/ledger.ts';
import { addressOf, idKey, type Kind } from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import { capital } from '../model/text.ts';
import { newLines } from './confirmed.ts';
import { fixCommand } from './messages.ts';
import {
  type KnownEntry,
  type PlacedEntry,
  type PlacementState,
  placementInWords,
  placementProblem,
  placeOfPlacement,
  withIds,
} from './placed-entries.ts';

/** The problems of placements, and the cures that a program may apply. */
export interface PlacementFindings {
  readonly problems: readonly Problem[];
  readonly cures: readonly PlacementCure[];
}

/** The id that a placement gets back. All cures of one result belong together. */
export interface PlacementCure {
  readonly from: string;
  readonly to: string;
  readonly kind: Kind;
  readonly parent: string;
  readonly resource: string;
  /** The place of the list `resources` that has the entry. */
  readonly span: Span;
  /** Whether the entry writes the id. If not, only the ledger has it. */
  readonly isWritten: boolean;
}

interface Sides {
  /** The name of the base in a command. */
  readonly baseName?: string;
  readonly now: readonly PlacedEntry[];
  readonly before: PlacementState;
  readonly after: PlacementState;
}

/** A placement of the base that is not as it was. */
interface Loss {
  readonly was: KnownEntry;
  readonly refused: 'swapped' | 'handed-on' | 'unlike' | 're-minted' | 'vanished' | 'over';
  /** The entry that is at its place now. */
  readonly holder?: KnownEntry;
  /** The entry that has its id now. */
  readonly own?: KnownEntry;
}

/**
 * The problems and cures of placements that changed since the base, except for changes that a line of the
 * ledger confirms.
 */
export function lostPlacements(then: readonly PlacedEntry[], sides: Sides): PlacementFindings {
  const losses = lossesIn(then, sides);
  const meant = meantBy(losses, sides);
  const left = losses.filter(({ was, refused }) => refused !== 'over' && !meant.answered.has(was));
  const cures = certainCures(left, sides);
  const idless = firstBy(
    sides.now.filter(({ sourcedId, rivals }) => sourcedId === undefined && rivals === undefined),
    ({ written: { parent, resource } }) => placementKey(parent, resource),
  );
  const shown = new Set<KnownEntry | undefined>();
  const refusals = left.flatMap((loss): Problem[] => {
    const { was, refused, holder } = loss;
    // One message covers both sides of an exchange.
    if (refused === 'swapped' && shown.has(holder)) return [];
    if (refused === 'swapped') shown.add(loss.own);
    return [refusalOf(loss, { ...sides, idless, isCured: cures.has(was) })];
  });
  return { problems: [...meant.problems, ...refusals], cures: [...cures.values()] };
}

/** The first entry of each key. */
function firstBy<Entry extends PlacedEntry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, Entry> {
  return new Map(entries.toReversed().map((entry) => [keyOf(entry), entry]));
}

function lossesIn(then: readonly PlacedEntry[], { now, before, after }: Sides): readonly Loss[] {
  const [were, are] = [withIds(then), withIds(now)];
  const [wereById, areById] = [were, are].map(
    (all) => new Map(all.map((entry) => [entry.sourcedId, entry])),
  );
  const nameOf = namesIn([...were, ...are]);
  const isStaying = (entry: KnownEntry) => {
    const was = wereById?.get(entry.sourcedId);
    return was !== undefined && nameOf(was) === nameOf(entry);
  };
  // What stays in its place took the place of nothing.
  const places = new Map(
    are.filter((entry) => !isStaying(entry)).map((entry) => [nameOf(entry), entry]),
  );
  const added = are.filter(({ sourcedId }) => !wereById?.has(sourcedId));
  const freshOf = firstBy(added, ({ written }) => written.resource);
  return were.flatMap((was): Loss[] => {
    const { sourcedId, written } = was;
    const place = nameOf(was);
    const own = areById?.get(sourcedId);
    if (own && nameOf(own) === place) return [];
    const holder = places.get(place);
    const held = holder && wereById?.get(holder.sourcedId);
    if (holder && own) {
      const isExchange = held !== undefined && nameOf(own) === nameOf(held);
      return [{ was, refused: isExchange ? 'swapped' : 'handed-on', holder, own }];
    }
    if (own) {
      return own.written.resource === written.resource ? [] : [{ was, refused: 'unlike', own }];
    }
    const fresh = holder ?? freshOf.get(written.resource);
    if (isOver(was, { before, after })) {
      return [{ was, refused: 'over', ...(fresh && { holder: fresh }) }];
    }
    return [fresh ? { was, refused: 're-minted', holder: fresh } : { was, refused: 'vanished' }];
  });
}

/** The changes that new lines of the ledger confirm. A line counts only for the change that adds it. */
function meantBy(losses: readonly Loss[], { before, after }: Sides) {
  const lines = newLines(before.ledger?.replacedPlacements, after.ledger?.replacedPlacements);
  const answered = new Set<KnownEntry>();
  const problems = lines.map((line): Problem => {
    const { sourcedId, replaced } = line;
    const about = { span: { file: line.file, start: { line: line.line, column: 1 } } };
    const answers = losses.filter(({ was, refused, holder }) => {
      const isLive = after.ledger?.placements.get(was.sourcedId)?.state === 'live';
      // The line does not say that the old placement stays.
      if (refused === 'vanished' || refused === 'unlike') return false;
      if (refused === 're-minted' && isLive) return false;
      const [old, fresh] = [was.sourcedId, holder?.sourcedId];
      const isSo = old === replaced && fresh === sourcedId;
      return isSo || (refused === 'swapped' && old === sourcedId && fresh === replaced);
    });
    const first = answers.find(({ was }) => was.sourcedId === replaced) ?? answers[0];
    for (const { was } of answers) answered.add(was);
    if (!first) {
      return problem('identity/confirms-nothing', {
        detail: `No change from ${replaced} to ${sourcedId} is refused, so this line confirms nothing.`,
        hint: `Delete line ${line.line} of ${line.file}: it is new, so nothing depends on it yet.`,
        ...about,
      });
    }
    return problem('identity/confirmed', {
      detail: `Confirmed: ${placementInWords(first.holder ?? first.was)} had the id ${first.was.sourcedId} and has ${first.holder?.sourcedId} now. The reason: ${line.reason}`,
      ...about,
    });
  });
  return { answered, problems };
}

/**
 * The ids that can be given back, each to its former place. It leaves out cures that would put an id into
 * two entries, and all placements that moved, which a person has to judge.
 */
function certainCures(
  losses: readonly Loss[],
  { before }: Sides,
): ReadonlyMap<KnownEntry, PlacementCure> {
  const cures = new Map<KnownEntry, PlacementCure>();
  const holders = new Map<KnownEntry, Loss>();
  for (const loss of losses) {
    const { was, refused, holder } = loss;
    const isThere = holder?.written.parent === was.written.parent;
    const isSame = isThere && holder.written.resource === was.written.resource;
    if (!holder || !isSame || refused === 'unlike' || refused === 'vanished') continue;
    const isWritten = holder.written.sourcedId !== undefined;
    // A line of the ledger that the base knows stays.
    if (!isWritten && before.ledger?.placements.has(holder.sourcedId)) continue;
    holders.set(holder, loss);
    cures.set(was, {
      ...{ from: holder.sourcedId, to: was.sourcedId, isWritten },
      ...{ parent: was.written.parent, resource: was.written.resource },
      kind: holder.above.entity.kind,
      span: fieldSpan(holder.above.source, 'resources'),
    });
  }
  const byOwn = Map.groupBy(losses, ({ own }) => own);
  const open = [...losses];
  for (const { was, own, holder } of open) {
    const there = own && holders.get(own);
    if (!cures.has(was) || !own || (there && cures.has(there.was))) continue;
    cures.delete(was);
    // Its holder keeps an id that another cure may need.
    if (holder) open.push(...(byOwn.get(holder) ?? []));
  }
  return cures;
}

interface Refusing extends Sides {
  /** The entries without an id, by parent and resource. */
  readonly idless: ReadonlyMap<string, PlacedEntry>;
  readonly isCured: boolean;
}

function refusalOf({ was, refused, holder, own }: Loss, refusing: Refusing): Problem {
  if (refused === 're-minted' && holder) return reminted(was, holder, refusing);
  if (refused === 'unlike' && own) return replaced(was, own);
  if (holder && own && (refused === 'swapped' || refused === 'handed-on')) {
    return exchanged(`identity/${refused}`, was, { holder, own, refusing });
  }
  return vanished(was, refusing);
}

/** The end of a hint, if a program can apply the cure; otherwise empty. */
function byProgram({ isCured, baseName }: Refusing): string {
  return isCured ? `; ${fixCommand(baseName === undefined ? {} : { baseName })} does it` : '';
}

/** The end of a hint, for the case that the change was intended. */
function ifMeant(was: KnownEntry, now: KnownEntry): string {
  const [placement, former] = [now, was].map(({ sourcedId }) => `placement/${sourcedId}`);
  return `; or, if it is meant, ${confirmation(placement ?? '', former ?? '')}`;
}

/**
 * Gives a name to the place of a placement. If a place has several placements of one resource, their
 * content is part of the name.
 */
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

/**
 * Whether a placement ended properly: it was retired, or its lesson, unit or resource is gone, which is
 * reported itself.
 */
function isOver({ sourcedId, written, above }: KnownEntry, { after }: Omit<Sides, 'now'>): boolean {
  const { catalog, ledger } = after;
  if (ledger?.placements.get(sourcedId)?.state === 'retired') return true;
  const { kind } = above.entity;
  const isParentThere = catalog.nodes.has(addressOf(kind, written.parent));
  const isResourceThere = catalog.nodes.has(addressOf('resource', written.resource));
  const resource = ledger?.entries.get(idKey('resource', written.resource));
  return !isParentThere || (!isResourceThere && resource?.state !== 'live');
}

function reminted(was: KnownEntry, now: KnownEntry, refusing: Refusing): Problem {
  const { sourcedId } = was;
  const isMoved = was.written.parent !== now.written.parent;
  const where = isMoved ? `, in ${placeOfPlacement(now)}` : '';
  const { after } = refusing;
  return placementProblem('identity/re-minted', now, {
    detail: `The placement of the resource ${quoteShort(was.written.resource)} in ${placeOfPlacement(was)} had the id ${sourcedId} and has ${now.sourcedId} now${where}. What students did with it stays with the old id.`,
    hint: `${restoring(now, sourcedId)}${byProgram(refusing)}${orRetire(sourcedId, after)}${ifMeant(was, now)}.`,
    was,
  });
}

function vanished(was: KnownEntry, { idless, after }: Refusing): Problem {
  const { sourcedId, written } = was;
  // Without the line of the ledger, an entry that is still there has no id.
  const there = idless.get(placementKey(written.parent, written.resource));
  if (there) {
    return placementProblem('identity/vanished', there, {
      detail: `${capital(placementInWords(there))} had the id ${sourcedId}, and neither its entry nor the ledger has that now.`,
      hint: `${restoring(there, sourcedId)}.`,
      was,
    });
  }
  return placementProblem('identity/vanished', was, {
    detail: `${capital(placementInWords(was))} (${sourcedId}) is missing since the base, and nobody retired it.`,
    hint: `Put ${written.resource} back${orRetire(sourcedId, after)}.`,
    was,
    at: after.catalog,
  });
}

function exchanged(
  code: 'identity/swapped' | 'identity/handed-on',
  was: KnownEntry,
  {
    holder,
    own,
    refusing,
  }: { readonly holder: KnownEntry; readonly own: KnownEntry; readonly refusing: Refusing },
): Problem {
  // In a cure that restores several ids at once, no id has to be removed first.
  const back =
    code === 'identity/swapped'
      ? `; ${restoring(own, holder.sourcedId)}`
      : refusing.isCured
        ? ''
        : `; in the resources of ${placeOfPlacement(own)} remove that \`sourcedId\` and run \`timeback-catalog fmt\``;
  return placementProblem(code, holder, {
    detail: `${was.sourcedId} belonged to ${placementInWords(was)}. That one has ${holder.sourcedId} now, and ${was.sourcedId} is at ${placementInWords(own)}.`,
    hint: `${restoring(holder, was.sourcedId)}${back}${byProgram(refusing)}${ifMeant(was, holder)}.`,
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

/** The instruction that gives a placement its id back. */
function restoring(now: PlacedEntry, sourcedId: string): string {
  const { written } = now;
  const place = `the resources of ${placeOfPlacement(now)}`;
  return written.sourcedId === undefined
    ? `Write the entry of ${written.resource} in ${place} as \`{ resource: ${written.resource}, sourcedId: ${sourcedId} }\` and run \`timeback-catalog fmt\``
    : `Restore the id in ${place}: ${now.sourcedId} → ${sourcedId}`;
}

/**
 * The end of a hint for retiring a placement. It is empty if the ledger lost the id as well, which must
 * then be restored.
 */
function orRetire(sourcedId: string, { ledger }: PlacementState): string {
  return ledger?.placements.has(sourcedId)
    ? `, or if it was removed on purpose, ${retiring([`placement/${sourcedId}`])}`
    : '';
}
