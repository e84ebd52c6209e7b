import { addressOf } from '../model/address.ts';
import { confirmation, retiring } from '../model/id-commands.ts';
import type { Problem } from '../model/problem.ts';
import { shellWord } from '../model/shell-word.ts';
import type { SnapshotNode, Unnamed } from '../model/snapshot.ts';
import type { Classified } from './classified.ts';
import { originalOf } from './copies.ts';
import type { Known } from './refusal.ts';
import { fix, named, placeOf } from './said.ts';

/** What is said of nodes without a usable id, each with the lost id that is most likely its own. */
export interface OfUnnamed {
  readonly problems: readonly Problem[];
  /** Refusals that are told by these problems, or that follow from them. */
  readonly told: ReadonlySet<Classified>;
}

/** An error about an id is told together with what it did to identity, so that one cure mends both. */
export function toldOfUnnamed(known: Known): OfUnnamed {
  const unnamed = [...(known.unnamed ?? [])];
  if (unnamed.length === 0) return { problems: [], told: new Set() };
  const shared = sharedIds(unnamed.map(([, each]) => each));
  const { refused } = known;
  // Which of two nodes with one id is the one that the base knows is open as long as both have it.
  const open = refused.filter(({ sourcedId, now }) =>
    [sourcedId, now?.sourcedId ?? ''].some((id) => shared.has(id)),
  );
  const told = new Set(open);
  const problems = unnamed.map(([name, each]) => {
    const node = known.after.get(name);
    const found = refused.find(
      ({ now, sourcedId }) => node && now === node && !shared.has(sourcedId),
    );
    if (found) told.add(found);
    return node ? problemOf({ node, each, found }, refused, known) : each.problem;
  });
  return { problems, told };
}

function sharedIds(unnamed: readonly Unnamed[]): ReadonlySet<string> {
  return new Set(
    unnamed.flatMap(({ problem, written }) =>
      problem.code === 'id/duplicate' && written !== undefined ? [written] : [],
    ),
  );
}

interface Told {
  readonly node: SnapshotNode;
  readonly each: Unnamed;
  /** What it most likely was. */
  readonly found: Classified | undefined;
}

function problemOf(
  { node, each: { problem, written }, found }: Told,
  refused: readonly Classified[],
  known: Known,
): Problem {
  const place = placeOf(node.span);
  const fmt = 'run `timeback-catalog fmt`';
  const mint = written === undefined ? fmt : `remove the sourcedId in ${place} and ${fmt}`;
  const duplicate = duplicateProblem({ node, problem, written }, known);
  if (duplicate) return duplicate;
  if (!found) {
    const lost = refused.filter(
      ({ kind, refused: how }) => how === 'vanished' && kind === node.kind,
    );
    if (lost.length === 0) return problem;
    const gone = retiring(lost.map(({ sourcedId }) => sourcedId));
    const base = `\`timeback-catalog check --base ${shellWord(known.baseName ?? 'REF')}\``;
    const hint = `If it is one of those that lost their ids, write its own into ${place}: ${listedIds(lost)}. If it is new, retire those that are gone, ${gone}, then ${mint}; ${base} names what is to be confirmed.`;
    return { ...problem, hint };
  }
  const { sourcedId, kind, was, pairing, matched = pairing?.likeness.matched ?? [] } = found;
  const detail = `${problem.detail} Most likely it had the id ${sourcedId} (${matched.join(', ')}).`;
  const write =
    written === undefined
      ? `Write \`sourcedId: ${sourcedId}\` into ${place}`
      : `Restore the id in ${place}: ${written} → ${sourcedId}`;
  const related = was && { related: { span: was.span, note: 'at the base it was here' } };
  const all = { ...problem, detail, ...related, address: addressOf(kind, sourcedId) };
  if (known.isCured(found)) return { ...all, hint: `${write}; ${fix(known)} does it.` };
  const taker = known.after.get(sourcedId);
  if (taker) {
    return {
      ...all,
      hint: `${write}; in ${placeOf(taker.span)} remove the id and run \`timeback-catalog fmt\`.`,
    };
  }
  return {
    ...all,
    hint: `${write}; or if it is another ${kind}, ${retiring([sourcedId])}, then ${mint}, and say so: ${confirmation('ID', sourcedId)} with the id that it got.`,
  };
}

/** So many ids are named in one message; the rest is counted. */
const most = 5;

function listedIds(lost: readonly Classified[]): string {
  const first = lost
    .slice(0, most)
    .map(({ sourcedId, was }) => (was ? `${sourcedId} (${named(was)})` : sourcedId));
  const more = lost.length - first.length;
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ');
}

/** Of two nodes with one id that the base has, the one that had it keeps it. */
function duplicateProblem(
  { node, problem, written }: { node: SnapshotNode; problem: Problem; written: string | undefined },
  known: Known,
): Problem | undefined {
  const { before, after } = known;
  if (problem.code !== 'id/duplicate' || written === undefined || !before) return undefined;
  const [was, first] = [before.get(written), after.get(written)];
  if (!was || !first || was.kind !== first.kind || was.kind !== node.kind) return undefined;
  const original = originalOf(was, [first, node], { before, after });
  if (original === undefined) return undefined;
  const related = { related: { span: was.span, note: 'at the base it was here' } };
  const [a, b] = [placeOf(first.span), placeOf(node.span)];
  if (original === 'both') {
    const hint = `If it is one ${was.kind} that stands in two places, delete one of them, ${a} or ${b}; if one is a copy, remove the sourcedId of the copy and run \`timeback-catalog fmt\`.`;
    return { ...problem, hint };
  }
  const [owner, other] = original === 'first' ? [a, b] : [b, a];
  const copy = original === 'first' ? node : first;
  const lost = known.refused.find(({ now, sourcedId }) => now === copy && sourcedId !== written);
  if (lost) {
    const fixed = known.isCured(lost) ? `; ${fix(known)} does it` : '';
    return {
      ...problem,
      detail: `${problem.detail} At the base the id is that of the ${named(was)}, which stands in ${owner}; the ${named(copy)} most likely had ${lost.sourcedId}.`,
      hint: `Restore the id in ${other}: ${written} → ${lost.sourcedId}${fixed}.`,
      ...related,
    };
  }
  const detail = `${problem.detail} At the base the id is that of the ${named(was)}, which stands in ${owner}.`;
  const hint = `Remove the sourcedId in ${other} and run \`timeback-catalog fmt\`; ${owner} keeps it.`;
  return { ...problem, detail, hint, ...related };
}
