import { quoteShort } from '../document/place.ts';
import type { Snapshot, SnapshotNode } from '../model/catalog.ts';
import type { Ledger, LedgerEntry, PlacementReplacement, Replacement } from '../model/ledger.ts';
import { addressOf, type IdKey, idKey, nodeKey } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { isMangledFrom } from '../model/sourced-id.ts';
import { type Classified, idAndKindOf, type Ledgers } from './classified.ts';
import { strangerOf } from './classify.ts';
import { nodeText } from './messages.ts';

/** The changes that are left after lines of the ledger confirmed some of them. */
interface Confirmed {
  readonly classified: readonly Classified[];
  readonly confirmations: readonly Confirmation[];
  /** New lines of the ledger that put a new node in the place of a retired one. */
  readonly successors: readonly Successor[];
  /** New lines of the ledger that confirm no change. */
  readonly idle: readonly Replacement[];
}

interface Successor {
  readonly line: Replacement;
  readonly now: SnapshotNode;
}

/** A refused change that a line of the ledger confirms. */
interface Confirmation {
  readonly line: Replacement;
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/**
 * Removes the refusals that lines of the ledger confirm. A line counts only for the change that adds it,
 * that is while the base lacks it: it does not allow the same change later. Without a base there is no
 * refusal that a line could confirm.
 */
export function applyConfirmations(classified: readonly Classified[], ledgers: Ledgers): Confirmed {
  const lines = newLines(ledgers.before?.replacements, ledgers.after?.replacements);
  if (lines.length === 0) return { classified, confirmations: [], successors: [], idle: [] };
  const used = new Set<Replacement>();
  const confirmations: Confirmation[] = [];
  const byIds = new Map(lines.map((line, at) => [idsKey(line), at] as const).toReversed());
  const left = classified.flatMap((each): Classified[] => {
    const [at = -1] = answers(each)
      .flatMap((ids) => byIds.get(idsKey(ids)) ?? [])
      .sort((a, b) => a - b);
    const line = lines[at];
    const { was, now } = each.possibleMove ?? each;
    if (!line || !was || !now) return [each];
    used.add(line);
    confirmations.push({ line, was, now });
    const { possibleMove: _, ...settled } = each;
    return each.refused === undefined ? [settled] : afterwards(each, ledgers);
  });
  const others = lines.filter((line) => !used.has(line));
  const added = new Map(
    classified.flatMap((each) =>
      each.allowed.includes('added') ? [[nodeKey(each), each.now] as const] : [],
    ),
  );
  const successors = others.flatMap((line) => {
    const now = successor(line, added, ledgers);
    return now ? [{ line, now }] : [];
  });
  const succeeding = new Set(successors.map(({ line }) => line));
  const idle = others.filter((line) => !succeeding.has(line));
  return { classified: left, confirmations, successors, idle };
}

/** The lines that confirm a change and were not there before. */
export function newLines<Line extends Replacement | PlacementReplacement>(
  before: readonly Line[] = [],
  after: readonly Line[] = [],
): readonly Line[] {
  const wordsOf = ({ sourcedId, kind, replaced, reason }: Line) =>
    [sourcedId, kind, replaced, reason].join(' ');
  const known = new Set(before.map(wordsOf));
  return after.filter((line) => !known.has(wordsOf(line)));
}

/** The ledger without the confirmations that another one has as well: those were for an earlier change. */
export function withNewConfirmations(after: Ledger, before: Ledger): Ledger {
  return { ...after, replacements: newLines(before.replacements, after.replacements) };
}

/** The ids that a line is about. */
type Ids = Pick<Replacement, 'sourcedId' | 'replaced'>;

function idsKey({ sourcedId, replaced }: Ids): string {
  return `${sourcedId} ${replaced}`;
}

/**
 * The ids of lines that confirm a change. An exchange has no direction, so one line confirms both of its
 * changes.
 */
function answers(each: Classified): readonly Ids[] {
  const { refused, possibleMove } = each;
  const { was, now } = possibleMove ?? each;
  if (!was || !now) return [];
  const one = { sourcedId: now.sourcedId, replaced: was.sourcedId };
  if (possibleMove || refused === 'swapped') {
    return [one, { sourcedId: one.replaced, replaced: one.sourcedId }];
  }
  return refused === 're-minted' || refused === 'handed-on' ? [one] : [];
}

/** The changes that are left of a node whose change was confirmed. */
function afterwards(
  { kind, sourcedId, was, now, refused }: Classified,
  ledgers: Ledgers,
): Classified[] {
  const { before, after } = ledgers;
  const isNew = now && !before?.entries.has(nodeKey(now));
  const added: Classified[] =
    now && isNew && refused !== 'swapped'
      ? [{ kind, sourcedId: now.sourcedId, allowed: ['added'], now }]
      : [];
  if (!was) return added;
  // The line only says which node has the id now, and nothing about the state of the old id.
  const state = after?.entries.get(idKey(kind, sourcedId))?.state ?? 'live';
  if (state !== 'live') return [{ kind, sourcedId, allowed: [state], was }, ...added];
  return refused === 're-minted'
    ? [{ kind, sourcedId, allowed: [], refused: 'vanished', was }, ...added]
    : added;
}

/**
 * The new node that a line puts in the place of a retired one, similar or not; undefined if there is none.
 */
function successor(
  { sourcedId, kind, replaced }: Replacement,
  added: ReadonlyMap<IdKey, SnapshotNode | undefined>,
  { after }: Ledgers,
): SnapshotNode | undefined {
  if (after?.entries.get(idKey(kind, replaced))?.state !== 'retired') return undefined;
  return added.get(idKey(kind, sourcedId));
}

/** The notes about confirmed changes for reviewers, one for each line. */
export function confirmedProblems({ confirmations, successors }: Confirmed): Problem[] {
  const answered = [...Map.groupBy(confirmations, ({ line }) => line)].map(([line, all]) => {
    // The change in the direction of the line comes first.
    const first = all.find(({ now }) => now.sourcedId === line.sourcedId);
    const inOrder = [...new Set([...(first ? [first] : []), ...all])];
    const place = (first ?? all[0])?.now;
    return problem('identity/confirmed', {
      detail: `Confirmed: ${inOrder.map(changeOf).join(', and ')}. The reason: ${line.reason}`,
      span: { file: line.file, start: { line: line.line, column: 1 } },
      ...(place && { related: { span: place.span, note: 'it is here' } }),
      address: addressOf(line.kind, line.sourcedId),
    });
  });
  return [...answered, ...successors.map(succeeded)];
}

function succeeded({ line, now }: Successor): Problem {
  return problem('identity/confirmed', {
    detail: `Confirmed: the ${nodeText(now)} has the id ${line.sourcedId} in place of ${line.replaced}, which was retired. The reason: ${line.reason}`,
    span: { file: line.file, start: { line: line.line, column: 1 } },
    related: { span: now.span, note: 'it is here' },
    address: addressOf(line.kind, line.sourcedId),
  });
}

function changeOf({ was, now }: Confirmation): string {
  const former = was.title === now.title ? '' : ` (it was ${quoteShort(was.title)})`;
  return `the ${nodeText(now)}${former} had the id ${was.sourcedId} and has ${now.sourcedId} now`;
}

/** The problems of new lines that confirm no refusal. */
export function idleProblems({ idle }: Confirmed): Problem[] {
  return idle.map(({ sourcedId, replaced, file, line }) =>
    problem('identity/confirms-nothing', {
      detail: `Nothing about ${sourcedId} and ${replaced} is refused since the base, so this line confirms nothing there.`,
      hint: `Delete line ${line} of ${file}: nothing since the base depends on it. If a plan is refused without it, keep it.`,
      span: { file, start: { line, column: 1 } },
    }),
  );
}

/**
 * The changes that the ledger alone shows, if there is no base. It has no content, so a lost id is
 * recognised only by a nearly equal id, or if one node of a kind was lost and one added. Nothing is
 * certain.
 */
export function classifyByLedger(ledger: Ledger, nodes: Snapshot): readonly Classified[] {
  const { entries } = ledger;
  const refused = new Map<SnapshotNode, Misused>();
  for (const [key, now] of nodes) {
    const own = entries.get(key);
    // Nearly all nodes are as the ledger has them.
    if (own?.state === 'live' && own.kind === now.kind) continue;
    const isRetyped = (own ?? strangerOf(now, entries, nodes)) !== undefined;
    const what = (own && refusedStates[own.state]) ?? (isRetyped ? 'retyped' : undefined);
    if (what) refused.set(now, { ...idAndKindOf(now), allowed: [], refused: what, now });
  }
  const displaced = new Set([...refused.keys()].map((node) => strangerOf(node, entries, nodes)));
  const lost: LedgerEntry[] = [];
  for (const [key, entry] of entries) {
    if (entry.state === 'live' && !nodes.has(key) && !displaced.has(entry)) lost.push(entry);
  }
  if (lost.length === 0) return [...refused.values()];
  const fresh = [...nodes].flatMap(([key, node]) => (entries.has(key) ? [] : [node]));
  const ids = lostIds(lost, fresh, refused);
  const found = new Set(ids.map(({ now }) => now));
  return [...[...refused.values()].filter(({ now }) => !found.has(now)), ...ids];
}

/** A change of a node whose id is refused. */
type Misused = Classified & Required<Pick<Classified, 'now' | 'refused'>>;

/** The reason why a node may not have an id in each state. */
const refusedStates = {
  live: undefined,
  retired: 'resurrected',
  released: 'lives-elsewhere',
} as const;

/** The most lost ids that are compared with new ones: more are no typing error, and comparing takes time. */
const mostCompared = 100;

function lostIds(
  lost: readonly LedgerEntry[],
  fresh: readonly SnapshotNode[],
  refused: ReadonlyMap<SnapshotNode, Misused>,
): Classified[] {
  const free = new Set(lost.length > mostCompared ? [] : [...fresh, ...refused.keys()]);
  return lost.map(({ sourcedId, kind }) => {
    const candidates = [...free].filter((node) => node.kind === kind);
    const alike = candidates.filter((node) => areNearlyEqual(sourcedId, node.sourcedId));
    const isOnly =
      candidates.length === 1 && lost.filter((each) => each.kind === kind).length === 1;
    const [now, ...rivals] = alike.length > 0 ? alike : isOnly ? candidates : [];
    if (!now || rivals.length > 0) return { sourcedId, kind, allowed: [], refused: 'vanished' };
    free.delete(now);
    const misused = refused.get(now)?.refused;
    const only = `the only ${kind} lost, the only one ${misused ? 'whose id is not its own' : 'new'}`;
    const matched = alike.length > 0 ? ['nearly the same id'] : [only];
    return {
      ...{ sourcedId, kind, allowed: [], refused: 're-minted', now, matched },
      ...(misused && { misused }),
    };
  });
}

/** A common beginning that is shorter than this is chance. */
const shortestStem = 6;

/**
 * Whether two ids are nearly equal: one is the other with an addition at its end, or they differ in one
 * character, or the second is the form in which a spreadsheet would write the first.
 */
function areNearlyEqual(a: string, b: string): boolean {
  if (isMangledFrom(b, a)) return true;
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < shortestStem) return false;
  return long.length > short.length ? long.startsWith(short) : differAtOnePlace(a, b);
}

/** Whether two texts of the same length differ in exactly one character. */
function differAtOnePlace(a: string, b: string): boolean {
  return a.split('').filter((unit, index) => unit !== b[index]).length === 1;
}
