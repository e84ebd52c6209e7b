import { addressOf, idIn } from '../model/address.ts';
import type { Catalog } from '../model/catalog.ts';
import type { Entity } from '../model/entity.ts';
import { confirmation } from '../model/id-commands.ts';
import { kinds } from '../model/kind.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Change } from '../model/plan.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { RemoteState } from '../model/remote.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import { telling } from './likeness.ts';
import { pair } from './pair.ts';
import { named } from './said.ts';
import { snapshotOf } from './snapshot-of.ts';
import { stateOf } from './state.ts';

/** The manifests and what publishing them would create on a platform. */
export interface Publication {
  readonly catalog: Catalog;
  readonly changes: readonly Change[];
  readonly remote: RemoteState;
  /**
   * What it has as released or taken was handed over, and is no node under another id; nor is what a
   * line says stands in the place of another on purpose.
   */
  readonly ledger?: Ledger;
}

/**
 * Nodes to be created that are most likely nodes of the platform under a new id: published before,
 * in no manifest now, and alike. A student's record would stay behind with the old id, so the plan
 * is refused. Only what hangs under courses of the manifests is looked at; what the plan retires is
 * not, since somebody decided that and said why.
 */
export function remintedOnPlatform({ catalog, changes, remote, ledger }: Publication): Problem[] {
  const created = changes.flatMap((change) => (change.action === 'create' ? [change.after] : []));
  if (created.length === 0) return [];
  const manifests = snapshotOf(catalog);
  const published = publishedNodes(remote, manifests);
  const retiring = new Set(
    changes.flatMap(({ action, address }) => (action === 'retire' ? [address] : [])),
  );
  const gone = [...published.values()].filter(
    (node) =>
      !manifests.has(node.sourcedId) &&
      !retiring.has(addressOf(node.kind, node.sourcedId)) &&
      ledger?.entries.get(node.sourcedId)?.state !== 'released',
  );
  const fresh = created.flatMap(({ sourcedId }) =>
    ledger?.entries.get(sourcedId)?.from === undefined ? (manifests.get(sourcedId) ?? []) : [],
  );
  if (gone.length === 0) return [];
  const comparison = {
    before: stateOf(published),
    after: stateOf(manifests),
    counterparts: new Map<string, string>(),
  };
  // Nobody says here that the old node was meant to stay: it may never have been ours to keep. So
  // more is asked for than where an id was lost in git: a title that is known again.
  const meant = new Set(
    ledger?.replacements.map(({ sourcedId, replaced }) => `${sourcedId} ${replaced}`),
  );
  const likely = pair(gone, fresh, comparison).filter(
    ({ was, now, likeness }) =>
      (likeness.parts.title ?? 0) >= telling && !meant.has(`${now.sourcedId} ${was.sourcedId}`),
  );
  return likely.map(({ was, now, likeness, certain }) =>
    problem('identity/re-minted', {
      detail: `The ${named(now)} would be created as ${now.sourcedId}, and ${remote.platform.name} holds it as ${was.sourcedId} (${likeness.matched.join(', ')}). Every record of a student would stay with the old id.`,
      hint: `Restore the id in ${now.span.file}:${now.span.start.line}: ${now.sourcedId} → ${was.sourcedId}; or, if it is another ${now.kind}, ${confirmation(now.sourcedId, addressOf(was.kind, was.sourcedId))}.${certain ? '' : ' The likeness is not certain.'}`,
      span: now.span,
      address: addressOf(now.kind, now.sourcedId),
    }),
  );
}

/**
 * The live nodes of a platform that may be of the manifests, as identity sees nodes. They have no
 * place in a file. Of what hangs under other courses there may be a hundred times as many, and of what is
 * called otherwise only name and place are known. A platform may have one id as two kinds, and identity
 * knows no kinds: the higher one stands for it.
 */
function publishedNodes({ entities }: RemoteState, manifests: Snapshot): Snapshot {
  const inOrder = [...entities.values()]
    .filter(
      ({ status, entity, isGist }) =>
        !isGist && status !== 'tobedeleted' && isManaged(entity, entities, manifests),
    )
    .sort((a, b) => (a.sortOrder ?? 0) - (b.sortOrder ?? 0))
    .filter(({ entity }) => !isOfHigherKind(entity, entities));
  const counts = new Map<string, number>();
  return new Map(
    inOrder.map(
      ({ entity: { kind, sourcedId, title, parent, fields } }): [string, SnapshotNode] => {
        const family = `${kind} ${parent ?? ''}`;
        const position = (counts.get(family) ?? 0) + 1;
        counts.set(family, position);
        const above = parent && { parent: idIn(parent) };
        const span = { file: '', start: { line: 1, column: 1 } };
        return [sourcedId, { kind, sourcedId, ...above, position, title, fields, span }];
      },
    ),
  );
}

function isOfHigherKind({ kind, sourcedId }: Entity, entities: RemoteState['entities']): boolean {
  const higher = kinds.slice(0, kinds.indexOf(kind));
  return higher.some((one) => entities.has(addressOf(one, sourcedId)));
}

/** Whether the course above is one of the manifests; resources hang under none. */
function isManaged(
  { kind, parent }: Entity,
  entities: RemoteState['entities'],
  manifests: Snapshot,
): boolean {
  if (kind === 'resource' || kind === 'course') return true;
  const above = parent === undefined ? undefined : entities.get(parent);
  if (!above || above.status === 'tobedeleted') return false;
  return above.entity.kind === 'course'
    ? manifests.has(above.entity.sourcedId)
    : isManaged(above.entity, entities, manifests);
}
