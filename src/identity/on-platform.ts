import type { Catalog, Snapshot, SnapshotNode } from '../model/catalog.ts';
import { confirmation } from '../model/id-commands.ts';
import { heldIn, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import {
  type Address,
  addressOf,
  type Entity,
  type IdKey,
  idIn,
  idKey,
  type Kind,
  keyOfAddress,
  kindIn,
  kinds,
  nodeKey,
  parentKeyOf,
} from '../model/node.ts';
import type { Change } from '../model/plan.ts';
import { inReadingOrder, type Problem, problem } from '../model/problem.ts';
import type { RemoteEntity, RemoteState } from '../model/remote.ts';
import { capital } from '../model/text.ts';
import type { Classified } from './classified.ts';
import { classify } from './classify.ts';
import { comparisonOf, snapshotOf } from './compared-snapshot.ts';
import { applyConfirmations, confirmedProblems } from './confirmed.ts';
import { rewrittenUnderId } from './content-replaced.ts';
import { redirectedBy } from './cures.ts';
import { idOfEnvironment, nodeText, placeInFile } from './messages.ts';
import { evidenceThreshold, isEvident, likeness, pairNodes } from './pair.ts';
import { identityRefusal, refusedChanges } from './refusal.ts';
import { mayHaveMoved } from './swapped-ids.ts';

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
  /** Whether receipts show that these manifests were published to this address. Absent: there are none. */
  readonly isSent?: (address: Address) => boolean;
}

/**
 * Nodes to create that probably exist on the platform under another id: published before, in no manifest
 * now, and similar. Students' records would stay with the old id, so the plan is refused. Only nodes below
 * courses of the manifests count. Nodes that the plan retires do not: somebody decided that. Of a node under
 * the very id that the manifests give the new one, and unlike it, a warning tells: it may be of others.
 */
export function remintedOnPlatform(given: Publication): Problem[] {
  const { catalog, changes, remote, ledger, isSent } = given;
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
  const comparison = comparisonOf(published, manifests);
  // Nothing says here that the old node was meant to stay: it may never have been ours. So more is required
  // than if an id was lost in git: a similar title.
  const meant = new Set(
    ledger?.replacements.map(({ sourcedId, replaced }) => `${sourcedId} ${replaced}`),
  );
  const writtenIdOf = ({ kind, sourcedId }: SnapshotNode) =>
    catalog.nodes.get(addressOf(kind, sourcedId))?.writtenId ?? sourcedId;
  const goneById = new Map(gone.map((node) => [nodeKey(node), node]));
  const underOwnId = fresh.flatMap((now) => {
    const was = goneById.get(idKey(now.kind, writtenIdOf(now)));
    return was ? [{ was, now }] : [];
  });
  const own = underOwnId.flatMap(({ was, now }) =>
    isSent?.(addressOf(was.kind, was.sourcedId)) || isEvident(likeness(was, now, comparison))
      ? [{ was, now, matched: ['its id in the manifests'], certain: true }]
      : [],
  );
  const known = new Set(own.flatMap(({ was, now }) => [was, now]));
  const likely = pairNodes(gone, fresh, comparison).flatMap(
    ({ was, now, likeness: found, certain }) =>
      (found.parts.title ?? 0) >= evidenceThreshold &&
      !meant.has(`${writtenIdOf(now)} ${was.sourcedId}`) &&
      !known.has(was) &&
      !known.has(now)
        ? [{ was, now, matched: found.matched, certain }]
        : [],
  );
  const paired = new Set([...own, ...likely].flatMap(({ was, now }) => [was, now]));
  const unlike = underOwnId.filter(({ was, now }) => !paired.has(was) && !paired.has(now));
  const refused = [...own, ...likely].map(({ was, now, matched, certain }) =>
    problem('identity/re-minted', {
      detail: `The ${nodeText(now)} would be created as ${now.sourcedId}, and ${remote.platform.name} holds it as ${was.sourcedId} (${matched.join(', ')}). Students' records would stay with the old id.`,
      hint: `${idGivenBack(was, now, { ledger, writtenId: writtenIdOf(now), environment: remote.platform.name })}${ifAnother(was, writtenIdOf(now))}.${certain ? '' : ' The match is not certain.'}`,
      span: now.span,
      address: addressOf(now.kind, now.sourcedId),
    }),
  );
  return [...refused, ...unlike.map((pair) => unlikeUnderOwnId(pair, remote.platform.name))];
}

/** The warning of a node to create, of which the platform has another one, or its former self, under its own id. */
function unlikeUnderOwnId(
  { was, now }: { readonly was: SnapshotNode; readonly now: SnapshotNode },
  environment: string,
): Problem {
  const { kind, sourcedId } = was;
  return problem('identity/unlike', {
    detail: `The ${nodeText(now)} would be created as ${now.sourcedId}, and ${environment} has the ${nodeText(was)} under ${sourcedId}, its id in the manifests. The two are unlike: it may be the same ${kind}, rewritten, or one of others.`,
    hint: `If it is the same, ${idOfEnvironment(was, sourcedId, environment)}: students' records would stay with ${sourcedId}. If it is of others, publish: it is left as it is.`,
    span: now.span,
    address: addressOf(now.kind, now.sourcedId),
  });
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
  was: SnapshotNode,
  now: SnapshotNode,
  {
    writtenId,
    environment,
    ledger,
  }: { writtenId: string; environment: string; ledger: Ledger | undefined },
): string {
  const written = { kind: now.kind, sourcedId: writtenId };
  const inConfig = idOfEnvironment(written, was.sourcedId, environment);
  if (now.sourcedId !== writtenId) return capital(inConfig);
  // Its line in the ledger stays, and would say that the node of the new id was lost.
  const isKnown = ledger?.entries.get(nodeKey(now))?.state === 'live';
  const line = isKnown ? ` and ${confirmation(was.sourcedId, now.sourcedId)}` : '';
  return `Restore the id in ${placeInFile(now.span)}: ${now.sourcedId} → ${was.sourcedId}${line}; or, if other platforms have it as ${now.sourcedId}, ${inConfig}`;
}

/**
 * The live nodes of a platform that may belong to the manifests. Nodes below other courses are left out,
 * since there may be a hundred times as many, and so are nodes of which only name and place are known.
 */
function publishedNodes({ entities }: RemoteState, isOurs: (course: Address) => boolean): Snapshot {
  return snapshotOfRecords(
    [...entities.values()].filter(
      ({ status, entity, isGist }) =>
        !isGist && status !== 'tobedeleted' && isManaged(entity, entities, isOurs),
    ),
  );
}

/** Nodes of a platform in the form that the identity check compares. They have no place in a file. */
function snapshotOfRecords(records: readonly RemoteEntity[]): Snapshot {
  const inOrder = records.toSorted((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0));
  const source = { file: '', start: { line: 1, column: 1 }, fields: new Map() };
  const nodes = inOrder.map(({ entity }) => {
    return [addressOf(entity.kind, entity.sourcedId), { entity, source }] as const;
  });
  return snapshotOf({ nodes: new Map(nodes) });
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

/** The manifests, all changes of publishing them, and in `writes` the nodes that a run writes. */
interface Exchange extends Publication {
  readonly writes: ReadonlySet<Address>;
}

/**
 * The problems of content that would get another id than it has on the platform: exchanged ids, and ids
 * that were handed on. The records of the platform are the base, so this needs no git. `ledger` and the
 * messages have the ids of the manifests. Errors are refusals, and confirmed or possible moves are
 * warnings.
 */
export function exchangedOnPlatform(given: Exchange): readonly Problem[] {
  const { catalog, changes, remote, ledger, writes } = given;
  const touched = touchedBy(changes);
  if (touched.size === 0 || !mayExchange(given, touched)) return [];
  const ids = writtenIdsOf(catalog);
  const retiring = changes.filter(({ action }) => action === 'retire');
  const all = [...catalog.nodes.keys(), ...retiring.map(({ address }) => address)];
  const after = inWrittenIds(snapshotOf(catalog), ids);
  const before = inWrittenIds(asPublished(all, given, touched), ids);
  const ledgers = ledger ? { after: ledger } : {};
  const answered = applyConfirmations(classify(before, after, ledgers), ledgers);
  const written = new Set(
    [...writes].map((address) => {
      const sourcedId = ids.get(keyOfAddress(address)) ?? idIn(address);
      return idKey(kindIn(address), sourcedId);
    }),
  );
  const isWritten = ({ was, now }: { readonly was?: SnapshotNode; readonly now?: SnapshotNode }) =>
    [was, now].some((node) => node && written.has(nodeKey(node)));
  const { name } = remote.platform;
  const refused = answered.classified.filter(
    (each) => (each.refused === 'swapped' || each.refused === 'handed-on') && isWritten(each),
  );
  const inputs = {
    ...{ before, after, platform: { name, idsThere: idsThere(catalog) } },
    refused: refusedChanges(refused),
    ...(ledger && { ledgerAfter: ledger }),
    isCured: () => false,
    redirected: redirectedBy(refused, before, after),
  };
  const sides = new Set(refused.flatMap(({ was, now }) => [was, now]));
  const isReported = ({ was, now }: Classified) => sides.has(was) && sides.has(now);
  const confirmations = answered.confirmations.filter(isWritten);
  return inReadingOrder([
    ...refused.flatMap((each) =>
      each.refused === undefined ? [] : [identityRefusal(each, each.refused, inputs)],
    ),
    ...confirmedProblems({ ...answered, confirmations, successors: [] }),
    ...answered.classified.flatMap((each) =>
      each.possibleMove && isWritten(each.possibleMove) && !isReported(each)
        ? rewrittenUnderId(each, name)
        : [],
    ),
  ]);
}

/** The nodes whose fields or children differ between the manifests and the platform. */
function touchedBy(changes: readonly Change[]): ReadonlySet<Address> {
  return new Set(
    changes.flatMap((change) => {
      if (change.action === 'create' || change.action === 'retire') return [];
      const own = change.fields.length > 0 ? [change.address] : [];
      return change.action === 'move' ? [...own, change.from.parent, change.to.parent] : own;
    }),
  );
}

/**
 * Whether any content may have moved to another node, judged by the changed nodes alone. In most plans none
 * did, and then the other nodes need no comparison.
 */
function mayExchange(given: Publication, touched: ReadonlySet<Address>): boolean {
  const { changes, catalog } = given;
  const near = [...new Set([...touched, ...changes.map(({ address }) => address)])];
  const nodes = near.flatMap((address) => {
    const node = catalog.nodes.get(address);
    return node ? [[address, node] as const] : [];
  });
  const after = snapshotOf({ nodes: new Map(nodes) });
  const before = asPublished(near, given, touched);
  const comparison = comparisonOf(before, after);
  return kinds.some((kind) => {
    const was = [...before.values()].filter((node) => node.kind === kind);
    const now = [...after.values()].filter((node) => node.kind === kind);
    const displaced = {
      gone: was.filter((node) => !after.has(nodeKey(node))),
      fresh: now.filter((node) => !before.has(nodeKey(node))),
      kept: now.flatMap((node) => {
        const former = before.get(nodeKey(node));
        return former ? [[former, node] as const] : [];
      }),
    };
    return mayHaveMoved(displaced, comparison);
  });
}

/** The nodes as the platform has them. Only the fields of touched nodes are taken from its records. */
function asPublished(
  addresses: readonly Address[],
  { catalog, changes, remote }: Publication,
  touched: ReadonlySet<Address>,
): Snapshot {
  const shapes = new Map<Kind, Shape>();
  for (const { address } of changes) {
    const { entity } = catalog.nodes.get(address) ?? {};
    if (entity) shapes.set(entity.kind, shapeOf(entity.fields, shapes.get(entity.kind)));
  }
  const records = addresses.flatMap((address): RemoteEntity[] => {
    const record = remote.entities.get(address);
    const own = touched.has(address) ? undefined : catalog.nodes.get(address)?.entity;
    if (!record) return [];
    const { entity } = record;
    const fields = own?.fields ?? partOf(entity.fields, shapes.get(entity.kind));
    return [{ ...record, entity: { ...entity, title: own?.title ?? entity.title, fields } }];
  });
  return snapshotOfRecords(records);
}

/** The keys that manifests write, as a tree. Fields that a server adds do not count as content. */
type Shape = Map<string, Shape>;

function shapeOf(fields: JsonObject, shape: Shape = new Map()): Shape {
  for (const [key, value] of Object.entries(fields)) {
    shape.set(
      key,
      isObject(value) ? shapeOf(value, shape.get(key)) : (shape.get(key) ?? new Map()),
    );
  }
  return shape;
}

function partOf(fields: JsonObject, shape: Shape = new Map()): JsonObject {
  return Object.fromEntries(
    [...shape].flatMap(([key, inner]): [string, Json][] => {
      const value = heldIn(fields, key);
      if (value === undefined) return [];
      return [[key, isObject(value) && inner.size > 0 ? partOf(value, inner) : value]];
    }),
  );
}

/** The ids in the manifests, by the ids that the platform has instead. */
type WrittenIds = ReadonlyMap<IdKey, string>;

function writtenIdsOf({ nodes }: Catalog): WrittenIds {
  return new Map(
    [...nodes.values()].flatMap(({ entity, writtenId }) =>
      writtenId === undefined ? [] : [[nodeKey(entity), writtenId] as const],
    ),
  );
}

/** The ids on the platform, by the ids in the manifests, if they differ. */
function idsThere({ nodes }: Catalog): ReadonlyMap<IdKey, string> {
  return new Map(
    [...nodes.values()].flatMap(({ entity: { kind, sourcedId }, writtenId }) =>
      writtenId === undefined ? [] : [[idKey(kind, writtenId), sourcedId] as const],
    ),
  );
}

function inWrittenIds(nodes: Snapshot, ids: WrittenIds): Snapshot {
  if (ids.size === 0) return nodes;
  return new Map(
    [...nodes].map(([key, node]): [IdKey, SnapshotNode] => {
      const sourcedId = ids.get(key) ?? node.sourcedId;
      const above = node.parent === undefined ? undefined : parentKeyOf(node.kind, node.parent);
      const parent = (above && ids.get(above)) ?? node.parent;
      const place = { span: node.span, ...(parent !== undefined && { parent }) };
      const renamed = { ...node, ...place, sourcedId };
      return [nodeKey(renamed), renamed];
    }),
  );
}
