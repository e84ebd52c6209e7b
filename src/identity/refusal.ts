import { addressOf } from '../model/address.ts';
import { type Problem, problem } from '../model/problem.ts';
import { shellWord } from '../model/shell-word.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Span } from '../model/span.ts';
import type { Classified, Refused } from './classified.ts';
import type { Evidence } from './evidence.ts';
import type { LedgerEdit } from './ledger-compare.ts';
import { type LedgerFact, writeLedgerLine } from './ledger-line.ts';
import { listed, named, placeOf } from './said.ts';

/** What a message may name besides the node itself. */
export interface Known extends Evidence {
  /** Whether `check --fix` would mend it. */
  readonly isCured: (classified: Classified) => boolean;
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
    case 'lives-elsewhere':
      return livesElsewhere(classified, known);
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
  const detail = `The ${named(now)} had the id ${sourcedId} and has ${now.sourcedId} now (${evidence}).`;
  const cure = restore(now, sourcedId);
  if (known.isCured(classified)) {
    return { detail, hint: `${cure}; ${fix(known)} does it.` };
  }
  const doubt = rivals.length === 0 ? '' : ` Others are nearly as much like it: ${listed(rivals)}.`;
  const hint = `${cure}; or if it is another ${now.kind}, ${retire(sourcedId)}.`;
  return { detail: `${detail}${doubt}`, hint };
}

function vanished({ sourcedId, kind, was }: Classified, { before }: Known): Particulars {
  const subject = was ? `The ${named(was)} (${sourcedId})` : `The ${kind} ${sourcedId}`;
  // Only of what the base shows can it be said that it went since.
  const where = was ? 'is gone since the base' : 'is in the ledger and in no manifest';
  // What the base knows may have been published from there.
  const third = before
    ? ''
    : `, or if it was never published \`timeback-catalog retire ${sourcedId} --never-published --env ENV\``;
  return {
    detail: `${subject} ${where}, and nobody retired it.`,
    hint: `Restore it, or ${retire(sourcedId)}, or if another catalog has it now \`timeback-catalog release ${sourcedId} --to NAME\`${third}.`,
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
  if (refused === 'swapped' || !taker) return { detail, hint: `${cure}.` };
  const further = `in ${placeOf(taker.span)} remove the id and run \`timeback-catalog fmt\``;
  return { detail, hint: `${cure}; ${further}.` };
}

function resurrected({ sourcedId, kind, now }: Classified, known: Known): Particulars {
  const atBase = known.ledgerBefore?.entries.get(sourcedId);
  const isPublished = atBase?.state === 'retired';
  const reason = known.ledgerAfter?.entries.get(sourcedId)?.reason ?? atBase?.reason;
  const because = reason === undefined ? '' : ` (${reason})`;
  const renew = `Remove the id${now ? ` in ${placeOf(now.span)}` : ''} and run \`timeback-catalog fmt\``;
  const undo = `or \`timeback-catalog retire --undo ${sourcedId} --env ENV\` if the retirement was not published`;
  return {
    detail: `The id ${sourcedId} was retired${because} and stands at ${now ? `the ${named(now)}` : `a ${kind}`}.`,
    hint: isPublished ? `${renew}.` : `${renew}, ${undo}.`,
  };
}

function livesElsewhere({ sourcedId, kind, now }: Classified, known: Known): Particulars {
  const entries = [known.ledgerAfter, known.ledgerBefore].map((one) => one?.entries.get(sourcedId));
  const { to = 'NAME', reason } = entries.find((one) => one?.state === 'released') ?? {};
  const because = reason === undefined ? '' : ` (${reason})`;
  const name = shellWord(to);
  return {
    detail: `The id ${sourcedId} was released to the catalog ${to}${because} and stands at ${now ? `the ${named(now)}` : `a ${kind}`}. Two catalogs would publish it by turns.`,
    hint: `\`timeback-catalog release ${sourcedId} --to ${name}\` takes the ${kind} out of the manifests${now ? ` (${placeOf(now.span)})` : ''}; or, if it came back, \`timeback-catalog take ${sourcedId} --from ${name}\`.`,
  };
}

function retyped({ sourcedId, was, now }: Classified, known: Known): Particulars {
  const entry =
    known.ledgerBefore?.entries.get(sourcedId) ?? known.ledgerAfter?.entries.get(sourcedId);
  const former = was && was.kind !== now?.kind ? was.kind : entry?.kind;
  return {
    detail: `The id ${sourcedId} belongs to a ${former} and stands at ${now ? `the ${named(now)}` : 'another kind'}.`,
    hint: `Remove the id${now ? ` in ${placeOf(now.span)}` : ''} and run \`timeback-catalog fmt\`; then restore the ${former}, or ${retire(sourcedId)}.`,
  };
}

function ledgerEdited({ sourcedId, edit }: Classified): Particulars {
  if (!edit) return { detail: `The id ${sourcedId} changed in the ledger.`, hint: '' };
  return {
    detail: `${subjectOf(edit.about)} ${doneTo(edit)}.`,
    hint: `Restore the line of the base: \`${writeLedgerLine(edit.about)}\`.`,
  };
}

function subjectOf(fact: LedgerFact): string {
  switch (fact.says) {
    case 'placement':
      return `The id ${fact.sourcedId} of the resource ${fact.resource} in the lesson ${fact.lesson}`;
    case 'replaces':
      return `The line that ${fact.sourcedId} replaces ${fact.replaced}`;
    default:
      return `The id ${fact.sourcedId}`;
  }
}

function doneTo({ about, was, now }: LedgerEdit): string {
  switch (was) {
    case 'removed':
      return now ? `is no longer ${about.says} in the ledger` : 'was removed from the ledger';
    case 'kind':
      return 'changed its kind in the ledger';
    case 'revived':
      return `was retired at the base and is ${now?.says} in the ledger now`;
    case 'placement':
      return 'stands for another placement in the ledger now';
  }
}

function restore(now: SnapshotNode, sourcedId: string): string {
  return `Restore the id in ${placeOf(now.span)}: ${now.sourcedId} → ${sourcedId}`;
}

function retire(sourcedId: string): string {
  return `\`timeback-catalog retire ${sourcedId} --reason "…"\``;
}

function ledgerLine(sourcedId: string, { ledgerAfter }: Known): Span | undefined {
  const entry = ledgerAfter?.entries.get(sourcedId);
  return entry && { file: entry.file, start: { line: entry.line, column: 1 } };
}

/** Where a node that is gone would stand, if that is still there. */
function parentPlace(was: SnapshotNode | undefined, { after }: Known): Span | undefined {
  return was?.parent === undefined ? undefined : after.get(was.parent)?.span;
}
