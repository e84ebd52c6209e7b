import type { Snapshot, SnapshotNode } from '../model/catalog.ts';
import type { Ledger } from '../model/ledger.ts';
import { addressOf, nodeKey } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type AllowedChange, type Classified, idAndKindOf } from './classified.ts';
import { comparisonOf, copiedFamilies, leavesOf } from './compared-snapshot.ts';
import { titleLikeness, wordLikeness } from './content.ts';
import { nodeText, placeInFile } from './messages.ts';
import { evidenceThreshold, type Likeness, pairNodes, sameTitleScore } from './pair.ts';

const all = ['renamed', 'edited', 'moved'] as const satisfies readonly AllowedChange[];

/**
 * Warns if title, place and text of a node changed at once. This does not prove that the id was handed on,
 * since an author may rewrite a lesson completely, but a reviewer should look.
 */
export function rewrittenUnderId(
  { allowed, was, now, possibleMove }: Classified,
  platform?: string,
): Problem[] {
  if (was && possibleMove) return [elsewhere({ was, possibleMove, ...(now && { now }) }, platform)];
  if (!was || !now) return [];
  if (!all.every((change) => allowed.includes(change))) return [];
  const text = (node: SnapshotNode) =>
    leavesOf(node)
      .map(({ value }) => value)
      .join(' ');
  const isLike =
    titleLikeness(was.title, now.title) >= evidenceThreshold ||
    wordLikeness(text(was), text(now)) >= evidenceThreshold;
  if (isLike) return [];
  return [
    problem('identity/unlike', {
      detail: `The id ${now.sourcedId} was the ${nodeText(was)} and is now the ${nodeText(now)}: title, place and text are different.`,
      hint: `If it is another ${now.kind} now, restore the old one and give this one a new id.`,
      span: now.span,
      related: { span: was.span, note: 'at the base it was here' },
      address: addressOf(now.kind, now.sourcedId),
    }),
  ];
}

interface PossibleMove
  extends Required<Pick<Classified, 'was' | 'possibleMove'>>,
    Pick<Classified, 'now'> {}

/** Warns that another id may have the former content of a node, although the author may have meant it. */
function elsewhere({ was, now, possibleMove }: PossibleMove, platform?: string): Problem {
  const there = possibleMove.now;
  const evidence = possibleMove.likeness.matched.join(', ');
  if (!now) {
    return problem('identity/unlike', {
      detail: `This change removes the id ${was.sourcedId} of the ${nodeText(was)}. Its content may be under ${there.sourcedId} now, the ${nodeText(there)}${evidence === '' ? '' : ` (${evidence})`}.`,
      hint: `If it is the same ${was.kind}, keep its id: ${placeInFile(there.span)}: ${there.sourcedId} → ${was.sourcedId}, and make that id live again in the ledger.`,
      span: there.span,
      ...(platform === undefined && {
        related: { span: was.span, note: 'at the base it was here' },
      }),
      address: addressOf(was.kind, was.sourcedId),
    });
  }
  const [owner, is] =
    platform === undefined
      ? [`The id ${was.sourcedId} was`, 'is now']
      : [`On ${platform}, the id ${was.sourcedId} is`, 'becomes'];
  return problem('identity/unlike', {
    detail: `${owner} the ${nodeText(was)} and ${is} the ${nodeText(now)}. The old content may be under ${there.sourcedId} now, the ${nodeText(there)}${evidence === '' ? '' : ` (${evidence})`}.`,
    hint: `If the ids were swapped, restore each: ${placeInFile(there.span)}: ${there.sourcedId} → ${was.sourcedId}.`,
    span: now.span,
    related: { span: there.span, note: 'here now' },
    address: addressOf(now.kind, now.sourcedId),
  });
}

/**
 * Turns retiring a node and adding it again under a new id into `re-minted`: it is a new id for one node,
 * whatever the ledger says about the old one. Only if the two are plainly similar: otherwise one lesson may
 * have made room for another.
 */
export function withRetiredAndAdded(
  classified: readonly Classified[],
  before: Snapshot,
  after: Snapshot,
  ledgerBefore?: Ledger,
): readonly Classified[] {
  const isOld = (node: SnapshotNode) =>
    ledgerBefore?.entries.get(nodeKey(node))?.state === 'retired';
  const retired = classified.flatMap(({ allowed, was }) =>
    was && allowed.includes('retired') && !isOld(was) ? [was] : [],
  );
  const added = classified.flatMap(({ allowed, now }) =>
    now && allowed.includes('added') ? [now] : [],
  );
  if (retired.length === 0 || added.length === 0) return classified;
  const counterparts = new Map(
    classified.flatMap(({ refused, was, now }) =>
      refused === 're-minted' && was && now ? [[nodeKey(was), nodeKey(now)] as const] : [],
    ),
  );
  const comparison = comparisonOf(before, after, counterparts);
  const isCopied = copiedFamilies(comparison);
  const pairings = pairNodes(retired, added, comparison).filter(
    (pairing) => isPlain(pairing.likeness) && !isCopied(pairing),
  );
  const renewed = new Map(pairings.map((pairing) => [pairing.was, pairing]));
  const again = new Set<SnapshotNode>(pairings.map(({ now }) => now));
  return classified.flatMap((each): Classified[] => {
    const { allowed, was, now } = each;
    if (now && allowed.includes('added') && again.has(now)) return [];
    const pairing = was && allowed.includes('retired') ? renewed.get(was) : undefined;
    if (!pairing) return [each];
    // A retirement is somebody's decision, which no program reverts.
    const open = { ...pairing, certain: false };
    const nodes = { was: pairing.was, now: pairing.now };
    return [
      { ...idAndKindOf(pairing.was), allowed: [], refused: 're-minted', ...nodes, pairing: open },
    ];
  });
}

/** Whether two nodes are plainly one: the same title or the same children, and no evidence against it. */
function isPlain({ parts }: Likeness): boolean {
  const isOneTitle = (parts.title ?? 0) >= sameTitleScore;
  const isOneFamily = (parts.children ?? 0) >= evidenceThreshold;
  const isAnotherText = parts.text !== undefined && parts.text < evidenceThreshold;
  const isBacked = isOneFamily || (parts.text ?? 0) >= evidenceThreshold || (parts.place ?? 0) > 0;
  return (isOneTitle || isOneFamily) && isBacked && !isAnotherText;
}
