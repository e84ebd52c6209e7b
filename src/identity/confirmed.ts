import { quoted } from '../document/wording.ts';
import { addressOf } from '../model/address.ts';
import type { Replacement } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Classified, Ledgers } from './classified.ts';
import { named } from './said.ts';

/** What was refused, less what somebody said was meant. */
export interface Confirmed {
  readonly classified: readonly Classified[];
  readonly confirmations: readonly Confirmation[];
  /** Lines since the base that say of a new node that it stands for a retired one. */
  readonly successors: readonly Successor[];
  /** Lines since the base that confirm nothing. */
  readonly idle: readonly Replacement[];
}

interface Successor {
  readonly line: Replacement;
  readonly now: SnapshotNode;
}

/** A refusal that a line of the ledger answers. */
export interface Confirmation {
  readonly line: Replacement;
  readonly was: SnapshotNode;
  readonly now: SnapshotNode;
}

/**
 * Takes out what lines of the ledger confirm. A line counts for the change that brings it, that is
 * while the base lacks it: what was meant once is no leave for later. Without a base there is no
 * refusal that a line could answer.
 */
export function confirm(classified: readonly Classified[], ledgers: Ledgers): Confirmed {
  const lines = newLines(ledgers);
  if (lines.length === 0) return { classified, confirmations: [], successors: [], idle: [] };
  const used = new Set<Replacement>();
  const confirmations: Confirmation[] = [];
  const left = classified.flatMap((each): Classified[] => {
    const line = lines.find((one) => answers(one, each));
    const { was, now } = each.doubt ?? each;
    if (!line || !was || !now) return [each];
    used.add(line);
    confirmations.push({ line, was, now });
    const { doubt: _, ...fine } = each;
    return each.refused === undefined ? [fine] : afterwards(each, ledgers);
  });
  const others = lines.filter((line) => !used.has(line));
  const successors = others.flatMap((line) => {
    const now = successor(line, classified, ledgers);
    return now ? [{ line, now }] : [];
  });
  const idle = others.filter((line) => !successors.some((each) => each.line === line));
  return { classified: left, confirmations, successors, idle };
}

function newLines({ before, after }: Ledgers): readonly Replacement[] {
  const known = new Set(before?.replacements.map(wordsOf));
  return (after?.replacements ?? []).filter((line) => !known.has(wordsOf(line)));
}

function wordsOf({ sourcedId, kind, replaced, reason }: Replacement): string {
  return [sourcedId, kind, replaced, reason].join(' ');
}

/** An exchange has no direction: one line answers for both. */
function answers({ sourcedId, replaced }: Replacement, each: Classified): boolean {
  const { refused, doubt } = each;
  const { was, now } = doubt ?? each;
  const isSo = (before?: string, after?: string) => replaced === before && sourcedId === after;
  const [old, fresh] = [was?.sourcedId, now?.sourcedId];
  if (doubt) return isSo(old, fresh) || isSo(fresh, old);
  switch (refused) {
    case 're-minted':
    case 'handed-on':
      return isSo(old, fresh);
    case 'swapped':
      return isSo(old, fresh) || isSo(fresh, old);
    default:
      return false;
  }
}

/** What is left to say of a node once its change was meant. */
function afterwards(
  { kind, sourcedId, was, now, refused }: Classified,
  ledgers: Ledgers,
): Classified[] {
  const { before, after } = ledgers;
  const isNew = now && !before?.entries.has(now.sourcedId);
  const added: Classified[] =
    now && isNew && refused !== 'swapped'
      ? [{ kind, sourcedId: now.sourcedId, fine: ['added'], now }]
      : [];
  if (!was) return added;
  // The line says what stands there now, and nothing about the state of the old id.
  const state = after?.entries.get(sourcedId)?.state ?? 'live';
  if (state !== 'live') return [{ kind, sourcedId, fine: [state], was }, ...added];
  return refused === 're-minted'
    ? [{ kind, sourcedId, fine: [], refused: 'vanished', was }, ...added]
    : added;
}

/** Of a new node it may be said that it stands for a retired one, alike or not. */
function successor(
  { sourcedId, replaced }: Replacement,
  classified: readonly Classified[],
  { after }: Ledgers,
): SnapshotNode | undefined {
  if (after?.entries.get(replaced)?.state !== 'retired') return undefined;
  return classified.find((each) => each.sourcedId === sourcedId && each.fine.includes('added'))
    ?.now;
}

/** For reviewers: each line once, whatever it answers. */
export function confirmedProblems({ confirmations, successors }: Confirmed): Problem[] {
  const answered = [...Map.groupBy(confirmations, ({ line }) => line)].map(([line, all]) => {
    // What the line says in its own direction comes first.
    const first = all.find(({ now }) => now.sourcedId === line.sourcedId);
    const inOrder = [...new Set([...(first ? [first] : []), ...all])];
    const place = (first ?? all[0])?.now;
    return problem('identity/confirmed', {
      detail: `Confirmed: ${inOrder.map(changeOf).join(', and ')}. The reason: ${line.reason}`,
      span: { file: line.file, start: { line: line.line, column: 1 } },
      ...(place && { related: { span: place.span, note: 'it stands here' } }),
      address: addressOf(line.kind, line.sourcedId),
    });
  });
  return [...answered, ...successors.map(succeeded)];
}

function succeeded({ line, now }: Successor): Problem {
  return problem('identity/confirmed', {
    detail: `Confirmed: the ${named(now)} has the id ${line.sourcedId} in place of ${line.replaced}, which was retired. The reason: ${line.reason}`,
    span: { file: line.file, start: { line: line.line, column: 1 } },
    related: { span: now.span, note: 'it stands here' },
    address: addressOf(line.kind, line.sourcedId),
  });
}

function changeOf({ was, now }: Confirmation): string {
  const former = was.title === now.title ? '' : ` (it was ${quoted(was.title)})`;
  return `the ${named(now)}${former} had the id ${was.sourcedId} and has ${now.sourcedId} now`;
}

/** Lines that no refusal needs. */
export function idleProblems({ idle }: Confirmed): Problem[] {
  return idle.map(({ sourcedId, replaced, file, line }) =>
    problem('identity/confirms-nothing', {
      detail: `Nothing is refused of ${sourcedId} and ${replaced}, so there is nothing that this line confirms.`,
      hint: `Delete line ${line} of ${file}: it is new, so nothing hangs on it yet.`,
      span: { file, start: { line, column: 1 } },
    }),
  );
}
