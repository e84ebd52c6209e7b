import type { SnapshotNode, Unnamed } from '../model/catalog.ts';
import { copiesBelow, copyCure, mintIn } from '../model/id-commands.ts';
import { addressOf, idKey } from '../model/node.ts';
import type { Concerned, Problem } from '../model/problem.ts';
import { capital } from '../model/text.ts';
import { comparisonOf, type SnapshotComparison } from './compared-snapshot.ts';
import { originalOf } from './id-checks.ts';
import { fixCommand, nodeText, placeInFile } from './messages.ts';
import type { RefusalInputs } from './refusal.ts';

/** Two nodes with an id that the base has. */
interface Pair {
  /** The name of the second node. */
  readonly name: string;
  readonly each: Unnamed;
  readonly was: SnapshotNode;
  readonly first: SnapshotNode;
  readonly second: SnapshotNode;
  /** Which of them is the node of the base; `both` if nothing tells. */
  readonly original: 'first' | 'second' | 'both';
}

/**
 * The problems of nodes with an id that the base has at one of two nodes, by the names of the second ones: the
 * node that had it keeps it. Of a copied file or branch the first node has a problem, and the others none.
 */
export function copyProblems(
  unnamed: readonly (readonly [string, Unnamed])[],
  nodeOf: (name: string) => SnapshotNode | undefined,
  known: RefusalInputs,
): ReadonlyMap<string, Problem | undefined> {
  if (unnamed.length === 0 || !known.before) return new Map();
  const compared = comparisonOf(known.before, known.after);
  const pairs = pairsIn(unnamed, nodeOf, { known, compared });
  const groups = Map.groupBy(pairs, (pair) => groupOf(pair, known));
  const sizes = Map.groupBy(known.after.values(), ({ span }) => span.file);
  const problems = new Map<string, Problem | undefined>();
  for (const all of groups.values()) {
    const [top] = all;
    if (!top) continue;
    for (const { name } of all) problems.set(name, undefined);
    problems.set(
      top.name,
      all.length === 1 ? problemOf(top, known) : problemOfAll(all, top, sizes),
    );
  }
  return problems;
}

/** What is copied together: the nodes of two files, or a branch of one file. */
function groupOf(pair: Pair, known: RefusalInputs): unknown {
  const { name, each, first, second, original } = pair;
  const [one, other] = [first.span.file, second.span.file];
  if (lostBy(pair, known)) return name;
  return one === other ? `${each.copyAbove ?? name} ${original}` : `${original} ${one} ${other}`;
}

function pairsIn(
  unnamed: readonly (readonly [string, Unnamed])[],
  nodeOf: (name: string) => SnapshotNode | undefined,
  { known, compared }: { readonly known: RefusalInputs; readonly compared: SnapshotComparison },
): readonly Pair[] {
  const found = unnamed.flatMap(([name, each]): Pair[] => {
    const second = nodeOf(name);
    const pair = second && sharing(second, each, compared);
    if (!second || !pair?.original) return [];
    return [{ ...{ name, each, second }, ...pair, original: pair.original }];
  });
  const copies = copiedFiles(found, known);
  const tops = new Map(found.map((pair) => [pair.name, pair.original]));
  return found.map((pair) => {
    if (pair.original !== 'both') return pair;
    const [one, other] = [pair.first.span.file, pair.second.span.file];
    // What is below a copy is a copy, too.
    const above = tops.get(pair.each.copyAbove ?? '') ?? 'both';
    const byFile =
      copies.get(other) === one ? 'first' : copies.get(one) === other ? 'second' : above;
    return { ...pair, original: byFile };
  });
}

/** The node of the base that had the id of two nodes, and which of them it is; undefined if there is none. */
function sharing(node: SnapshotNode, { problem, written }: Unnamed, compared: SnapshotComparison) {
  if (problem.code !== 'id/duplicate' || written === undefined) return undefined;
  const key = idKey(node.kind, written);
  const [was, first] = [compared.before.nodes.get(key), compared.after.nodes.get(key)];
  if (!was || !first || was.kind !== first.kind || was.kind !== node.kind) return undefined;
  return { was, first, original: originalOf(was, [first, node], compared) };
}

/**
 * Finds copied files, each with its original. A copy begins with a course or unit that somebody renamed, and
 * everything below it is the same in both files; or it is the one of the two that the base does not have.
 */
function copiedFiles(
  pairs: readonly Pair[],
  { before }: RefusalInputs,
): ReadonlyMap<string, string> {
  const copies = new Map<string, string>();
  for (const { first, second, original } of pairs) {
    if (original === 'both' || first.kind === 'lesson') continue;
    const [owner, copy] = original === 'first' ? [first, second] : [second, first];
    const [from, to] = [owner.span.file, copy.span.file];
    if (from !== to && copies.get(from) !== to) copies.set(to, from);
  }
  let atBase: ReadonlySet<string> | undefined;
  for (const { first, second, was } of pairs) {
    const [one, other] = [first.span.file, second.span.file];
    if (one === other || copies.has(one) || copies.has(other)) continue;
    atBase ??= new Set([...(before?.values() ?? [])].map(({ span }) => span.file));
    if (was.span.file === one && !atBase.has(other)) copies.set(other, one);
    if (was.span.file === other && !atBase.has(one)) copies.set(one, other);
  }
  return copies;
}

function lostBy({ each, first, second, original }: Pair, { refused }: RefusalInputs) {
  if (original === 'both') return undefined;
  const copy = original === 'first' ? second : first;
  return refused.byNow.get(copy)?.find(({ sourcedId }) => sourcedId !== each.written);
}

/** The most places that a hint names. */
const mostPlaces = 12;

/** The problem of all copies in a file, or of a copied branch: one, at the first of them. */
function problemOfAll(
  pairs: readonly Pair[],
  top: Pair,
  byFile: ReadonlyMap<string, readonly SnapshotNode[]>,
): Problem {
  const { each, first, second, original } = top;
  const [owner, copy] = original === 'second' ? [second, first] : [first, second];
  const [from, to] = [owner.span.file, copy.span.file];
  const all = pairs.map((pair) => {
    const { kind, span } = original === 'second' ? pair.first : pair.second;
    return { address: addressOf(kind, pair.each.written ?? ''), span };
  });
  if (from === to) {
    const detail = `${each.problem.detail} ${copiesBelow(pairs.length - 1)}.`;
    return { ...each.problem, detail, hint: copyCure, all };
  }
  const [a, b, ...others] = pairs.map((pair) => nodeText(pair.was));
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  const isOpen = original === 'both';
  const isWhole = (file: string) => byFile.get(file)?.length === pairs.length;
  const isOfFile = isWhole(to) || (isOpen && isWhole(from));
  return {
    ...each.problem,
    detail: `${to} has the ids of ${pairs.length} nodes of ${from}: ${a}, ${b}${more}.`,
    hint: isOfFile ? cureOfFile(top, { from, to }) : cureOfNodes(all, { from, to, isOpen }),
    span: copy.span,
    related: { span: owner.span, note: isOpen ? 'also here' : 'at the base the ids are here' },
    all,
  };
}

interface Between {
  readonly from: string;
  readonly to: string;
}

/** The cure of a file that is a copy as a whole. */
function cureOfFile({ original, first, second, was }: Pair, { from, to }: Between): string {
  const copy = original === 'second' ? first : second;
  const cure =
    original === 'both'
      ? `If one of the files is a copy, delete it; or to publish both, ${mintIn('the copy')}.`
      : copy.title === was.title
        ? `Delete ${to}; or to publish both, ${mintIn(to)}: ${from} keeps its ids.`
        : `${capital(mintIn(to))}: ${from} keeps its ids. If ${to} is not wanted, delete it.`;
  return `${cure} If both are the same ${was.kind}, as after a merge, delete one of them.`;
}

/** The cure of copies in a file with nodes of its own, which keep their ids. */
function cureOfNodes(
  all: readonly Concerned[],
  { from, to, isOpen }: Between & { readonly isOpen: boolean },
): string {
  const places = all.map(({ span }) => placeInFile(span));
  const rest = places.length - mostPlaces;
  const more = rest > 0 ? ` and ${rest} more (\`--format json\` has all)` : '';
  const where = `the sourcedId in ${places.slice(0, mostPlaces).join(', ')}${more}, and run \`timeback-catalog fmt\``;
  return isOpen
    ? `If these nodes of ${to} are copies, remove ${where}; or if those of ${from} are, remove it there.`
    : `Remove ${where}: the nodes of ${from} keep their ids.`;
}

/** The problem of two nodes with an id that the base has: the node that had it keeps it. */
function problemOf(pair: Pair, known: RefusalInputs): Problem {
  const { each, was, first, second: node, original } = pair;
  const { problem, written } = each;
  const related = { related: { span: was.span, note: 'at the base it was here' } };
  const [a, b] = [placeInFile(first.span), placeInFile(node.span)];
  if (original === 'both') {
    const hint = `If it is one ${was.kind} in two places, delete one of them, ${a} or ${b}. If one is a copy, remove the sourcedId of the copy and run \`timeback-catalog fmt\`.`;
    return { ...problem, hint };
  }
  const [owner, other] = original === 'first' ? [a, b] : [b, a];
  const copy = original === 'first' ? node : first;
  const lost = lostBy(pair, known);
  if (lost) {
    const fixed = known.isCured(lost) ? `; ${fixCommand(known)} does it` : '';
    return {
      ...problem,
      detail: `${problem.detail} At the base, the id belongs to the ${nodeText(was)} in ${owner}. The ${nodeText(copy)} probably had ${lost.sourcedId}.`,
      hint: `Restore the id in ${other}: ${written} → ${lost.sourcedId}${fixed}.`,
      ...related,
    };
  }
  const detail = `${problem.detail} At the base, the id belongs to the ${nodeText(was)} in ${owner}.`;
  // A merge of a move and an edit leaves one node in two places. A new id would keep both.
  const isOne = `If both are one ${was.kind}, as after a merge, delete one of them.`;
  const hint = `Remove the sourcedId in ${other} and run \`timeback-catalog fmt\`; ${owner} keeps it. ${isOne}`;
  return { ...problem, detail, hint, ...related };
}
