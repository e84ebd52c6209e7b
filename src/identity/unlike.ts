import { addressOf } from '../model/address.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Classified, Fine } from './classified.ts';
import { telling } from './likeness.ts';
import { named, placeOf } from './said.ts';
import { leavesOf } from './state.ts';
import { titleLikeness, wordLikeness } from './words.ts';

const all = ['renamed', 'edited', 'moved'] as const satisfies readonly Fine[];

/**
 * A warning where title, place and text changed at once: nothing proves that the id was handed on,
 * since an author may rewrite a lesson from top to bottom, but a reviewer should look.
 */
export function unlike({ fine, was, now, doubt }: Classified): Problem[] {
  if (was && doubt) return [elsewhere({ was, doubt, ...(now && { now }) })];
  if (!was || !now) return [];
  if (!all.every((change) => fine.includes(change))) return [];
  const text = (node: SnapshotNode) =>
    leavesOf(node)
      .map(({ value }) => value)
      .join(' ');
  const isLike =
    titleLikeness(was.title, now.title) >= telling || wordLikeness(text(was), text(now)) >= telling;
  if (isLike) return [];
  return [
    problem('identity/unlike', {
      detail: `The id ${now.sourcedId} was the ${named(was)} and is the ${named(now)} now: title, place and text are others.`,
      hint: `If it is another ${now.kind} now, restore the old one and give this one an id of its own.`,
      span: now.span,
      related: { span: was.span, note: 'at the base it was here' },
      address: addressOf(now.kind, now.sourcedId),
    }),
  ];
}

interface Doubtful extends Required<Pick<Classified, 'was' | 'doubt'>>, Pick<Classified, 'now'> {}

/** A warning where another id holds what the node was, and the author may have meant it so. */
function elsewhere({ was, now, doubt }: Doubtful): Problem {
  const there = doubt.now;
  const evidence = doubt.likeness.matched.join(', ');
  if (!now) {
    return problem('identity/unlike', {
      detail: `The id ${was.sourcedId} of the ${named(was)} goes with this change; what it was may stand under ${there.sourcedId} now, the ${named(there)}${evidence === '' ? '' : ` (${evidence})`}.`,
      hint: `If it is the same ${was.kind}, keep its id: ${placeOf(there.span)}: ${there.sourcedId} → ${was.sourcedId}, and let that one live again in the ledger.`,
      span: there.span,
      related: { span: was.span, note: 'at the base it was here' },
      address: addressOf(was.kind, was.sourcedId),
    });
  }
  return problem('identity/unlike', {
    detail: `The id ${was.sourcedId} was the ${named(was)} and is the ${named(now)} now; what it was may stand under ${there.sourcedId} now, the ${named(there)}${evidence === '' ? '' : ` (${evidence})`}.`,
    hint: `If the ids changed places, give each its own back: ${placeOf(there.span)}: ${there.sourcedId} → ${was.sourcedId}.`,
    span: now.span,
    related: { span: there.span, note: 'here now' },
    address: addressOf(now.kind, now.sourcedId),
  });
}
