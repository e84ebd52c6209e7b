import { type CheckResult, check } from '../../src/features/check/check.ts';
import { confirmReplacement } from '../../src/features/confirm/confirm.ts';
import { fmt } from '../../src/features/fmt/fmt.ts';
import { retire } from '../../src/features/retire/retire.ts';
import { idIn } from '../../src/model/node.ts';
import type { Checked, Problem } from '../../src/model/problem.ts';
import type { World } from '../../src/run/world.ts';
import type { Entry, Ids } from './entry.ts';
import { type Finding, findingOf, subjectOf } from './finding.ts';
import type { Revision } from './history.ts';
import { type Manifests, manifestsOf } from './manifests.ts';
import { type Accepted, idBefore, repaired } from './repair.ts';
import type { Scratch } from './scratch.ts';

export interface Submitted {
  readonly revision: Revision;
  readonly entries: readonly Entry[];
  /** The ids in the manifests of the commit. */
  readonly ids: Ids;
  readonly before: Accepted;
  /** All ids that were ever accepted. */
  readonly known: ReadonlySet<string>;
  /** The base commit; absent for the first revision. */
  readonly base?: string;
}

export interface Acceptance {
  readonly ids: Ids;
  /** Everything that `check` reported until it had no more errors. */
  readonly findings: readonly Finding[];
  readonly since: CheckResult['since'];
}

/**
 * The most rounds. Bad ids hide what happened to others, and a duplicate may hide another; more rounds are a
 * fault.
 */
const mostRounds = 6;

/** Checks a revision and does what is asked for, as its authors would, until nothing is refused. */
export async function accept(
  { revision, entries, ids: submitted, before, known, base }: Submitted,
  { scratch, world }: { readonly scratch: Scratch; readonly world: World },
): Promise<Acceptance> {
  const findings: Finding[] = [];
  let ids = submitted;
  for (let round = 1; round <= mostRounds; round += 1) {
    const manifests = manifestsOf(entries, ids);
    scratch.write(manifests.files);
    if (round === 1) scratch.commit(revision);
    const result = check(base === undefined ? {} : { base }, world);
    const found = result.problems.map((problem) =>
      findingOf(problem, { entryAt: manifests.entryAt, idsBefore: before.ids }),
    );
    findings.push(...found.filter((each) => !findings.some((known) => isSame(known, each))));
    const mended = result.ok ? ids : repaired(ids, found, { ...before, known });
    ids = await record({ entries, ids: mended, before }, { scratch, world });
    const leftOver = result.problems.flatMap(leftOverId);
    if (result.ok && leftOver.length === 0) {
      scratch.amend();
      return { ids, findings, since: result.value.since };
    }
    await settle(found, ids, world);
    await forget(leftOver, base, world);
  }
  const last = findings.map(({ problem }) => problem.detail).join(' ');
  throw new Error(`${revision.rev} is still refused after ${mostRounds} rounds: ${last}`);
}

function isSame(a: Finding, b: Finding): boolean {
  return (
    a.problem.code === b.problem.code &&
    a.problem.detail === b.problem.detail &&
    a.entry === b.entry
  );
}

/**
 * Lets `fmt` generate missing ids and add all ids to the ledger. If it asks whether a node is the lost one,
 * the answer is yes if its authors left it in its place; otherwise the lost one is retired.
 */
async function record(
  { entries, ids, before }: Pick<Submitted, 'entries' | 'ids' | 'before'>,
  around: { readonly scratch: Scratch; readonly world: World },
): Promise<Ids> {
  const { scratch, world } = around;
  const manifests = manifestsOf(entries, ids);
  scratch.write(manifests.files);
  const done = fmt({ check: false }, world);
  const asked = done.problems.filter(({ code }) => code === 'identity/not-minted');
  if (done.ok || asked.length === 0) {
    const all = new Map([...ids, ...mintedIds(demanded(done).minted, manifests, ids)]);
    // Places are found by the lines of these manifests, so they must stay as written here.
    scratch.write(manifestsOf(entries, all).files);
    return all;
  }
  const named = new Map(ids);
  for (const { span, address, detail } of asked) {
    const entry = span && manifests.entryAt(span);
    const lost = address && idIn(address);
    if (!entry || !lost) throw new Error(detail);
    // A commit whose manifests are broken does not show whose id it was: another entry may own it.
    const owner = [entry, ...entries].find((one) => idBefore(one, before) === lost);
    if (owner && !ids.has(owner)) named.set(owner, lost);
    else demanded(await retire({ nodes: [lost], retirement: gone }, world));
  }
  return record({ entries, ids: named, before }, around);
}

const gone = { type: 'retire', reason: 'gone in this revision', children: false } as const;

function mintedIds(
  minted: readonly { readonly file: string; readonly sourcedId: string }[],
  manifests: Manifests,
  ids: Ids,
): (readonly [Entry, string])[] {
  return [...Map.groupBy(minted, ({ file }) => file)].flatMap(([file, news]) => {
    const nameless = manifests.entriesIn(file).filter((entry) => !ids.has(entry));
    return news.flatMap(({ sourcedId }, index): (readonly [Entry, string])[] => {
      const entry = nameless[index];
      return entry ? [[entry, sourcedId]] : [];
    });
  });
}

/** Retires what is gone, and confirms that another id is in its place. */
async function settle(findings: readonly Finding[], ids: Ids, world: World): Promise<void> {
  const lost = findings.flatMap(({ problem: { code, address } }) =>
    code === 'identity/vanished' && address ? [address] : [],
  );
  if (lost.length > 0) {
    const retirement = {
      type: 'retire',
      reason: 'gone in this revision',
      children: false,
    } as const;
    demanded(await retire({ nodes: lost, retirement }, world));
  }
  for (const { problem, entry } of findings) {
    const [node, replaces] = [entry && ids.get(entry), subjectOf(problem)];
    if (problem.code !== 'identity/re-minted' || !node || !replaces || node === replaces) continue;
    demanded(confirmReplacement({ node, replaces, reason: 'as its authors wrote it' }, world));
  }
}

/** An id that `fmt` generated in a round before the content got its own id back. */
function leftOverId({ code, address, hint = '' }: Problem): string[] {
  if (code !== 'identity/left-over') return [];
  const [, id] = /retire (\S+) --never-published/.exec(hint) ?? [];
  return [address ? idIn(address) : id].flatMap((each) => each ?? []);
}

async function forget(
  nodes: readonly string[],
  base: string | undefined,
  world: World,
): Promise<void> {
  if (nodes.length === 0 || base === undefined) return;
  demanded(await retire({ nodes, retirement: { type: 'never-published' }, base }, world));
}

function demanded<T>(result: Checked<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.problems.map(({ code, detail }) => `${code}: ${detail}`).join('\n'));
}
