import type { Catalog, CatalogNode } from '../model/catalog.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { objectUnder } from '../model/json-values.ts';
import type { Ledger, LedgerEntry, PlacementEntry } from '../model/ledger.ts';
import {
  type Address,
  addressOf,
  type Entity,
  type IdKey,
  idIn,
  idKey,
  type Kind,
  kindIn,
  nodeNamed,
} from '../model/node.ts';
import { placementsIn, withPlacements } from '../model/placements.ts';
import { type Problem, problem } from '../model/problem.ts';

/** A function from the id of a node or placement to the id that it has instead. */
export type IdOf = (kind: Kind | 'placement', id: string) => string;

/** Gives the ids of the manifests for those of an environment. */
export function writtenIdsIn({
  otherIds,
}: {
  readonly otherIds?: ReadonlyMap<Address, { readonly id: string }>;
}): IdOf {
  const written = new Map(
    [...(otherIds ?? [])].map(([address, { id }]) => [
      addressOf(kindIn(address), id),
      idIn(address),
    ]),
  );
  return (kind, id) => (kind === 'placement' ? id : (written.get(addressOf(kind, id)) ?? id));
}

/** The same catalog with other ids, also in all references to nodes. */
export function withOtherIds({ nodes }: Catalog, idOf: IdOf): Catalog {
  const renamed = [...nodes].map(([address, node]): [Address, CatalogNode] => {
    const { sourcedId } = node.entity;
    const entity = entityWithOtherIds(node.entity, idOf);
    const isOther = entity.sourcedId !== sourcedId;
    return [
      addressWithOtherId(address, idOf),
      { ...node, ...(isOther && { writtenId: node.writtenId ?? sourcedId }), entity },
    ];
  });
  return { nodes: new Map(renamed) };
}

/** The same node with other ids, also in its references. */
export function entityWithOtherIds(entity: Entity, idOf: IdOf): Entity {
  const { kind, sourcedId, parent, fields } = entity;
  return {
    ...entity,
    sourcedId: idOf(kind, sourcedId),
    ...(parent && { parent: addressWithOtherId(parent, idOf) }),
    fields: withOtherLinks(kind === 'resource' ? withOtherBank(fields, idOf) : fields, idOf),
  };
}

/** The same address with the other id of its node. */
export function addressWithOtherId(address: Address, idOf: IdOf): Address {
  const kind = kindIn(address);
  return addressOf(kind, idOf(kind, idIn(address)));
}

/** The same placement with other ids for its lesson or unit and its resource. Its own id stays. */
export function placementWithOtherIds(placement: PlacementEntry, idOf: IdOf): PlacementEntry {
  const { parent, resource } = placement;
  return {
    ...placement,
    parent: idOf('lesson', idOf('unit', parent)),
    resource: idOf('resource', resource),
  };
}

/** The same ledger with other ids for nodes. The ids of placements stay: they belong to no node. */
export function ledgerWithOtherIds(ledger: Ledger, idOf: IdOf): Ledger {
  const entries = [...ledger.entries.values()].map((entry) => {
    const { kind, sourcedId: writtenId } = entry;
    const sourcedId = idOf(kind, writtenId);
    const other = sourcedId !== writtenId && { writtenId };
    return [idKey(kind, sourcedId), { ...entry, sourcedId, ...other }] as const;
  });
  const meant = ledger.meant?.map((one) => ({ ...one, sourcedId: idOf(one.kind, one.sourcedId) }));
  return { ...ledger, entries: new Map(entries), ...(meant && { meant }) };
}

/** A bank of questions names its resources in its metadata. */
function withOtherBank(fields: JsonObject, idOf: IdOf): JsonObject {
  const { metadata } = fields;
  const { resources } = objectUnder(metadata);
  if (!isObject(metadata) || !Array.isArray(resources)) return fields;
  return { ...fields, metadata: { ...metadata, resources: named(resources, 'resource', idOf) } };
}

function named(ids: readonly Json[], kind: Kind, idOf: IdOf): Json[] {
  return ids.map((id) => (typeof id === 'string' ? idOf(kind, id) : id));
}

function withOtherLinks(fields: JsonObject, idOf: IdOf): JsonObject {
  const { prerequisites } = fields;
  const own = Array.isArray(prerequisites)
    ? { ...fields, prerequisites: named(prerequisites, 'unit', idOf) }
    : fields;
  const placed = placementsIn(own);
  if (!placed) return own;
  const other = placed.map(({ resource, said, ...one }) => {
    const { sourcedId } = said;
    const id = typeof sourcedId === 'string' && { sourcedId: idOf('placement', sourcedId) };
    return { ...one, resource: idOf('resource', resource), said: { ...said, ...id } };
  });
  return withPlacements(own, other);
}

/** The options of a draft: a copy of the catalog under derived ids. */
export interface DraftOptions {
  /** The text before each id, such as `DRAFT-7-`. */
  readonly prefix: string;
  /** Whether to retire the nodes of the draft on the platform, in place of publishing them. */
  readonly takeDown?: boolean;
}

/** What a draft publishes: a catalog, and a ledger that says which ids are retired. */
interface Draft {
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
}

/**
 * The catalog as a draft: each id and each reference gets the prefix, and a course that has a
 * `publishStatus` gets `draft`. With `takeDown` the catalog is empty and the ledger retires the derived id
 * of every node that the manifests or the ledger know. The ledger never forgets an id, so no node of the
 * draft stays, and an id that merely begins with the same letters is not touched.
 */
export function draftOf(
  { prefix, takeDown = false }: DraftOptions,
  { catalog, ledger }: { readonly catalog: Catalog; readonly ledger?: Ledger | undefined },
): Draft {
  const derived = (id: string) => `${prefix}${id}`;
  if (!takeDown) return { catalog: draftCatalog(catalog, derived) };
  const known = new Map<Address, { readonly file: string; readonly line: number }>();
  for (const { kind, sourcedId, file, line } of ledger?.entries.values() ?? []) {
    known.set(addressOf(kind, sourcedId), { file, line });
  }
  for (const [address, { source }] of catalog.nodes) {
    known.set(address, { file: source.file, line: source.start.line });
  }
  const reason = `the draft ${prefix} is taken down`;
  const entries = [...known].map(([address, place]): [IdKey, LedgerEntry] => {
    const [kind, sourcedId] = [kindIn(address), derived(idIn(address))];
    return [idKey(kind, sourcedId), { sourcedId, kind, state: 'retired', reason, ...place }];
  });
  return {
    catalog: { nodes: new Map() },
    ledger: {
      where: '--as-draft',
      entries: new Map(entries),
      placements: new Map(),
      replacements: [],
    },
  };
}

function draftCatalog(catalog: Catalog, derived: (id: string) => string): Catalog {
  // Metadata may also name what is not of this catalog.
  const { nodes } = withOtherIds(catalog, (kind, id) =>
    kind === 'placement' || catalog.nodes.has(addressOf(kind, id)) ? derived(id) : id,
  );
  const drafts = [...nodes].map(([address, node]): [Address, CatalogNode] => {
    const { entity } = node;
    const fields = draftFields(entity.kind, entity.fields, derived);
    return [address, { ...node, entity: { ...entity, fields } }];
  });
  return { nodes: new Map(drafts) };
}

/**
 * A platform has each course code once, so that of the draft gets the prefix. Only a course that has a
 * `publishStatus` gets `draft`.
 */
function draftFields(kind: Kind, fields: JsonObject, derived: (id: string) => string): JsonObject {
  const { metadata, courseCode } = fields;
  if (kind !== 'course') return fields;
  return {
    ...fields,
    ...(typeof courseCode === 'string' && { courseCode: derived(courseCode) }),
    ...(isObject(metadata) &&
      'publishStatus' in metadata && { metadata: { ...metadata, publishStatus: 'draft' } }),
  };
}

/** The address of the copy of a node in a draft. */
export function draftAddress(
  { kind, sourcedId }: { readonly kind: Kind; readonly sourcedId: string },
  { prefix }: DraftOptions,
): Address {
  return addressOf(kind, `${prefix}${sourcedId}`);
}

/**
 * The name of a node in the manifests from its name in a draft: the id or address without the prefix. A
 * name without the prefix stays as it is.
 */
export function withoutPrefix(name: string, { prefix }: DraftOptions): string {
  const { kind, sourcedId } = nodeNamed(name);
  if (!sourcedId.startsWith(prefix)) return name;
  const own = sourcedId.slice(prefix.length);
  return kind === undefined ? own : addressOf(kind, own);
}

/**
 * The problems of a prefix: its form is wrong, or an id of the catalog begins with it, so that one id could
 * mean two nodes.
 */
export function checkPrefix(
  { prefix }: DraftOptions,
  { catalog, ledger }: { readonly catalog: Catalog; readonly ledger?: Ledger | undefined },
): Problem[] {
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{1,63}$/.test(prefix)) {
    const detail = `${JSON.stringify(prefix)} cannot be the prefix of a draft.`;
    const hint =
      'Use 2 to 64 letters, digits, and - _ . : with a letter or digit first, such as DRAFT-7-.';
    return [problem('usage/wrong', { detail, hint })];
  }
  const ids = [
    ...[...catalog.nodes.keys()].map(idIn),
    ...[...(ledger?.entries.values() ?? [])].map(({ sourcedId }) => sourcedId),
  ];
  const own = ids.find((id) => id.startsWith(prefix));
  if (own === undefined) return [];
  const detail = `The id ${own} of this catalog begins with ${prefix}: the draft and the catalog would have the same ids.`;
  return [problem('usage/wrong', { detail, hint: 'Use another prefix.' })];
}
