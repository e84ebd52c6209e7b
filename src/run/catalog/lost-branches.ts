import { linesBelow, nodeWithId } from '../../document/place.ts';
import { keyAbove } from '../../identity/compared-snapshot.ts';
import type { Snapshot, SnapshotNode } from '../../model/catalog.ts';
import {
  forgetting,
  mostInSentence,
  nodeWord,
  releasing,
  retiring,
} from '../../model/id-commands.ts';
import type { Ledger } from '../../model/ledger.ts';
import { type IdKey, idIn, keyOfAddress, kindIn, nodeKey } from '../../model/node.ts';
import type { Concerned, Problem } from '../../model/problem.ts';
import { firstFew } from '../../model/text.ts';

/** What is known of lost nodes besides their problems. */
interface KnownOfLost {
  /** The state that has them. */
  readonly earlier: Snapshot;
  /** The state at the last commit, whose branches `--children` finds. */
  readonly atHead: Snapshot | undefined;
  readonly files: ReadonlySet<string>;
  readonly ledger: Ledger | undefined;
  /** Whether a base was named, so that the ids may have been published from there. */
  readonly hasBase: boolean;
  /** Whether a problem is about a file that no course includes any more. */
  readonly isUnincluded: (problem: Problem) => boolean;
}

interface Lost {
  readonly problem: Problem;
  readonly node: SnapshotNode;
}

/**
 * Joins problems of nodes that vanished into one for each branch: who deletes a file or a unit makes one
 * mistake. Files that the branch included, and that no course includes now, belong to it too.
 */
export function joinLostBranches(
  problems: readonly Problem[],
  known: KnownOfLost,
): readonly Problem[] {
  const lost = new Map<IdKey, Lost>();
  for (const problem of problems) {
    const key = problem.address && keyOfAddress(problem.address);
    const node = key && known.earlier.get(key);
    if (!key || !node || problem.code !== 'identity/vanished') continue;
    // A file that no glob matches has a cure of its own.
    if (problem.all === undefined || known.isUnincluded(problem)) lost.set(key, { problem, node });
  }
  // Problems with `all` are about files with a cure of their own.
  const isGone = (key: IdKey | undefined) =>
    key !== undefined && lost.get(key)?.problem.all === undefined && lost.has(key);
  const topOf = (node: SnapshotNode): SnapshotNode => {
    const above = keyAbove(node);
    const next = isGone(above) && above !== undefined ? lost.get(above)?.node : undefined;
    return next ? topOf(next) : node;
  };
  const branches = Map.groupBy(lost.values(), ({ node }) => topOf(node));
  const joined = new Map<Problem, readonly Problem[]>();
  for (const [top, members] of branches) {
    if (members.length === 1) continue;
    for (const { problem } of members) joined.set(problem, []);
    const first = lost.get(nodeKey(top));
    if (first) joined.set(first.problem, [branchProblem(first, members, known)]);
  }
  return problems.flatMap((one) => joined.get(one) ?? [one]);
}

function branchProblem(
  { problem, node: top }: Lost,
  members: readonly Lost[],
  known: KnownOfLost,
): Problem {
  const { earlier, atHead, files, hasBase, ledger } = known;
  const word = (node: SnapshotNode) => nodeWord(node, ledger?.entries);
  const gone = members.filter(({ problem: { all } }) => all === undefined).map(({ node }) => node);
  const here = members.flatMap(({ problem: { all = [] } }) => all);
  const below = gone.filter((node) => node !== top);
  const left = [...new Set(here.map(({ span }) => span.file))].sort();
  const since = hasBase ? 'are missing since the base' : 'are in the ledger, but in no manifest';
  const lostFiles = [...new Set(gone.map(({ span }) => span.file))].filter(
    (file) => !files.has(file),
  );
  const what = restored(lostFiles.sort());
  const isWhole = atHead !== undefined && gone.every((node) => atHead.has(nodeKey(node)));
  const each = [
    ...gone.map(word),
    ...here.map(({ address }) =>
      nodeWord({ kind: kindIn(address), sourcedId: idIn(address) }, ledger?.entries),
    ),
  ];
  const ids = isWhole ? [word(top)] : each;
  // A base may have been published.
  const unpublished =
    hasBase || each.length > mostForgotten
      ? ''
      : `, or if they were never merged or published ${forgetting(each, '--env ENV')}`;
  const inFiles =
    left.length === 0
      ? ''
      : `\nNo course includes these files of it any more:${linesBelow(left, mostListed)}`;
  const names = below.map((node) => nodeWithId(earlier.get(nodeKey(node)) ?? node));
  const nodes = below.length === 1 ? 'a node below it' : `${below.length} nodes below it`;
  return {
    ...problem,
    detail:
      below.length === 0
        ? `${problem.detail}${inFiles}`
        : `The ${nodeWithId(top)} and ${nodes} ${since}, and nobody retired them:${linesBelow(names, mostListed)}${inFiles}`,
    hint:
      each.length > mostInSentence && !isWhole
        ? laterHint(what, word(top))
        : `Restore ${what}, or ${retiring(ids, isWhole)}, or if another catalog has them now ${releasing(ids, 'NAME', isWhole)}${unpublished}.`,
    all: [
      ...members.flatMap(({ problem }) => (problem.all === undefined ? placeOf(problem) : [])),
      ...here,
    ],
  };
}

/** The files to restore, in words. */
function restored(files: readonly string[]): string {
  if (files.length === 0) return 'them';
  return `the file${files.length === 1 ? '' : 's'} ${firstFew(files, mostNamed)}`;
}

/** What to do about more nodes than a command can name, which the last commit does not have either. */
function laterHint(what: string, word: string): string {
  const first = 'restore them first, then';
  return `Restore ${what}; or to retire them, ${first} ${retiring([word], true)}; or if another catalog has them now, ${first} ${releasing([word], 'NAME', true)}.`;
}

/** The most files that a hint names. */
const mostNamed = 5;

/** The most nodes that a message lists. `--format json` has all of them. */
const mostListed = 10;

/** The most ids of which a message says how to forget them: each has to be named. */
const mostForgotten = 5;

function placeOf({ address, span, related }: Problem): Concerned[] {
  const place = span ?? related?.span;
  return address && place ? [{ address, span: place }] : [];
}
