import { quoted } from '../../document/wording.ts';
import { type Address, addressOf, idIn } from '../../model/address.ts';
import type { Entity } from '../../model/entity.ts';
import type { Kind } from '../../model/kind.ts';
import { kinds } from '../../model/kind.ts';
import type { Ledger } from '../../model/ledger.ts';
import type { RemoteEntity, RemoteState } from '../../model/remote.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import { isTitle } from '../../model/title.ts';
import type { LeftOut } from '../imported.ts';

export interface Admission {
  /** Nodes of the manifests by id. */
  readonly present: ReadonlyMap<string, Kind>;
  readonly ledger?: Ledger;
  /** Title for nodes without one on the platform. */
  readonly untitled?: string;
}

export interface Admitted {
  /** Records that manifests can hold, parents before children. */
  readonly admitted: ReadonlyMap<Address, RemoteEntity>;
  readonly retired: readonly { readonly kind: Kind; readonly sourcedId: string }[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Decides which records can become nodes of the manifests. Records below a refused one are refused.
 */
export function admit({ entities }: RemoteState, admission: Admission): Admitted {
  const admitted = new Map<Address, RemoteEntity>();
  const retired: { kind: Kind; sourcedId: string }[] = [];
  const leftOut: LeftOut[] = [];
  const taken = new Map<string, Kind>();
  // By kind, so that parents are decided before their children.
  for (const kind of kinds) {
    for (const [address, remote] of entities) {
      if (remote.entity.kind !== kind) continue;
      const { sourcedId } = remote.entity;
      if (remote.status === 'tobedeleted') {
        if (sourcedIdFault(sourcedId) === undefined) retired.push({ kind, sourcedId });
        else leftOut.push({ what: `the retired ${nameOf(remote.entity)}`, why: badId });
        continue;
      }
      const why = refusal(remote, { admission, admitted, taken, entities });
      if (why !== undefined) {
        leftOut.push({ what: `the ${nameOf(remote.entity)}`, why });
        continue;
      }
      taken.set(sourcedId, kind);
      admitted.set(address, remote);
    }
  }
  return { admitted, retired, leftOut };
}

const badId = 'its sourcedId cannot stand in a manifest';

function refusal(
  { entity }: RemoteEntity,
  so: {
    readonly admission: Admission;
    readonly admitted: ReadonlyMap<Address, RemoteEntity>;
    readonly taken: ReadonlyMap<string, Kind>;
    readonly entities: RemoteState['entities'];
  },
): string | undefined {
  const { kind, sourcedId, title, parent, fields } = entity;
  const { present, ledger, untitled } = so.admission;
  const known = present.get(sourcedId) ?? ledger?.entries.get(sourcedId)?.kind;
  if (sourcedIdFault(sourcedId)) return badId;
  if (known !== undefined && known !== kind) return `its sourcedId is that of a ${known} here`;
  if (so.taken.has(sourcedId)) return 'another node of the platform has the same sourcedId';
  const { state, to } = ledger?.entries.get(sourcedId) ?? {};
  if (state === 'released') return `it was released to the catalog ${to}, which publishes it`;
  if (state === 'retired') {
    return 'the ledger has it as retired, and the next plan retires it on the platform';
  }
  const hasTitle = isTitle(title) && title.isWellFormed();
  if (!hasTitle && untitled === undefined && !present.has(sourcedId)) {
    return 'it has no title; `--untitled TEXT` gives it one, which the plan then shows';
  }
  if (kind === 'resource' && !isText(fields['vendorResourceId']))
    return 'it has no vendorResourceId';
  if (kind === 'course' || kind === 'resource') return undefined;
  if (parent === undefined) return `it names no ${kind === 'unit' ? 'course' : 'unit'}`;
  if (so.admitted.has(parent)) return undefined;
  const above = idIn(parent);
  if (kind === 'lesson' && so.entities.has(addressOf('lesson', above))) {
    return 'it hangs under a lesson, and there is no level below lessons here: it stays as it is';
  }
  return `the ${parent.slice(0, parent.indexOf('/'))} that it hangs under is not taken in: another client's, retired, or left out itself`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.isWellFormed();
}

/** How a report names a record. */
export function nameOf({ kind, sourcedId, title }: Entity): string {
  return title !== '' ? `${kind} ${quoted(title)} (${sourcedId})` : `${kind} ${sourcedId}`;
}
