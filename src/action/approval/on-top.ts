import type { Plan } from '../../model/plan.ts';
import { digestPartsOf, type Sha256 } from '../../plan/digest.ts';
import { type Block, code, list, paragraph, strong } from '../../text/document.ts';
import type { Look } from '../../text/look.ts';
import { markdownBlocks } from '../../text/markdown.ts';
import { namesIn, placeOf } from '../../text/words/names.ts';
import { changeText, count } from '../../text/words/wording.ts';
import type { History, Prints } from '../marker.ts';

/** Hexadecimal digits of a change's hash: enough that nobody can make another change with the same ones. */
const digits = 16;

/**
 * The most changes whose hashes are kept: a comment has no room for more, so larger plans are compared only
 * as a whole.
 */
const mostPrints = 500;

/** The hashes of a plan's changes, to be kept in a comment. */
export function printsOf(plan: Plan, sha256: Sha256): Prints {
  const { place, changes } = digestPartsOf(plan, sha256);
  return {
    plan: plan.digest,
    place: place.slice(0, digits),
    ...(changes.length <= mostPrints && {
      changes: changes.map((one) => one.slice(0, digits)).join(''),
    }),
  };
}

/** The changes of a plan that are in none of the others; undefined if their hashes cannot tell. */
export function unknownTo(
  prints: readonly Prints[],
  plan: Plan,
  sha256: Sha256,
): Plan['changes'] | undefined {
  const { place, changes } = digestPartsOf(plan, sha256);
  if (prints.some((one) => one.place !== place.slice(0, digits) || one.changes === undefined)) {
    return undefined;
  }
  const known = new Set(prints.flatMap(each));
  return plan.changes.filter((_, at) => !known.has(changes[at]?.slice(0, digits) ?? ''));
}

function each({ changes = '' }: Prints): readonly string[] {
  return changes.match(/.{16}/g) ?? [];
}

/**
 * The plan with which later plans are compared: the one that reviewers approved last, or else the one that
 * the comment showed before. Undefined if there is none.
 */
export function formerPrints(
  { current, former }: History,
  digest: string,
  isApproved: (digest: string) => boolean,
): Prints | undefined {
  if (!current || current.plan === digest) return former;
  if (isApproved(current.plan)) return current;
  return former && isApproved(former.plan) ? former : current;
}

/** The most changes that are listed; the others are counted. */
const mostLines = 20;

/**
 * What is new in a plan, compared with the one that reviewers know, for the top of the comment; `''` if it is
 * the same plan, or none was shown before.
 */
export function onTopText(
  { former }: { readonly former?: Prints | undefined },
  plan: Plan,
  { look, sha256 }: By,
): string {
  if (!former || former.plan === plan.digest) return '';
  const first = [
    '⚠️ ',
    strong('This plan is different from the previous one.'),
    ' That was ',
    code(former.plan.slice(0, 12)),
    '. A review of that plan does not approve this one.',
  ];
  const words = { what: 'New or different changes:', of: 'the previous plan' };
  return markdownBlocks(
    [[paragraph(first)], ...whatCame(former, plan, { look, sha256, ...words })],
    look,
  );
}

interface By {
  readonly look: Look;
  readonly sha256: Sha256;
}

/** What a plan has that the approved one had not, where it is another one. */
export function otherThanApproved(approved: Prints | undefined, plan: Plan, by: By): string {
  if (!approved || approved.plan === plan.digest) return '';
  const words = { what: 'Changes that the approved plan does not have:', of: 'the approved plan' };
  return markdownBlocks(whatCame(approved, plan, { ...by, ...words }), by.look);
}

function whatCame(
  former: Prints,
  plan: Plan,
  { look, sha256, what, of }: By & { readonly what: string; readonly of: string },
): Block[][] {
  const added = unknownTo([former], plan, sha256);
  if (!added) {
    return [[paragraph('It is unknown which changes are new: check all of them.')]];
  }
  const gone = each(former).length - (plan.changes.length - added.length);
  const name = namesIn(plan);
  const lines = added.slice(0, mostLines).map((change) => ({
    sign: change.action,
    text: [changeText(change, name, look), ' ', code(placeOf(change.source))],
  }));
  const more = added.length - lines.length;
  return [
    ...(lines.length > 0 ? [paragraph(what), list(lines)] : []),
    ...(more > 0 ? [paragraph(`And ${count(more, 'more change')}.`)] : []),
    ...(gone > 0
      ? [
          paragraph(
            `${count(gone, 'change')} of ${of} ${gone === 1 ? 'is' : 'are'} gone or different.`,
          ),
        ]
      : []),
  ].map((one) => [one]);
}
