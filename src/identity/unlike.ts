import { addressOf } from '../model/address.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Classified, Fine } from './classified.ts';
import { telling } from './likeness.ts';
import { named } from './said.ts';
import { leavesOf } from './state.ts';
import { wordLikeness } from './words.ts';

const all = ['renamed', 'edited', 'moved'] as const satisfies readonly Fine[];

/**
 * A warning where title, place and text changed at once: nothing proves that the id was handed on,
 * since an author may rewrite a lesson from top to bottom, but a reviewer should look.
 */
export function unlike({ fine, was, now }: Classified): Problem[] {
  if (!was || !now || !all.every((change) => fine.includes(change))) return [];
  const text = (node: SnapshotNode) =>
    leavesOf(node)
      .map(({ value }) => value)
      .join(' ');
  const isLike =
    wordLikeness(was.title, now.title) >= telling || wordLikeness(text(was), text(now)) >= telling;
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
