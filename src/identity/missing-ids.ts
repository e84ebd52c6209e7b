import type { Snapshot, SnapshotNode, Unnamed } from '../model/catalog.ts';
import {
  confirmation,
  forgetting,
  mostInSentence,
  nodeWord,
  retiring,
  shellWord,
} from '../model/id-commands.ts';
import type { Ledger, LedgerEntry } from '../model/ledger.ts';
import { addressOf, type IdKey, idKey, type Kind, nodeKey } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { firstFew } from '../model/text.ts';
import type { Classified } from './classified.ts';
import { copyProblems } from './copies.ts';
import type { GateInput } from './id-checks.ts';
import {
  concernedNodes,
  entriesText,
  fixCommand,
  listNodes,
  nodeText,
  placeInFile,
} from './messages.ts';
import type { RefusalInputs } from './refusal.ts';

/** The problems of nodes without a usable id, each with the lost id that is probably its own. */
interface UnnamedProblems {
  readonly problems: readonly Problem[];
  /** The refusals that these problems cover, or that follow from them. */
  readonly matched: ReadonlySet<Classified>;
}

/** Joins an error about an id with the refusal that follows from it, so that one cure fixes both. */
export function unnamedProblems(known: RefusalInputs): UnnamedProblems {
  const unnamed = [...(known.unnamed ?? [])];
  if (unnamed.length === 0) return { problems: [], matched: new Set() };
  const names = new Map([...known.after.values()].map((node) => [node.sourcedId, node]));
  const nodeOf = (name: string) => names.get(name);
  const shared = sharedIds(unnamed, nodeOf);
  const { refused } = known;
  // As long as two nodes have one id, it is open which of them is the one of the base.
  const open = refused.all.filter(
    (each) => shared.has(nodeKey(each)) || (each.now && shared.has(nodeKey(each.now))),
  );
  const matched = new Set(open);
  // Without a base, nothing tells the nodes of a copied branch apart: they are one mistake.
  const reported = known.before ? unnamed : unnamed.flatMap(withoutBase);
  const copies = copyProblems(unnamed, nodeOf, known);
  const beside = { ...known, lost: lostIn(refused.all, known), idle: idleIn(known) };
  const problems = reported.flatMap(([name, each]) => {
    const node = nodeOf(name);
    const found = node && refused.byNow.get(node)?.find((each) => !shared.has(nodeKey(each)));
    if (found) matched.add(found);
    if (copies.has(name)) return copies.get(name) ?? [];
    return node ? problemOf({ node, each, found }, beside) : each.problem;
  });
  return { problems, matched: matched };
}

function withoutBase([name, each]: readonly [string, Unnamed]): [string, Unnamed][] {
  return each.alone ? [[name, { ...each, problem: each.alone }]] : [];
}

function sharedIds(
  unnamed: readonly (readonly [string, Unnamed])[],
  nodeOf: (name: string) => SnapshotNode | undefined,
): ReadonlySet<IdKey> {
  return new Set(
    unnamed.flatMap(([name, { problem, written }]) => {
      const node = nodeOf(name);
      const isShared = problem.code === 'id/duplicate' && written !== undefined;
      return node && isShared ? [idKey(node.kind, written)] : [];
    }),
  );
}

/** The facts that the problems need in addition to the refusals. */
interface KnownBeside extends RefusalInputs {
  /** For each kind, the ids that the base has and that have no node now, in words. */
  readonly lost: ReadonlyMap<Kind, { readonly listed: string; readonly gone: string }>;
  /** For each kind, the ids of the ledger that have no node, and that the base does not have. */
  readonly idle: ReadonlyMap<Kind, readonly LedgerEntry[]>;
}

function lostIn(
  refused: readonly Classified[],
  { ledgerAfter, after }: RefusalInputs,
): KnownBeside['lost'] {
  const lost = refused.filter(({ refused: how }) => how === 'vanished');
  const words = (all: readonly Classified[]) => ({
    listed: listedIds(all),
    gone: retiring(all.map((each) => nodeWord(each, ledgerAfter?.entries, after))),
  });
  return new Map([...byKind(lost)].map(([kind, all]) => [kind, words(all)]));
}

function idleIn({ before, after, ledgerBefore, ledgerAfter }: RefusalInputs): KnownBeside['idle'] {
  const nodeless = before && ledgerAfter ? entriesWithoutNode(ledgerAfter, before, after) : [];
  return byKind(nodeless.filter((entry) => !ledgerBefore?.entries.has(nodeKey(entry))));
}

function byKind<T extends { readonly kind: Kind }>(all: readonly T[]): ReadonlyMap<Kind, T[]> {
  return Map.groupBy(all, ({ kind }) => kind);
}

interface UnnamedNode {
  readonly node: SnapshotNode;
  readonly each: Unnamed;
  /** The refusal of the node that it probably was. */
  readonly found: Classified | undefined;
}

function problemOf(
  { node, each: { problem, written }, found }: UnnamedNode,
  known: KnownBeside,
): Problem {
  const place = placeInFile(node.span);
  const fmt = 'run `timeback-catalog fmt`';
  const mint = written === undefined ? fmt : `remove the sourcedId in ${place} and ${fmt}`;
  if (!found) {
    const lost = known.lost.get(node.kind);
    if (!lost) {
      const hint = idleIdsHint(node, { place, mint }, known);
      return hint === undefined ? problem : { ...problem, hint };
    }
    const base = `\`timeback-catalog check --base ${shellWord(known.baseName ?? 'REF')}\``;
    const hint = `If it is one of the nodes that lost their ids, write its id here: ${lost.listed}. If it is new, retire the lost ids, ${lost.gone}, then ${mint}; ${base} shows what to confirm.`;
    return { ...problem, hint };
  }
  const { sourcedId, kind, was, pairing, matched = pairing?.likeness.matched ?? [] } = found;
  const detail = `${problem.detail} It probably had the id ${sourcedId} (${matched.join(', ')}).`;
  const write = !written
    ? `Write \`sourcedId: ${sourcedId}\` into ${place}`
    : `Restore the id in ${place}: ${written} → ${sourcedId}`;
  const related = was && { related: { span: was.span, note: 'at the base it was here' } };
  const all = { ...problem, detail, ...related, address: addressOf(kind, sourcedId) };
  if (known.isCured(found)) return { ...all, hint: `${write}; ${fixCommand(known)} does it.` };
  const taker = known.after.get(nodeKey(found));
  if (taker) {
    return {
      ...all,
      hint: `${write}; in ${placeInFile(taker.span)} remove the id and run \`timeback-catalog fmt\`.`,
    };
  }
  return {
    ...all,
    hint: `${write}; or if it is another ${kind}, ${retiring([nodeWord(found, known.ledgerAfter?.entries, known.after)])}, then ${mint}, and confirm it: ${confirmation('ID', sourcedId)} with the new id.`,
  };
}

/** The hint for a node without an id, while another id is without a node: no id is minted in its place. */
function idleIdsHint(
  { kind }: SnapshotNode,
  { place, mint }: { readonly place: string; readonly mint: string },
  known: KnownBeside,
): string | undefined {
  const idle = known.idle.get(kind)?.slice(0, mostInSentence);
  const first = idle?.[0]?.sourcedId;
  if (!idle || first === undefined) return undefined;
  const words = idle.map((each) => nodeWord(each, known.ledgerAfter?.entries, known.after));
  const forget = forgetting(words, `--base ${shellWord(known.baseName ?? 'REF')}`);
  return `If it had an id of the ledger that no manifest has, write it into ${place}: \`sourcedId: ${first}\`. If it is new, first ${forget}, then ${mint}.`;
}

/** The most ids that one message names. The others are counted. */
const most = 5;

function listedIds(lost: readonly Classified[]): string {
  const ids = lost.map(({ sourcedId, was }) =>
    was ? `${sourcedId} (${nodeText(was)})` : sourcedId,
  );
  return firstFew(ids, most);
}

/** The problem that the whole ledger is gone: one, and not one for each line. */
export function ledgerGone(
  ledgerBefore: Ledger | undefined,
  ledgerAfter: Ledger | undefined,
): Problem[] {
  if (!ledgerBefore || ledgerAfter || ledgerBefore.entries.size === 0) return [];
  const { where, entries } = ledgerBefore;
  return [
    problem('identity/ledger-edited', {
      detail: `The base has the ledger ${where} with ${entries.size} ids, but here it is missing.`,
      hint: `Restore ${where} from the base.`,
    }),
  ];
}

/**
 * The problems of ids of the ledger without a node, and of nodes without a line in it. Nodes in `refused`
 * have another cure.
 */
export function checkLedgerEntries(evidence: GateInput, refused: ReadonlySet<IdKey>): Problem[] {
  const {
    before,
    after,
    ledgerBefore,
    ledgerAfter,
    isPartial = false,
    baseName = 'REF',
  } = evidence;
  if (!ledgerAfter) return [];
  const unlisted = [...after].flatMap(([key, node]) =>
    ledgerAfter.entries.has(key) || refused.has(key) ? [] : [node],
  );
  const word = (entry: LedgerEntry) => nodeWord(entry, ledgerAfter.entries, after);
  const nodeless = before ? entriesWithoutNode(ledgerAfter, before, after) : [];
  const stateBefore = (entry: LedgerEntry) => ledgerBefore?.entries.get(nodeKey(entry))?.state;
  const unused = nodeless.filter((entry) => stateBefore(entry) === undefined);
  // If manifests of the base have errors, nodes that it lacks may have been there.
  const long = isPartial ? [] : nodeless.filter((entry) => stateBefore(entry) === 'live');
  return [
    ...unused.map((entry) => leftOver(entry, baseName, word(entry))),
    ...withoutNode(long, baseName, word),
    ...notInLedger(unlisted, ledgerAfter.where),
  ];
}

/** The live ids of the ledger that have no node in either state. */
function entriesWithoutNode(ledger: Ledger, before: Snapshot, after: Snapshot): LedgerEntry[] {
  return [...ledger.entries].flatMap(([key, entry]) =>
    entry.state === 'live' && !after.has(key) && !before.has(key) ? [entry] : [],
  );
}

/** The problem of an id that came and went on one branch: allowed, but later checks would miss the node. */
function leftOver(
  { sourcedId, kind, file, line }: LedgerEntry,
  baseName: string,
  word: string,
): Problem {
  return problem('identity/left-over', {
    detail: `The ${kind} ${sourcedId} is in the ledger, but in no manifest, and the base does not have it.`,
    hint: `Run ${forgetting([word], `--base ${shellWord(baseName)}`)}, or put the ${kind} back.`,
    span: { file, start: { line, column: 1 } },
    address: addressOf(kind, sourcedId),
  });
}

/** The problem of ids that had no node at the base already: the checked change did not lose them. */
function withoutNode(
  entries: readonly LedgerEntry[],
  baseName: string,
  word: (entry: LedgerEntry) => string,
): Problem[] {
  const [first, ...others] = entries;
  if (!first) return [];
  const ids = entries.map(word);
  const [is, it] = others.length > 0 ? ['are', 'they were'] : ['is', 'it was'];
  return [
    problem('identity/without-node', {
      detail: `The ${entriesText(entries)} ${is} in the ledger, but in no manifest, here or at ${baseName}. This change did not lose ${others.length > 0 ? 'them' : 'it'}.`,
      hint: `If ${it} never published: ${forgetting(ids, '--env ENV')}. Otherwise restore ${others.length > 0 ? 'the nodes' : `the ${first.kind}`}, or ${retiring(ids)}.`,
      span: { file: first.file, start: { line: first.line, column: 1 } },
    }),
  ];
}

/** One warning for all ids without a line in the ledger. */
function notInLedger(nodes: readonly SnapshotNode[], where: string): Problem[] {
  const [first] = nodes;
  if (!first) return [];
  return [
    problem('identity/not-in-ledger', {
      detail: `${where} lacks ${listNodes(nodes)}.`,
      hint: 'Run `timeback-catalog fmt` and commit the ledger.',
      span: first.span,
      ...concernedNodes(nodes),
    }),
  ];
}

/** Lost ids, and the nodes that may own them. */
export interface Unclaimed {
  /** Refusals whose node is similar to one that had a lost id. */
  readonly claimed: readonly { readonly each: Classified; readonly certain: boolean }[];
  /** Lost ids of which only the line in the ledger is known. */
  readonly unknown: readonly LedgerEntry[];
  /** Whether commits have a lost id, so that git can show its node. */
  readonly isCommitted: (lost: LedgerEntry) => boolean;
  /** The other nodes that are to get an id. */
  readonly fresh: readonly SnapshotNode[];
  readonly unnamed: ReadonlyMap<string, Unnamed>;
  /** The word for a lost node in commands. */
  readonly word: (lost: Pick<LedgerEntry, 'kind' | 'sourcedId'>) => string;
}

/**
 * The problems that keep ids from being minted: one for each node that is similar to a lost one, and one
 * for each kind that has an unexplained lost id.
 */
export function notMinted(found: Unclaimed): Problem[] {
  const alike = found.claimed.flatMap(({ each, certain }) => likeLost(each, certain, found));
  const open = [...byKind(found.fresh).values()].flatMap((nodes) => openFor(nodes, found));
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
    ? `Write \`sourcedId: ${sourcedId}\` into ${placeInFile(now.span)}${certain ? ` (${fixCommand({ baseName: 'HEAD' })} does it)` : ''}`
    : `Restore the ${kind} with its id from git`;
  return [
    problem('identity/not-minted', {
      detail: `The ${nodeText(now)} looks like the one at HEAD with the id ${sourcedId} (${matched}). That id is live in the ledger, but in no manifest.`,
      hint: `${back}; or if it is another ${kind}, first ${retiring([found.word({ kind, sourcedId })])}, then ${again(isUnnamed)}, and confirm it: ${confirmation('ID', sourcedId)} with the new id.`,
      span: now.span,
      ...(was && { related: { span: was.span, note: 'at HEAD it was here' } }),
      address: addressOf(kind, sourcedId),
    }),
  ];
}

function again(isUnnamed: boolean): string {
  return isUnnamed ? 'run `timeback-catalog fmt`' : 'run this command again';
}

function openFor(
  nodes: readonly SnapshotNode[],
  { unknown, unnamed, isCommitted, word }: Unclaimed,
): Problem[] {
  const [first] = nodes;
  const lost = unknown.filter(({ kind }) => kind === first?.kind);
  const [one] = lost;
  if (!first || !one) return [];
  const { kind } = first;
  const ids = lost.map(({ sourcedId }) => sourcedId);
  const asked = lost.find(isCommitted);
  const shown = asked
    ? ` (\`git log -p -S ${shellWord(asked.sourcedId)}\` shows what that one belonged to)`
    : '';
  const back = unnamed.has(first.sourcedId)
    ? `If it had one of them${shown}, write that into ${placeInFile(first.span)}: \`sourcedId: ${one.sourcedId}\``
    : `If it had one of them${shown}, restore that ${kind}`;
  return [
    problem('identity/not-minted', {
      detail: `The ${nodeText(first)} may have an id already: ${firstFew(ids, most)} ${lost.length === 1 ? 'is' : 'are'} live in the ledger, but in no manifest, and HEAD does not show what ${lost.length === 1 ? 'it' : 'they'} belonged to.`,
      hint: `${back}. If it is new, first retire the lost ids, ${retiring(lost.map(word))}, then ${again(unnamed.has(first.sourcedId))}.`,
      span: first.span,
      address: addressOf(kind, one.sourcedId),
    }),
  ];
}
