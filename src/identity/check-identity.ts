import type { Catalog, Snapshot, SnapshotNode } from '../model/catalog.ts';
import { confirmation } from '../model/id-commands.ts';
import type { Ledger } from '../model/ledger.ts';
import {
  type Address,
  addressOf,
  type Entity,
  type IdKey,
  idIn,
  nodeKey,
  nodeKeysOf,
} from '../model/node.ts';
import type { Change } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Classified } from './classified.ts';
import { classify } from './classify.ts';
import { comparedSnapshotOf, snapshotOf } from './compared-snapshot.ts';
import {
  applyConfirmations,
  classifyByLedger,
  confirmedProblems,
  idleProblems,
} from './confirmed.ts';
import { rewrittenUnderId, withRetiredAndAdded } from './content-replaced.ts';
import { certainCures, type IdCure, redirectedBy } from './cures.ts';
import { type GateInput, idHazards, withOriginals } from './id-checks.ts';
import { nodeText, placeInFile } from './messages.ts';
import { checkLedgerEntries, ledgerGone, unnamedProblems } from './missing-ids.ts';
import { evidenceThreshold, pairNodes } from './pair.ts';
import { identityRefusal } from './refusal.ts';

/** The result of the identity check: problems, the changes of all nodes, and the certain cures. */
export interface IdentityFindings {
  readonly problems: readonly Problem[];
  readonly classified: readonly Classified[];
  readonly cures: readonly IdCure[];
}

/**
 * Checks the identity of all nodes: a problem for each refused change, with both places, the reason and the
 * cure; warnings; and the cures that are certain.
 */
export function checkIdentity({ copies = new Map(), ...given }: GateInput): IdentityFindings {
  const before = given.before && withOriginals(given.before, copies, given.after);
  const evidence = { ...given, ...(before && { before }) };
  const { after, ledgerBefore, ledgerAfter, isPartial = false, unnamed } = evidence;
  const ofBase = ledgerBefore && { before: ledgerBefore };
  const ledgers = { ...ofBase, ...(ledgerAfter && { after: ledgerAfter }) };
  const found = before
    ? withRetiredAndAdded(
        classify(before, after, { ...ledgers, isPartial }),
        before,
        after,
        ledgerBefore,
      )
    : ledgerAfter
      ? classifyByLedger(ledgerAfter, after)
      : [];
  const answered = applyConfirmations(found, before ? ledgers : { ...ofBase });
  const { classified } = answered;
  const refused = classified.filter((each) => each.refused !== undefined);
  const { problems: refusals, cures } =
    refused.length > 0 || unnamed?.size ? refusalsOf(refused, evidence) : nothingRefused;
  const taken = new Set(refused.flatMap((each) => [nodeKey(each), nodeKey(each.now ?? each)]));
  for (const name of unnamed?.keys() ?? []) for (const key of nodeKeysOf(name)) taken.add(key);
  const meant = new Set(
    answered.confirmations.flatMap(({ was, now }) => [nodeKey(was), nodeKey(now)]),
  );
  const sides = new Set(refused.flatMap(({ was, now }) => [was, now]));
  const isExchanged = ({ was, now }: Classified) => was && now && sides.has(was) && sides.has(now);
  // If the former content is at a node without an id or under another id, the error says so already.
  const isReported = ({ possibleMove, ...each }: Classified) =>
    meant.has(nodeKey(each)) ||
    isExchanged(each) === true ||
    unnamed?.has(possibleMove?.now.sourcedId ?? '') === true;
  // Ids that another catalog minted are published already: no warning could change them.
  const foreign = [...(ledgerAfter?.entries ?? [])].flatMap(([key, { from }]) =>
    from === undefined ? [] : [key],
  );
  const problems = [
    ...ledgerGone(ledgerBefore, ledgerAfter),
    ...refusals,
    ...confirmedProblems(answered),
    ...idleProblems(answered),
    ...classified.flatMap((each) => (isReported(each) ? [] : rewrittenUnderId(each))),
    ...checkLedgerEntries(evidence, taken),
    ...idHazards(after, new Set([...taken, ...foreign])),
  ];
  return { problems, classified, cures: [...cures.values()] };
}

interface Refusals {
  readonly problems: readonly Problem[];
  readonly cures: ReadonlyMap<Classified, IdCure>;
}

const nothingRefused: Refusals = { problems: [], cures: new Map() };

/** The problems of refused changes, and their certain cures. */
function refusalsOf(refused: readonly Classified[], evidence: GateInput): Refusals {
  const { before, after, unnamed } = evidence;
  const redirected = redirectedBy(refused, before, after);
  const cures = certainCures(refused, after, { unnamed, redirected });
  const isCured = (each: Classified) => cures.has(each);
  const known = { ...evidence, isCured, redirected, refused };
  const apart = unnamedProblems(known);
  const others = refused.flatMap((each) =>
    each.refused === undefined || apart.matched.has(each)
      ? []
      : [identityRefusal(each, each.refused, known)],
  );
  return { problems: [...apart.problems, ...others], cures };
}

/** The manifests, and the changes that publishing them would make on a platform. */
interface Publication {
  readonly catalog: Catalog;
  readonly changes: readonly Change[];
  readonly remote: RemoteState;
  /**
   * The ledger. Released and taken ids are not re-minted, and neither is a node that replaces another one
   * on purpose by a line of the ledger.
   */
  readonly ledger?: Ledger;
}

/**
 * Nodes to create that probably exist on the platform under another id: published before, in no manifest
 * now, and similar. Students' records would stay with the old id, so the plan is refused. Only nodes below
 * courses of the manifests count. Nodes that the plan retires do not: somebody decided that.
 */
export function remintedOnPlatform({ catalog, changes, remote, ledger }: Publication): Problem[] {
  const created = changes.flatMap((change) => (change.action === 'create' ? [change.after] : []));
  if (created.length === 0) return [];
  const manifests = snapshotOf(catalog);
  const isOurs = (course: Address) => catalog.nodes.has(course);
  const published = publishedNodes(remote, isOurs);
  const retiring = new Set(
    changes.flatMap(({ action, address }) => (action === 'retire' ? [address] : [])),
  );
  const gone = [...published.values()].filter(
    (node) =>
      !manifests.has(nodeKey(node)) &&
      !retiring.has(addressOf(node.kind, node.sourcedId)) &&
      ledger?.entries.get(nodeKey(node))?.state !== 'released',
  );
  const fresh = created
    .map(nodeKey)
    .flatMap((key) =>
      ledger?.entries.get(key)?.from === undefined ? (manifests.get(key) ?? []) : [],
    );
  if (gone.length === 0) return [];
  const comparison = {
    before: comparedSnapshotOf(published),
    after: comparedSnapshotOf(manifests),
    counterparts: new Map<IdKey, IdKey>(),
  };
  // Nothing says here that the old node was meant to stay: it may never have been ours. So more is required
  // than if an id was lost in git: a similar title.
  const meant = new Set(
    ledger?.replacements.map(({ sourcedId, replaced }) => `${sourcedId} ${replaced}`),
  );
  const writtenIdOf = ({ kind, sourcedId }: SnapshotNode) =>
    catalog.nodes.get(addressOf(kind, sourcedId))?.writtenId ?? sourcedId;
  const likely = pairNodes(gone, fresh, comparison).filter(
    ({ was, now, likeness }) =>
      (likeness.parts.title ?? 0) >= evidenceThreshold &&
      !meant.has(`${writtenIdOf(now)} ${was.sourcedId}`),
  );
  return likely.map(({ was, now, likeness, certain }) =>
    problem('identity/re-minted', {
      detail: `The ${nodeText(now)} would be created as ${now.sourcedId}, and ${remote.platform.name} holds it as ${was.sourcedId} (${likeness.matched.join(', ')}). Students' records would stay with the old id.`,
      hint: `${idGivenBack({ was, now, writtenId: writtenIdOf(now) }, remote.platform.name)}${ifAnother(was, writtenIdOf(now))}.${certain ? '' : ' The match is not certain.'}`,
      span: now.span,
      address: addressOf(now.kind, now.sourcedId),
    }),
  );
}

/**
 * The advice for another node. A node cannot replace itself, so there is none if the platform has it under
 * the id in the manifest: its environment gave it another one later.
 */
function ifAnother({ kind, sourcedId }: SnapshotNode, writtenId: string): string {
  if (sourcedId === writtenId) return '';
  // Two people may each add a lesson, and one of them publishes first.
  const branch = `if ${sourcedId} was published from a branch that is not merged here, merge that first`;
  const another = `if it is another ${kind}, ${confirmation(writtenId, addressOf(kind, sourcedId))}`;
  return `; or, ${branch}; or, ${another}`;
}

/** The advice to restore the platform's id: in a manifest, or in the config if only that platform has it. */
function idGivenBack(
  { was, now, writtenId }: { was: SnapshotNode; now: SnapshotNode; writtenId: string },
  environment: string,
): string {
  const address = addressOf(now.kind, writtenId);
  const ids = `\`environments.${environment}.ids\` in the config`;
  if (was.sourcedId === writtenId) return `Remove ${address} from ${ids}`;
  const other = `${address}: ${was.sourcedId}`;
  if (now.sourcedId !== writtenId) return `Write \`${other}\` in ${ids}`;
  return `Restore the id in ${placeInFile(now.span)}: ${now.sourcedId} → ${was.sourcedId}; or, if other platforms have it as ${now.sourcedId}, write \`${other}\` in ${ids}`;
}

/**
 * The live nodes of a platform that may belong to the manifests, in the form that the identity check
 * compares. They have no place in a file. Nodes below other courses are left out, since there may be a
 * hundred times as many, and so are nodes of which only name and place are known.
 */
function publishedNodes({ entities }: RemoteState, isOurs: (course: Address) => boolean): Snapshot {
  const inOrder = [...entities.values()]
    .filter(
      ({ status, entity, isGist }) =>
        !isGist && status !== 'tobedeleted' && isManaged(entity, entities, isOurs),
    )
    .sort((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0));
  const counts = new Map<string, number>();
  return new Map(
    inOrder.map(({ entity: { kind, sourcedId, title, parent, fields } }): [IdKey, SnapshotNode] => {
      const family = `${kind} ${parent ?? ''}`;
      const position = (counts.get(family) ?? 0) + 1;
      counts.set(family, position);
      const above = parent && { parent: idIn(parent) };
      const span = { file: '', start: { line: 1, column: 1 } };
      const node = { kind, sourcedId, ...above, position, title, fields, span };
      return [nodeKey(node), node];
    }),
  );
}

/** Whether the course above a node is in the manifests. Courses and resources always count. */
function isManaged(
  { kind, parent }: Entity,
  entities: RemoteState['entities'],
  isOurs: (course: Address) => boolean,
): boolean {
  if (kind === 'resource' || kind === 'course') return true;
  const above = parent === undefined ? undefined : entities.get(parent);
  if (!above || parent === undefined || above.status === 'tobedeleted') return false;
  return above.entity.kind === 'course'
    ? isOurs(parent)
    : isManaged(above.entity, entities, isOurs);
}
