import { addressOf } from '../model/address.ts';
import type { Kind } from '../model/kind.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Span } from '../model/span.ts';
import type { Classified, Refused } from './classified.ts';
import type { Evidence } from './evidence.ts';
import { listed, named, placeOf } from './said.ts';

/** What a message may name besides the node itself. */
export interface Known extends Evidence {
  /** Whether `check --fix` would mend it. */
  readonly isCured: (classified: Classified) => boolean;
  /** Whether another id is to be restored at a node. */
  readonly isMoved: (now: SnapshotNode) => boolean;
}

type Particulars = Pick<Problem, 'detail'> & Partial<Pick<Problem, 'hint' | 'span'>>;

/** A refusal as a problem: both places, the reason in one sentence, the cure in one line. */
export function refusal(classified: Classified, refused: Refused, known: Known): Problem {
  const { sourcedId, kind, was, now } = classified;
  const line = ledgerLine(sourcedId, known);
  const place = now?.span ?? line ?? parentPlace(was, known);
  const base = was && { span: was.span, note: 'at the base it was here' };
  const related = base ?? (now && line && { span: line, note: 'its line in the ledger' });
  return problem(`identity/${refused}`, {
    address: addressOf(kind, sourcedId),
    ...(place && { span: place }),
    ...(related && { related }),
    ...particulars(classified, refused, known),
  });
}

function particulars(classified: Classified, refused: Refused, known: Known): Particulars {
  switch (refused) {
    case 're-minted':
      return reminted(classified, known);
    case 'vanished':
      return vanished(classified, known);
    case 'swapped':
    case 'handed-on':
      return exchanged(classified, known);
    case 'resurrected':
      return resurrected(classified, known);
    case 'retyped':
      return retyped(classified, known);
    case 'ledger-edited':
      return ledgerEdited(classified);
  }
}

function fix({ baseName = 'REF' }: Known): string {
  return `\`timeback-catalog check --base ${baseName} --fix\``;
}

function reminted(classified: Classified, known: Known): Particulars {
  const { sourcedId, now, pairing, matched = pairing?.likeness.matched ?? [] } = classified;
  if (!now) return vanished(classified, known);
  const evidence = matched.join(', ');
  const rivals = pairing?.rivals ?? [];
  const detail = `The ${named(now)} had the id ${sourcedId} and has ${now.sourcedId} now (${evidence})${notItsOwn(classified, known)}.`;
  const cure = restore(now, sourcedId);
  if (known.isCured(classified)) {
    return { detail, hint: `${cure}; ${fix(known)} does it.` };
  }
  const doubt = rivals.length === 0 ? '' : ` Others are nearly as much like it: ${listed(rivals)}.`;
  const renew = classified.misused ? ', remove the id here and run `timeback-catalog fmt`' : '';
  const hint = `${cure}; or if it is another ${now.kind}, ${retire(sourcedId)}${renew}.`;
  return { detail: `${detail}${doubt}`, hint };
}

/** The id that stands there now is refused as well, and goes with the same cure. */
function notItsOwn({ misused, now }: Classified, known: Known): string {
  if (!misused || !now) return '';
  if (misused === 'resurrected') return `, which was retired${reasonOf(now.sourcedId, known)}`;
  return `, which belongs to a ${formerKind({ now }, known)}`;
}

function vanished({ sourcedId, kind, was }: Classified, { before }: Known): Particulars {
  const subject = was ? `The ${named(was)} (${sourcedId})` : `The ${kind} ${sourcedId}`;
  const where = before ? 'is gone since the base' : 'is in the ledger and in no manifest';
  // What the base knows may have been published from there.
  const third = before
    ? ''
    : `, or if it was never published \`timeback-catalog retire ${sourcedId} --never-published --env ENV\``;
  return {
    detail: `${subject} ${where}, and nobody retired it.`,
    hint: `Restore it, or ${retire(sourcedId)}${third}.`,
  };
}

function exchanged(classified: Classified, known: Known): Particulars {
  const { sourcedId, refused, was, now, pairing } = classified;
  if (!was || !now) return vanished(classified, known);
  const evidence = pairing?.likeness.matched.join(', ') ?? '';
  const detail = `What had the id ${sourcedId}, the ${named(was)}, stands under ${now.sourcedId} now (${evidence}).`;
  const cure = restore(now, sourcedId);
  if (known.isCured(classified)) {
    return { detail, hint: `${cure}; ${fix(known)} does it.` };
  }
  const taker = known.after.get(sourcedId);
  // A taker that is told itself gets another id back.
  if (refused === 'swapped' || !taker || known.isMoved(taker)) return { detail, hint: `${cure}.` };
  const further = `in ${placeOf(taker.span)} remove the id and run \`timeback-catalog fmt\``;
  return { detail, hint: `${cure}; ${further}.` };
}

function resurrected({ sourcedId, kind, now }: Classified, known: Known): Particulars {
  const atBase = known.ledgerBefore?.entries.get(sourcedId);
  const isPublished = atBase?.state === 'retired';
  const because = reasonOf(sourcedId, known);
  const renew = `Remove the id${now ? ` in ${placeOf(now.span)}` : ''} and run \`timeback-catalog fmt\``;
  const undo = `or \`timeback-catalog retire --undo ${sourcedId} --env ENV\` if the retirement was not published`;
  return {
    detail: `The id ${sourcedId} was retired${because} and stands at ${now ? `the ${named(now)}` : `a ${kind}`}.`,
    hint: isPublished ? `${renew}.` : `${renew}, ${undo}.`,
  };
}

/** In brackets, for the end of a clause. */
function reasonOf(sourcedId: string, { ledgerBefore, ledgerAfter }: Known): string {
  const [now, then] = [ledgerAfter, ledgerBefore].map((each) => each?.entries.get(sourcedId));
  const reason = now?.reason ?? then?.reason;
  return reason === undefined ? '' : ` (${reason})`;
}

/** The kind that the id of a node belongs to. */
function formerKind({ now }: Pick<Classified, 'now'>, known: Known): Kind | undefined {
  if (!now) return undefined;
  const kinds = [known.before, known.ledgerBefore?.entries, known.ledgerAfter?.entries].map(
    (each) => each?.get(now.sourcedId)?.kind,
  );
  return kinds.find((kind) => kind !== undefined && kind !== now.kind);
}

function retyped(classified: Classified, known: Known): Particulars {
  const { sourcedId, now } = classified;
  const former = formerKind(classified, known);
  return {
    detail: `The id ${sourcedId} belongs to a ${former} and stands at ${now ? `the ${named(now)}` : 'another kind'}.`,
    hint: `Remove the id${now ? ` in ${placeOf(now.span)}` : ''} and run \`timeback-catalog fmt\`; then restore the ${former}, or ${retire(sourcedId)}.`,
  };
}

function ledgerEdited({ sourcedId, edit }: Classified): Particulars {
  const line = edit && `${edit.entry.sourcedId} ${edit.entry.kind} ${edit.entry.state}`;
  const done = {
    removed: 'was removed from the ledger',
    kind: 'changed its kind in the ledger',
    revived: 'was retired at the base and is live in the ledger now',
  } as const;
  return {
    detail: `The id ${sourcedId} ${edit ? done[edit.was] : 'changed in the ledger'}.`,
    hint: `Restore the line of the base: \`${line}\`.`,
  };
}

function restore(now: SnapshotNode, sourcedId: string): string {
  return `Restore the id in ${placeOf(now.span)}: ${now.sourcedId} → ${sourcedId}`;
}

function retire(sourcedId: string): string {
  return `\`timeback-catalog retire ${sourcedId} --reason "…"\``;
}

function ledgerLine(sourcedId: string, { ledgerAfter }: Known): Span | undefined {
  const entry = ledgerAfter?.entries.get(sourcedId);
  return ledgerAfter && entry && { file: ledgerAfter.file, start: { line: entry.line, column: 1 } };
}

/** Where a node that is gone would stand, if that is still there. */
function parentPlace(was: SnapshotNode | undefined, { after }: Known): Span | undefined {
  return was?.parent === undefined ? undefined : after.get(was.parent)?.span;
}
