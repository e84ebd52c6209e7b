import { quoteShort } from '../document/place.ts';
import type { SnapshotNode } from '../model/catalog.ts';
import {
  confirmation,
  forgetting,
  nodeWord,
  releasing,
  retiring,
  reviving,
  shellWord,
  taking,
} from '../model/id-commands.ts';
import {
  type Address,
  addressOf,
  type IdKey,
  idKey,
  type Kind,
  nodeKey,
  nodeKeysOf,
  parseAddress,
} from '../model/node.ts';
import { type Problem, problem, type Span } from '../model/problem.ts';
import { capital } from '../model/text.ts';
import type { Classified, RefusedChange } from './classified.ts';
import { keyAbove } from './compared-snapshot.ts';
import type { Redirected } from './cures.ts';
import type { GateInput } from './id-checks.ts';
import { editOf } from './ledger/compare.ts';
import {
  editText,
  fixCommand,
  idOfEnvironment,
  listNodes,
  nodeText,
  placeInFile,
  restoreLine,
} from './messages.ts';

/** The facts that the message of a refusal may need. */
export interface RefusalInputs extends GateInput {
  /** Whether `check --fix` fixes a change. */
  readonly isCured: (classified: Classified) => boolean;
  /** The nodes whose references to an exchanged id changed since the base: no cure reaches them. */
  readonly redirected: Redirected;
  readonly refused: RefusedChanges;
  /** Present if `before` was made from the records of a platform, not from a commit. */
  readonly platform?: ComparedPlatform;
}

/** All refused changes: the cure of one may also fix another. */
interface RefusedChanges {
  readonly all: readonly Classified[];
  readonly byNow: ReadonlyMap<SnapshotNode | undefined, readonly Classified[]>;
  readonly ids: ReadonlySet<IdKey>;
}

/** Refused changes, which each of them looks for others in. */
export function refusedChanges(all: readonly Classified[]): RefusedChanges {
  return { all, byNow: Map.groupBy(all, ({ now }) => now), ids: new Set(all.map(nodeKey)) };
}

interface ComparedPlatform {
  readonly name: string;
  /** The ids of nodes on the platform, by their ids in the manifests, if they differ. */
  readonly idsThere: ReadonlyMap<IdKey, string>;
}

type NodeId = Pick<SnapshotNode, 'kind' | 'sourcedId'>;

type Particulars = Pick<Problem, 'detail'> & Partial<Pick<Problem, 'hint' | 'span'>>;

/** A refused change as a problem: both places, the reason in one sentence, the cure in one line. */
export function identityRefusal(
  classified: Classified,
  refused: RefusedChange,
  known: RefusalInputs,
): Problem {
  const { sourcedId, kind, was, now } = classified;
  const line = ledgerLine(classified, known);
  const place = now?.span ?? line ?? parentPlace(was, known);
  const isInFile = was && !known.platform;
  const base = isInFile && { span: was.span, note: 'at the base it was here' };
  const related = base ?? (now && line && { span: line, note: 'its line in the ledger' });
  return problem(`identity/${refused}`, {
    address: addressOf(kind, sourcedId),
    ...(place && { span: place }),
    ...(related && { related }),
    ...particulars(classified, refused, known),
  });
}

function particulars(
  classified: Classified,
  refused: RefusedChange,
  known: RefusalInputs,
): Particulars {
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

function reminted(classified: Classified, known: RefusalInputs): Particulars {
  const { sourcedId, now, pairing, matched = pairing?.likeness.matched ?? [] } = classified;
  if (!now) return vanished(classified, known);
  const evidence = matched.join(', ');
  const rivals = pairing?.rivals ?? [];
  const rivalText =
    rivals.length === 0 ? '' : ` Others are almost as similar: ${listNodes(rivals)}.`;
  const lost = { kind: classified.kind, sourcedId };
  const cure = restore(now, sourcedId, known);
  const meant = confirmation(word(now, known), sourcedId);
  if (known.ledgerAfter?.entries.get(nodeKey(lost))?.state === 'retired') {
    return {
      detail: `The ${nodeText(now)} had the id ${sourcedId}, which this change retires, and has ${now.sourcedId} now (${evidence}): one node under a new id.${rivalText}`,
      hint: `${capital(givenBack(lost, cure, known))}. If it is another ${now.kind}, ${meant}.`,
    };
  }
  const detail = `The ${nodeText(now)} had the id ${sourcedId} and has ${now.sourcedId} now (${evidence})${notItsOwn(classified, known)}.${rivalText}`;
  const other = classified.misused
    ? `remove the id here, run \`timeback-catalog fmt\`, and ${retiring([word(lost, known, true)])}`
    : meant;
  const hint = known.isCured(classified)
    ? `${cure}; ${fixCommand(known)} does it. If it is another ${now.kind}, ${other}.`
    : `${cure}; or if it is another ${now.kind}, ${other}.`;
  return { detail, hint: capital(hint) };
}

/** The steps that give an id back. An id that this change retired or released must first be live again. */
function givenBack(node: NodeId, cure: string, known: RefusalInputs): string {
  const { state, to } = known.ledgerAfter?.entries.get(nodeKey(node)) ?? {};
  if (state === 'released') return `${cure}, then ${taking([word(node, known)], to)}`;
  if (state !== 'retired') return cure;
  return `run ${reviving(word(node, known), witnessIn(known))}, then ${cure}`;
}

/** The option that names the commit or platform of `before`. */
function witnessIn({ platform, baseName = 'REF' }: RefusalInputs): string {
  return platform ? `--env ${shellWord(platform.name)}` : `--base ${shellWord(baseName)}`;
}

/** The end of a sentence about the present id of a node, if that is refused too: one cure covers both. */
function notItsOwn({ misused, now }: Classified, known: RefusalInputs): string {
  if (!misused || !now) return '';
  if (misused === 'resurrected') return `, which was retired${reasonOf(now, known)}`;
  if (misused === 'lives-elsewhere') return ', which was released to another catalog';
  return `, which belongs to a ${formerKind({ now }, known)}`;
}

function vanished({ sourcedId, kind, was }: Classified, known: RefusalInputs): Particulars {
  const { before } = known;
  const subject = was ? `The ${nodeText(was)} (${sourcedId})` : namelessText(kind, sourcedId);
  // Only a base shows that a node was removed since.
  const where = was ? 'is missing since the base' : 'is in the ledger, but in no manifest';
  const name = word({ kind, sourcedId }, known, true);
  // An id that the base knows may have been published from there.
  const third = before
    ? ''
    : `, or if it was never merged or published ${forgetting([name], '--env ENV')}`;
  return {
    detail: `${subject} ${where}, and nobody retired it.`,
    hint: `Restore it, or ${retiring([name])}, or if another catalog has it now ${releasing([name])}${third}.`,
  };
}

/** The word for a node in commands. If it is lost, manifests may have its id only at another node. */
function word(node: NodeId, { ledgerAfter, after }: RefusalInputs, isLost = false): string {
  const entries = ledgerAfter?.entries;
  return nodeWord(node, entries, isLost && !entries?.has(nodeKey(node)) ? undefined : after);
}

/** The subject of a sentence about a node that only the ledger knows. */
function namelessText(kind: Kind, sourcedId: string): string {
  return `The ${kind} ${sourcedId}`;
}

/** The same problems with the former titles of vanished nodes, if there was no base to take them from. */
export function withFormerTitles(
  problems: readonly Problem[],
  titleOf: (address: Address) => string | undefined,
): Problem[] {
  return problems.map((each) => {
    const { code, address = '', detail } = each;
    const parts = code === 'identity/vanished' ? parseAddress(address) : undefined;
    const title = parts && titleOf(addressOf(parts.kind, parts.sourcedId));
    if (!parts || title === undefined) return each;
    const { kind, sourcedId } = parts;
    const named = `The ${kind} ${quoteShort(title)} (${sourcedId})`;
    return { ...each, detail: detail.replace(namelessText(kind, sourcedId), () => named) };
  });
}

function exchanged(classified: Classified, known: RefusalInputs): Particulars {
  const { sourcedId, refused, was, now, pairing } = classified;
  if (!was || !now) return vanished(classified, known);
  const evidence = pairing?.likeness.matched.join(', ') ?? '';
  const { platform } = known;
  const owner = platform ? ownerThere(classified, platform) : `${sourcedId} belonged`;
  const detail = `${owner} to the ${nodeText(was)}, which has the id ${now.sourcedId} now (${evidence}).`;
  const cure = capital(givenBack(classified, restore(now, sourcedId, known), known));
  const confirming = confirmation(word(now, known), sourcedId);
  const meant = platform
    ? `If ${platform.name} was published from a commit that is not merged here, merge that first. If this is intended, or ${platform.name} is wrong, ${confirming}.`
    : `If this is intended, ${confirming}.`;
  if (known.isCured(classified)) {
    return { detail, hint: `${cure}; ${fixCommand(known)} does it. ${meant}` };
  }
  const others =
    refused === 'swapped' ? [] : [...renewed(classified, known), ...missed(now, known)];
  const steps = [
    ...others,
    ...renamed([sourcedId, now.sourcedId], known),
    ...givenThere(now, sourcedId, platform),
  ];
  return { detail, hint: `${[cure, ...steps].join('; ')}. ${meant}` };
}

function ownerThere(node: NodeId, { name, idsThere }: ComparedPlatform): string {
  const there = idsThere.get(nodeKey(node));
  return `On ${name}, ${node.sourcedId}${there === undefined ? '' : ` (there ${there})`} belongs`;
}

/** The advice for an environment with ids of its own, which may be wrong instead of the manifests. */
function givenThere(
  now: SnapshotNode,
  sourcedId: string,
  platform: ComparedPlatform | undefined,
): string[] {
  if (!platform) return [];
  const { name, idsThere } = platform;
  const there = idsThere.get(idKey(now.kind, sourcedId)) ?? sourcedId;
  if (there === sourcedId && !idsThere.has(nodeKey(now))) return [];
  return [`or, if the manifests are right, ${idOfEnvironment(now, there, name)}`];
}

/**
 * The steps for references that changed together with exchanged ids: after the cure they would lead to the
 * other node.
 */
function renamed(ids: readonly string[], { redirected }: RefusalInputs): string[] {
  const nodes = [...new Set(ids.flatMap((id) => redirected.get(id) ?? []))];
  if (nodes.length === 0) return [];
  return [`other nodes refer to it and changed too; restore them together: ${listNodes(nodes)}`];
}

/** The step for the node that has the id now: it needs another id, unless it gets its own back. */
function renewed(node: NodeId, { after, refused }: RefusalInputs): string[] {
  const taker = after.get(nodeKey(node));
  if (!taker || refused.byNow.get(taker)?.some(({ pairing }) => pairing)) return [];
  return [`in ${placeInFile(taker.span)} remove the id and run \`timeback-catalog fmt\``];
}

/**
 * The step for the node that had the id which is removed: it is missing then, unless it is reported itself.
 */
function missed(node: SnapshotNode, known: RefusalInputs): string[] {
  const { before, refused } = known;
  const { sourcedId } = node;
  const was = before?.get(nodeKey(node));
  if (!was || refused.ids.has(nodeKey(node))) return [];
  return [
    `then restore the ${nodeText(was)} (${sourcedId}) as well, or ${retiring([word(node, known, true)])}`,
  ];
}

function resurrected(classified: Classified, known: RefusalInputs): Particulars {
  const { sourcedId, kind, now } = classified;
  const key = nodeKey(classified);
  const { before, baseName = 'REF', ledgerBefore } = known;
  const atBase = ledgerBefore?.entries.get(key);
  const detail = `The id ${sourcedId} was retired${reasonOf(classified, known)}, but it is at ${now ? `the ${nodeText(now)}` : `a ${kind}`}.`;
  const clear = `remove the id${now ? ` in ${placeInFile(now.span)}` : ''}`;
  const name = word(classified, known);
  const out = `take the node out, ${retiring([name])}`;
  if (atBase?.state === 'retired' || before?.has(key) === false) {
    const first = lineBack(classified, known);
    const fresh = `${first}${clear} and run \`timeback-catalog fmt\``;
    return { detail, hint: `${capital(out)}; or for a new node ${fresh}.` };
  }
  // This change retired a node that is still there: another id would be one more for the same node.
  if (before) {
    return {
      detail,
      hint: `${capital(out)}, or make it live again, ${reviving(name, `--base ${shellWord(baseName)}`)}.`,
    };
  }
  return {
    detail,
    hint: `${capital(out)}; or if the retirement was not published, ${reviving(name, '--env ENV')}; or for a new node ${clear}, run \`timeback-catalog fmt\` and confirm it: ${confirmation('ID', sourcedId)} with the new id.`,
  };
}

/** The first step if the line of an id changed too: as long as the line says live, `fmt` gives no new id. */
function lineBack(node: NodeId, { ledgerBefore, ledgerAfter }: RefusalInputs): string {
  const key = nodeKey(node);
  const [then, now] = [ledgerBefore, ledgerAfter].map((each) => each?.entries.get(key));
  const edit = then && now && editOf(then, now);
  return edit ? `${restoreLine(edit)}; then ` : '';
}

/** The reason of a retirement in brackets, for the end of a clause; empty if there is none. */
function reasonOf(node: NodeId, { ledgerBefore, ledgerAfter }: RefusalInputs): string {
  const key = nodeKey(node);
  const [now, then] = [ledgerAfter, ledgerBefore].map((each) => each?.entries.get(key));
  const reason = now?.reason ?? then?.reason;
  return reason === undefined ? '' : ` (${reason})`;
}

/** The kind that the id of a node belongs to; undefined if it belongs to no other kind. */
function formerKind({ now }: Pick<Classified, 'now'>, known: RefusalInputs): Kind | undefined {
  if (!now) return undefined;
  const kinds = [known.before, known.ledgerBefore?.entries, known.ledgerAfter?.entries].flatMap(
    (each) => nodeKeysOf(now.sourcedId).map((key) => each?.get(key)?.kind),
  );
  return kinds.find((kind) => kind !== undefined && kind !== now.kind);
}

function livesElsewhere(classified: Classified, known: RefusalInputs): Particulars {
  const { sourcedId, kind, now } = classified;
  const key = nodeKey(classified);
  const entries = [known.ledgerAfter, known.ledgerBefore].map((one) => one?.entries.get(key));
  const { to = 'NAME', reason } = entries.find((one) => one?.state === 'released') ?? {};
  const because = reason === undefined ? '' : ` (${reason})`;
  const name = word(classified, known);
  return {
    detail: `The id ${sourcedId} was released to the catalog ${to}${because}, but it is at ${now ? `the ${nodeText(now)}` : `a ${kind}`}. Two catalogs would publish it and overwrite each other.`,
    hint: `${releasing([name], to)} removes the ${kind} from the manifests${now ? ` (${placeInFile(now.span)})` : ''}; or, if it came back, ${taking([name], to)}.`,
  };
}

function retyped(classified: Classified, known: RefusalInputs): Particulars {
  const { sourcedId, now } = classified;
  const former = formerKind(classified, known);
  const detail = `The id ${sourcedId} belongs to a ${former}, but it is at ${now ? `the ${nodeText(now)}` : 'another kind'}.`;
  const lost = former ? word({ kind: former, sourcedId }, known) : sourcedId;
  // Without a base the line itself may be wrong, and another id would be one more for a live node.
  const line = known.before ? undefined : ledgerLine(classified, known);
  if (now && line) {
    return {
      detail,
      hint: `If the line of the ledger was changed, restore it in ${placeInFile(line)}: ${former} → ${now.kind}. If the ${now.kind} got the id of another node, \`timeback-catalog check --base REF\` says which.`,
    };
  }
  return {
    detail,
    hint: `Remove the id${now ? ` in ${placeInFile(now.span)}` : ''} and run \`timeback-catalog fmt\`; then restore the ${former}, or ${retiring([lost])}.`,
  };
}

function ledgerEdited({ sourcedId, edit }: Classified): Particulars {
  if (!edit) return { detail: `The id ${sourcedId} changed in the ledger.`, hint: '' };
  return {
    detail: `${editText(edit)}.`,
    hint: `${capital(restoreLine(edit))}.`,
  };
}

/** The step that restores an id, with the removal of an id that only this change has. */
function restore(now: SnapshotNode, sourcedId: string, known: RefusalInputs): string {
  const { before, ledgerBefore, ledgerAfter } = known;
  const isLeft =
    before !== undefined &&
    !before.has(nodeKey(now)) &&
    ledgerBefore?.entries.has(nodeKey(now)) !== true &&
    ledgerAfter?.entries.has(nodeKey(now)) === true;
  const forget = isLeft ? ` and ${forgetting([word(now, known)], witnessIn(known))}` : '';
  return `restore the id in ${placeInFile(now.span)}: ${now.sourcedId} → ${sourcedId}${forget}`;
}

/** The line of an id in the ledger, if possible in the collection of the node; undefined if it has none. */
function ledgerLine(node: NodeId, { ledgerAfter }: RefusalInputs): Span | undefined {
  const keys = [nodeKey(node), ...nodeKeysOf(node.sourcedId)];
  const key = keys.find((one) => ledgerAfter?.entries.has(one));
  const entry = key && ledgerAfter?.entries.get(key);
  return entry && { file: entry.file, start: { line: entry.line, column: 1 } };
}

/** The place of the parent of a node that is gone, if that parent still exists. */
function parentPlace(was: SnapshotNode | undefined, { after }: RefusalInputs): Span | undefined {
  const above = was && keyAbove(was);
  return above && after.get(above)?.span;
}
