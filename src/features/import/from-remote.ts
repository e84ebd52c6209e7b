import { circlesAmong } from '../../document/circles.ts';
import { quoteShort } from '../../document/place.ts';
import { referenceLists } from '../../manifest/manifest.ts';
import { isObject, type Json, type JsonObject, textsIn } from '../../model/json.ts';
import type { Ledger } from '../../model/ledger.ts';
import {
  type Address,
  addressOf,
  courseAbove,
  type Entity,
  type IdKey,
  idIn,
  idKey,
  type Kind,
  kindIn,
  kinds,
  nodeKey,
  plural,
} from '../../model/node.ts';
import { placementsListed, resourceOfEntry, resourcesListed } from '../../model/placements.ts';
import type { RemoteEntity, RemoteState } from '../../model/remote.ts';
import { sourcedIdFault } from '../../model/sourced-id.ts';
import { isTitle } from '../../model/text.ts';
import { entriesFor, fieldSorter, takenNames, unknownField } from './fields.ts';
import type { Imported, ImportedNode, LeftOut } from './imported.ts';

interface FromRemote {
  readonly imported: Imported;
  /** Nodes that are retired on the platform, for the ledger. */
  readonly retired: readonly { readonly kind: Kind; readonly sourcedId: string }[];
  readonly leftOut: readonly LeftOut[];
}

export interface RemoteImport extends Admission {
  /** The default org: its courses do not name it. Absent: every course names its org. */
  readonly org?: string;
  /** Titles of the nodes that the manifests hold already. */
  readonly titles: ReadonlyMap<Address, string>;
  /** Whether a new placement takes its title from its resource or its lesson. */
  readonly placementTitle: 'resource' | 'lesson';
  /** The entry of `resources` that authors would write for the record of a placement. */
  readonly entryOf: (said: JsonObject) => JsonObject;
  /** Units and lessons whose placements cannot be planned, each with the reason. */
  readonly unplaced: ReadonlyMap<Address, string>;
  /** Whether fields that manifests do not know become `additional`. */
  readonly additional: boolean;
}

/** Converts the records of a platform to nodes for manifests, in the platform's order. */
export function fromRemote(state: RemoteState, options: RemoteImport): FromRemote {
  const sort = fieldSorter();
  const { admitted, retired, leftOut } = admit(state, options);
  const out = [...leftOut];
  const children = Map.groupBy(admitted.values(), ({ entity }) => entity.parent);
  const resources = resourcesByCourse(admitted);
  const circular = circularPrerequisites([...admitted.values()].map(({ entity }) => entity));
  const of = (kind: Kind) =>
    [...admitted.values()].filter(({ entity }) => entity.kind === kind).map(({ entity }) => entity);

  const courses = of('course').map(({ sourcedId }) => node(addressOf('course', sourcedId)));
  const homeless = of('resource').filter(({ sourcedId }) => !resources.homes.has(sourcedId));
  return {
    imported: {
      courses,
      resources: homeless.map(({ sourcedId }) => node(addressOf('resource', sourcedId))),
    },
    retired,
    leftOut: out,
  };

  function node(address: Address): ImportedNode {
    const remote = admitted.get(address);
    if (!remote) throw new Error(`${address} was not admitted`);
    const { kind, sourcedId } = remote.entity;
    const inner = [...(children.get(address) ?? [])].sort(byNumber);
    const own = kind === 'course' ? (resources.ofCourse.get(sourcedId) ?? []) : [];
    return {
      kind,
      sourcedId,
      fields: fieldsOf(remote, address),
      children: inner.map(({ entity }) => node(addressOf(entity.kind, entity.sourcedId))),
      resources: own.map((id) => node(addressOf('resource', id))),
    };
  }

  /** The field `resources` of a node, with what each placement says in the authors' form. */
  function placedBy(entity: Entity): JsonObject {
    const isPlacing = entity.kind === 'unit' || entity.kind === 'lesson';
    if (!isPlacing || !placementsListed(entity.fields['resources'])) return {};
    const { entries, unfit } = entriesFor(entity.fields, {
      entryOf: options.entryOf,
      titleOf: (resource) => titleOfPlacement(resource, entity),
      takesAlso: (field) => options.additional && !takenNames.has(field),
    });
    for (const { field, why } of unfit) {
      out.push(
        why === unknownField
          ? { what: `${field} of placements`, why: unmanaged }
          : { what: `${field} of a placement in the ${nameOfRecord(entity)}`, why },
      );
    }
    return { resources: entries };
  }

  function titleOfPlacement(resource: string, { sourcedId, kind, title }: Entity) {
    const isOfResource = options.placementTitle === 'resource';
    const [id, own] = isOfResource
      ? ([resource, 'resource'] as const)
      : ([sourcedId, kind] as const);
    const there = isOfResource
      ? admitted.get(addressOf('resource', resource))?.entity.title
      : title;
    return (
      options.titles.get(addressOf(own, id)) ??
      (there === undefined ? title : titleFor(there, options))
    );
  }

  function lostReferences(field: string, of: Kind, value: Json): number {
    const kind = referenceLists[of][field];
    if (!kind || !Array.isArray(value)) return 0;
    const ids = value.flatMap((entry: Json) => resourceOfEntry(entry) ?? []);
    return ids.filter(
      (id) => !admitted.has(addressOf(kind, id)) && options.present.get(idKey(kind, id)) !== kind,
    ).length;
  }

  function refusalOf(field: string, value: Json, address: Address): string | undefined {
    if (field === 'prerequisites' && circular.has(address)) return inCircle;
    if (field !== 'resources') return undefined;
    const hasBadId = Array.isArray(value) && value.some(isBadlyNamed);
    return hasBadId ? badPlacementId : options.unplaced.get(address);
  }

  function fieldsOf({ entity }: RemoteEntity, address: Address): JsonObject {
    const { kind } = entity;
    // Fields in the manifests take precedence.
    if (options.present.has(nodeKey(entity))) return {};
    const { fields, unfit } = sort(kind, withoutDerived(entity.fields, kind));
    const placed = placedBy(entity);
    const kept = Object.fromEntries(
      Object.entries({ ...fields, ...placed }).filter(([field, value]) => {
        if (field === 'org' && value === options.org) return false;
        const lost = lostReferences(field, entity.kind, value);
        const refused = refusalOf(field, value, address);
        if (lost === 0 && refused === undefined) return true;
        const why = refused ?? 'refers to nodes that are not imported';
        out.push({ what: `${field} of the ${nameOfRecord(entity)}`, why });
        return false;
      }),
    );
    const further = options.additional
      ? unfit.filter(({ field, why }) => why === unknownField && !takenNames.has(field))
      : [];
    for (const one of unfit) {
      // Some platforms store the parent under this name.
      if (further.includes(one) || ['courseComponent', 'title'].includes(one.field)) continue;
      out.push(
        one.why === unknownField
          ? { what: `${one.field} of ${plural[kind]}`, why: unmanaged }
          : { what: `${one.field} of the ${nameOfRecord(entity)}`, why: one.why },
      );
    }
    const additional = Object.fromEntries(
      further.map(({ field }) => [field, entity.fields[field] ?? null]),
    );
    return {
      title: options.untitled ?? '',
      ...kept,
      ...(typeof kept['title'] === 'string' && { title: titleFor(kept['title'], options) }),
      // Without it the course would get the org of the config.
      ...(kind === 'course' &&
        options.org !== undefined &&
        (entity.fields['org'] ?? null) === null && { org: null }),
      ...(further.length > 0 && { additional }),
    };
  }
}

const inCircle = 'they form a circle, in which each waits for the next';

const unmanaged =
  'not a field of manifests: it stays unchanged on the platform; `--additional` imports it';

/** The fields without those that follow from the place of the node, and without its placements. */
function withoutDerived(fields: JsonObject, kind: Kind): JsonObject {
  if (kind !== 'unit' && kind !== 'lesson') return fields;
  const { resources: _, placements: __, ...others } = fields;
  const { course: ___, ...rest } = others;
  return kind === 'lesson' ? rest : others;
}

function byNumber(a: RemoteEntity, b: RemoteEntity): number {
  const [first, second] = [a.sortOrder ?? Infinity, b.sortOrder ?? Infinity];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Resources by the course of the first unit or lesson that places them. */
function resourcesByCourse(admitted: ReadonlyMap<Address, RemoteEntity>) {
  const homes = new Set<string>();
  const ofCourse = new Map<string, string[]>();
  for (const { entity } of admitted.values()) {
    const above = courseAbove(entity.parent, (address) => admitted.get(address)?.entity);
    const course = above && idIn(above);
    if (course === undefined || !admitted.has(addressOf('course', course))) continue;
    for (const id of resourcesListed(entity.fields['resources'])) {
      if (homes.has(id) || !admitted.has(addressOf('resource', id))) continue;
      homes.add(id);
      ofCourse.set(course, [...(ofCourse.get(course) ?? []), id]);
    }
  }
  return { homes, ofCourse };
}

/** The title of a node. One without a visible character counts as absent. */
function titleFor(title: string, { untitled }: { readonly untitled?: string }): string {
  return untitled !== undefined && !isTitle(title) ? untitled : title.normalize('NFC');
}

interface Admission {
  readonly present: ReadonlyMap<IdKey, Kind>;
  readonly ledger?: Ledger;
  /** The title for nodes that have none on the platform. */
  readonly untitled?: string;
}

interface Admitted {
  /** Records that manifests can hold, parents before children. */
  readonly admitted: ReadonlyMap<Address, RemoteEntity>;
  readonly retired: readonly { readonly kind: Kind; readonly sourcedId: string }[];
  readonly leftOut: readonly LeftOut[];
}

/** Decides which records can become nodes of the manifests. Records below a refused one are refused too. */
function admit({ entities }: RemoteState, { present, ledger, untitled }: Admission): Admitted {
  const admitted = new Map<Address, RemoteEntity>();
  const retired: { kind: Kind; sourcedId: string }[] = [];
  const leftOut: LeftOut[] = [];
  const taken = new Set<IdKey>();
  // Parents are decided before their children.
  for (const kind of kinds) {
    for (const [address, remote] of parentsFirst(entities, kind)) {
      const { sourcedId } = remote.entity;
      if (remote.status === 'tobedeleted') {
        if (sourcedIdFault(sourcedId) === undefined) retired.push({ kind, sourcedId });
        else leftOut.push({ what: `the retired ${nameOfRecord(remote.entity)}`, why: badId });
        continue;
      }
      const why = refusal(remote.entity);
      if (why !== undefined) {
        leftOut.push({ what: `the ${nameOfRecord(remote.entity)}`, why });
        continue;
      }
      taken.add(nodeKey(remote.entity));
      admitted.set(address, remote);
    }
  }
  return { admitted, retired, leftOut };

  function refusal(entity: Entity): string | undefined {
    const { kind, sourcedId, title, parent, fields } = entity;
    const key = nodeKey(entity);
    const known = present.get(key) ?? ledger?.entries.get(key)?.kind;
    if (sourcedIdFault(sourcedId)) return badId;
    if (known !== undefined && known !== kind) return `its sourcedId belongs to a ${known} here`;
    if (taken.has(key)) return 'another node of the platform has the same sourcedId';
    const { state, to } = ledger?.entries.get(key) ?? {};
    if (state === 'released') return `it was released to the catalog ${to}, which publishes it`;
    if (state === 'retired') {
      return 'it is retired in the ledger, and the next plan retires it on the platform';
    }
    const hasTitle = isTitle(title) && title.isWellFormed();
    if (!hasTitle && untitled === undefined && !present.has(key)) {
      return 'it has no title; `--untitled TEXT` gives it one, and the plan shows that';
    }
    if (kind === 'resource' && !isText(fields['vendorResourceId']))
      return 'it has no vendorResourceId';
    if (kind === 'course' || kind === 'resource') return undefined;
    if (parent === undefined) return `it has no ${kind === 'unit' ? 'course' : 'unit'}`;
    if (admitted.has(parent)) return undefined;
    return `its ${parent.slice(0, parent.indexOf('/'))} is not imported: it belongs to another client, is retired, or is skipped itself`;
  }
}

/** The nodes of a kind; each lesson comes after the lesson that it belongs to. */
function parentsFirst(entities: RemoteState['entities'], kind: Kind) {
  const sorted = new Map<Address, RemoteEntity>();
  for (const [address, remote] of entities) {
    if (remote.entity.kind !== kind) continue;
    const chain = new Map<Address, RemoteEntity>();
    let at: Address | undefined = address;
    while (at && kindIn(at) === kind && !sorted.has(at) && !chain.has(at)) {
      const node: RemoteEntity | undefined = at === address ? remote : entities.get(at);
      if (!node) break;
      chain.set(at, node);
      at = node.entity.parent;
    }
    for (const [own, node] of [...chain].reverse()) sorted.set(own, node);
  }
  return sorted;
}

const badId = 'its sourcedId is not allowed in a manifest';
const badPlacementId = 'the sourcedId of a placement is not allowed in a manifest';

/** Whether an entry of `resources` has a sourcedId that no manifest can have. */
function isBadlyNamed(entry: Json): boolean {
  const id = isObject(entry) ? entry['sourcedId'] : undefined;
  return typeof id === 'string' && sourcedIdFault(id) !== undefined;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && value.isWellFormed();
}

export function nameOfRecord({ kind, sourcedId, title }: Entity): string {
  return title !== '' ? `${kind} ${quoteShort(title)} (${sourcedId})` : `${kind} ${sourcedId}`;
}

/**
 * Nodes whose prerequisites lead back to themselves. Platforms may hold such circles, but manifests may not;
 * without the prerequisites of these nodes, no circle is left. A node that only leads into a circle, or out
 * of one, is not among them.
 */
export function circularPrerequisites(nodes: readonly Entity[]): ReadonlySet<Address> {
  const needs = new Map(
    nodes.map(({ kind, sourcedId, fields }) => {
      const from = addressOf(kind, sourcedId);
      const needed = textsIn(fields['prerequisites']);
      return [from, needed.map((id) => ({ id: addressOf(kind, id), from }))] as const;
    }),
  );
  return new Set(circlesAmong(needs).flatMap((circle) => circle.map(({ from }) => from)));
}
