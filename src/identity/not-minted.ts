import { addressOf } from '../model/address.ts';
import { confirmation, retiring } from '../model/id-commands.ts';
import type { LedgerEntry } from '../model/ledger.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { SnapshotNode, Unnamed } from '../model/snapshot.ts';
import type { Classified } from './classified.ts';
import { fix, named, placeOf } from './said.ts';

/** Lost ids, and the nodes that may be theirs. */
export interface Unclaimed {
  /** Nodes that are like one that had a lost id. */
  readonly claimed: readonly { readonly each: Classified; readonly certain: boolean }[];
  /** Lost ids of which nothing is known but the line in the ledger. */
  readonly unknown: readonly LedgerEntry[];
  /** The other nodes that are to get an id. */
  readonly fresh: readonly SnapshotNode[];
  readonly unnamed: ReadonlyMap<string, Unnamed>;
}

/** One problem a node that is like a lost one, and one a kind of which a lost id is open. */
export function notMinted(found: Unclaimed): Problem[] {
  const alike = found.claimed.flatMap(({ each, certain }) => likeLost(each, certain, found));
  const open = [...Map.groupBy(found.fresh, ({ kind }) => kind).values()].flatMap((nodes) =>
    openFor(nodes, found),
  );
  return [...alike, ...open];
}

function likeLost(
  { sourcedId, kind, was, now, pairing }: Classified,
  certain: boolean,
  found: Unclaimed,
): Problem[] {
  if (!now) return [];
  const matched = pairing?.likeness.matched.join(', ') ?? '';
  const isUnnamed = found.unnamed.has(now.sourcedId);
  const back = isUnnamed
    ? `Write \`sourcedId: ${sourcedId}\` into ${placeOf(now.span)}${certain ? ` (${fix({ baseName: 'HEAD' })} does it)` : ''}`
    : `Restore the ${kind} with its id from git`;
  return [
    problem('identity/not-minted', {
      detail: `The ${named(now)} is like the one at HEAD that had the id ${sourcedId} (${matched}), which is live in the ledger and in no manifest.`,
      hint: `${back}; or if it is another ${kind}, first ${retiring([sourcedId])}, then ${again(isUnnamed)}, and say so: ${confirmation('ID', sourcedId)} with the id that it got.`,
      span: now.span,
      ...(was && { related: { span: was.span, note: 'at HEAD it was here' } }),
      address: addressOf(kind, sourcedId),
    }),
  ];
}

function again(isUnnamed: boolean): string {
  return isUnnamed ? 'run `timeback-catalog fmt`' : 'run this command again';
}

/** So many ids are named in one message; the rest is counted. */
const most = 5;

function openFor(nodes: readonly SnapshotNode[], { unknown, unnamed }: Unclaimed): Problem[] {
  const [first] = nodes;
  const lost = unknown.filter(({ kind }) => kind === first?.kind);
  const [one] = lost;
  if (!first || !one) return [];
  const { kind } = first;
  const names = lost.slice(0, most).map(({ sourcedId }) => sourcedId);
  const more = lost.length > most ? ` and ${lost.length - most} more` : '';
  const back = unnamed.has(first.sourcedId)
    ? `If it had one of them, write that into ${placeOf(first.span)}: \`sourcedId: ${one.sourcedId}\``
    : `If it had one of them, restore that ${kind}`;
  return [
    problem('identity/not-minted', {
      detail: `The ${named(first)} may have an id already: ${names.join(', ')}${more} ${lost.length === 1 ? 'is' : 'are'} live in the ledger and in no manifest, and HEAD does not know what ${lost.length === 1 ? 'it' : 'they'} stood for.`,
      hint: `${back}. If it is new, first retire what is gone, ${retiring(lost.map(({ sourcedId }) => sourcedId))}, then ${again(unnamed.has(first.sourcedId))}.`,
      span: first.span,
    }),
  ];
}
