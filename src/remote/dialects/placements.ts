import { createHash } from 'node:crypto';
import type { CorrectedRow, DifferenceGroup } from '../../model/explanation.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { PlacementEntry } from '../../model/ledger.ts';
import type { Entity } from '../../model/node.ts';
import {
  type NamedPlacement,
  placementName,
  placementsIn,
  saidOf,
  withPlacements,
} from '../../model/placements.ts';
import { uuidOf } from '../../model/sourced-id.ts';
import type { CompareRules } from '../../plan/compare.ts';
import { sortOrders } from '../../plan/sibling-order.ts';
import type { PlacementIds, Write, WrittenRecord } from './dialect.ts';
import type { OnerosterFacts } from './oneroster-facts.ts';
import { linkedId, numberOf, overlay, without } from './record.ts';

/** The rows in force, and the ids that placements already have or had. */
export interface PlacementTerms {
  readonly facts: OnerosterFacts;
  readonly given: PlacementIds;
}

/**
 * The id of the placement of a resource in a lesson or unit: a UUID derived from both ids, so that it is the
 * same on every platform and after every interruption. This derivation must never change: published
 * placements keep their ids. `turn` counts from two if an earlier id is retired or taken.
 */
export function placementId(parent: string, resource: string, turn = 1): string {
  const again = turn === 1 ? '' : `\n${turn}`;
  const name = `timeback-catalog placement\n${parent}\n${resource}${again}`;
  return uuidOf(createHash('sha256').update(name).digest('hex'));
}

/** The id that a placement has or, if it is new, would get. */
export function currentId(place: string, resource: string, given: PlacementIds): string {
  const { live, isOver } = given(place, resource);
  if (live !== undefined) return live;
  for (let turn = 1; ; turn += 1) {
    const id = placementId(place, resource, turn);
    if (!isOver(id)) return id;
  }
}

/** The key under which the composed record of a lesson or unit holds the records of its placements. */
export const placementsKey = 'componentResources';
/** The name of the collection of placements. */
export const placements = 'componentResource';

/** The placements in the composed record of a lesson or unit, retired ones included. */
export function placementRecords(node: JsonObject): readonly JsonObject[] {
  const held = node[placementsKey];
  return Array.isArray(held) ? held.filter(isObject) : [];
}

/**
 * The fields of a node that its placements make up: their names in order, and the rest of their records.
 * `ended`: the names of those that should not be live any more.
 */
export function decodePlacements(
  node: JsonObject,
  terms: PlacementTerms,
): { readonly placed: JsonObject; readonly ended: readonly string[] } {
  const live = liveNamed(node, terms);
  if (live.length === 0) return { placed: {}, ended: [] };
  const { facts } = terms;
  const apart = [
    ...[facts['componentResource.component'], facts['componentResource.resource']],
    ...[facts['sortOrder.key'], 'status', ...facts['record.serverOwned']],
  ];
  const placed = live.map(({ name, record }) => ({ ...name, said: without(record, apart) }));
  const ended = live.flatMap(({ name: { resource, mark }, record }) => {
    const { isOver } = terms.given(String(node['sourcedId']), resource);
    return isOver(String(record['sourcedId'])) ? [placementName(resource, mark)] : [];
  });
  return { placed: withPlacements({}, placed), ended };
}

/** The live placements of a lesson or unit in order, each with its id on the platform. */
export function placementEntries(node: JsonObject, terms: PlacementTerms): PlacementEntry[] {
  const { sourcedId: parent } = node;
  if (typeof parent !== 'string') return [];
  return liveNamed(node, terms).map(({ name: { resource }, record }) => {
    return { sourcedId: String(record['sourcedId']), parent, resource };
  });
}

/** All placements in some records, whatever their status and whether their lesson exists or not. */
export function placementsAmong(
  records: readonly JsonObject[],
  facts: OnerosterFacts,
): PlacementEntry[] {
  return records.map((one) => ({
    sourcedId: String(one['sourcedId']),
    parent: linkedId(one[facts['componentResource.component']]) ?? '',
    resource: resourceOf(one, facts) ?? '',
  }));
}

/**
 * Gives placements their names. If a node places a resource several times, one placement is named by the
 * resource alone: the one with the present id, or else the first by id. So git and the platform agree on
 * names.
 */
function namePlacements<Placed extends { readonly resource: string; readonly id: string }>(
  place: string,
  placed: readonly Placed[],
  { given }: PlacementTerms,
): readonly (Placed & { readonly mark?: string })[] {
  const byResource = Map.groupBy(placed, ({ resource }) => resource);
  const plain = new Map(
    [...byResource].map(([resource, all]) => {
      const ids = all.map(({ id }) => id).sort();
      const current = currentId(place, resource, given);
      return [resource, ids.includes(current) ? current : ids[0]] as const;
    }),
  );
  return placed.map((one) => (plain.get(one.resource) === one.id ? one : { ...one, mark: one.id }));
}

/** The fields of a node of the catalog, with placements named and expressed as records hold them. */
export function placementsToWrite(
  { sourcedId, fields }: Entity,
  terms: PlacementTerms,
): JsonObject {
  const placed = placementsIn(fields);
  if (!placed || placed.length === 0) return fields;
  const withIds = placed.map(({ resource, mark, said }) => {
    const { sourcedId: own } = said;
    const id =
      typeof own === 'string'
        ? own
        : currentId(sourcedId, mark ? `${resource} ${mark}` : resource, terms.given);
    const { hasEnded } = terms.given(sourcedId, resource);
    const fixed = hasEnded && mark === undefined ? { ...said, sourcedId: id } : said;
    return { resource, id, said: typed(fixed, terms.facts) };
  });
  return withPlacements(fields, namePlacements(sourcedId, withIds, terms));
}

/** Puts the type of a placement where the rows say that it belongs; what an author wrote there stays. */
function typed(said: JsonObject, facts: OnerosterFacts): JsonObject {
  const { lessonType, ...others } = said;
  const where = facts['componentResource.lessonType'];
  if (lessonType === undefined || where === 'top') return said;
  const held = said['metadata'] ?? {};
  const metadata = isObject(held) ? { lessonType, ...held } : { lessonType };
  return { ...(where === 'both' ? said : others), metadata };
}

/**
 * The entry that authors would write for the record of a placement: the inverse of writing it. A type that
 * stands in only one of its two places is written in that place, since readers look in only one.
 */
export function entryOf(said: JsonObject, facts: OnerosterFacts): JsonObject {
  const { lessonType: top = null, metadata = null, ...others } = said;
  const { lessonType: inner = null, ...rest } = isObject(metadata) ? metadata : {};
  const where = facts['componentResource.lessonType'];
  const entry = { ...others, ...(metadata !== null && { metadata }) };
  if (where === 'top') return { ...entry, lessonType: top };
  if (where === 'metadata' && top === null && inner !== null) {
    return { ...others, lessonType: inner, metadata: rest };
  }
  if (where === 'metadata' || top === null) return entry;
  if (canonicalJson(top) === canonicalJson(inner))
    return { ...others, lessonType: top, metadata: rest };
  return { ...others, lessonType: top, metadata: { ...rest, lessonType: inner } };
}

/**
 * The records to write so that a node places what its fields list; empty if the fields list nothing to place.
 */
export function encodePlacements(write: Write, now: Date, terms: PlacementTerms): WrittenRecord[] {
  const { facts } = terms;
  const { entity, base = {} } = write;
  if (write.status === 'retired' && !write.revises) return [];
  const held = placementRecords(base);
  const live = liveNamed(base, terms);
  const wanted = placementsIn(entity.fields);
  // If the fields give no list, they are about the placements that the node already has.
  const listed =
    wanted ??
    live.map(({ name }) => ({
      ...name,
      said: saidOf(placementName(name.resource, name.mark), entity.fields),
    }));
  // The record of a placement that is named by its id is that of no other.
  const named = new Set(listed.flatMap((one) => ownId(one) ?? []));
  const used = new Set<JsonObject>();
  const paired = listed.map((placement) => {
    const present = presentFor(placement, {
      held,
      live,
      named,
      used,
      place: entity.sourcedId,
      terms,
    });
    if (present) used.add(present);
    return { placement, present };
  });
  const numbers = sortOrders(
    paired.map(({ present }) =>
      present && isLive(present, facts) ? numberOf(present[facts['sortOrder.key']]) : undefined,
    ),
  );
  const placed = paired.flatMap((one, index): WrittenRecord[] => {
    const stays = (!wanted || write.unlisted) && one.present !== undefined;
    const record = place({ ...one, number: stays ? undefined : numbers[index] }, write, terms);
    return record ? [record] : [];
  });
  const surplus = live
    .map(({ record }) => record)
    .filter((one) => !used.has(one) && !write.moved?.has(String(one['sourcedId'])));
  const gone = surplus.map((one) => asWritten('PUT', { ...one, status: facts['status.retired'] }));
  return [...placed, ...gone].map((one) => ({ ...one, record: dated(one.record, now, facts) }));
}

interface Looking {
  readonly held: readonly JsonObject[];
  readonly live: readonly LivePlacement[];
  readonly named: ReadonlySet<string>;
  readonly used: ReadonlySet<JsonObject>;
  readonly place: string;
  readonly terms: PlacementTerms;
}

/** The id that names a placement; undefined if its resource alone does. */
function ownId({ mark, said: { sourcedId: own } }: NamedPlacement): string | undefined {
  return typeof own === 'string' ? own : mark;
}

/** The existing record of a placement: found by its own id, by its name, or among the retired ones. */
function presentFor(
  placement: NamedPlacement,
  { held, live, named, used, place: at, terms }: Looking,
): JsonObject | undefined {
  const { facts } = terms;
  const { resource } = placement;
  const id = ownId(placement);
  const free = inOrder(held, facts).filter(
    (one) =>
      resourceOf(one, facts) === resource &&
      !used.has(one) &&
      (id !== undefined || !named.has(String(one['sourcedId']))),
  );
  if (id !== undefined) return free.find((one) => one['sourcedId'] === id);
  const plain = live.find(({ name }) => name.resource === resource && name.mark === undefined);
  if (plain && free.includes(plain.record)) return plain.record;
  const current = currentId(at, resource, terms.given);
  const present = free.find((one) => one['sourcedId'] === current);
  const { hasEnded, isOver } = terms.given(at, resource);
  if (present || hasEnded) return present;
  return free.find((one) => !isLive(one, facts) && !isOver(String(one['sourcedId'])));
}

interface Pair {
  readonly placement: NamedPlacement;
  readonly present: JsonObject | undefined;
  /** The new `sortOrder`; absent: the placement keeps its number. */
  readonly number: number | undefined;
}

function place(
  { placement, present, number }: Pair,
  { entity, titles, moved }: Write,
  { facts, given }: PlacementTerms,
): WrittenRecord | undefined {
  const { resource, said } = placement;
  const { sourcedId: _, ...fields } = said;
  const numbered = number === undefined ? {} : { [facts['sortOrder.key']]: number };
  if (present) {
    const over = {
      ...pruned(fields, present),
      ...(!isLive(present, facts) && { status: facts['status.active'] }),
      ...(numberOf(present[facts['sortOrder.key']]) !== number && numbered),
    };
    const record = overlay(present, over);
    return canonicalJson(record) === canonicalJson(present) ? undefined : asWritten('PUT', record);
  }
  const named = facts['componentResource.title'] === 'resource' ? titles?.get(resource) : undefined;
  const id = ownId(placement) ?? currentId(entity.sourcedId, resource, given);
  const isMoved = moved?.has(id);
  const record = {
    sourcedId: id,
    title: named ?? (entity.title || resource),
    // The record of a placement that moves may hold what a null clears.
    ...(isMoved ? fields : pruned(fields, {})),
    status: facts['status.active'],
    [facts['componentResource.component']]: { sourcedId: entity.sourcedId },
    [facts['componentResource.resource']]: { sourcedId: resource },
    ...numbered,
  };
  // The placement exists in another node of this run and moves here with everything in its record.
  if (isMoved) return { ...asWritten('PUT', record), belongsBy: [] };
  const belongsBy = [facts['componentResource.component'], facts['componentResource.resource']];
  return { ...asWritten(facts['create.method'], record), belongsBy };
}

/** The fields without null values for which the record holds nothing either. */
function pruned(fields: JsonObject, held: JsonObject): JsonObject {
  const entries = Object.entries(fields).flatMap(([key, value]): [string, Json][] => {
    const there = held[key] ?? null;
    if (value === null) return there === null ? [] : [[key, null]];
    if (!isObject(value) || !(isObject(there) || there === null)) return [[key, value]];
    const inner = pruned(value, there ?? {});
    return Object.keys(inner).length > 0 ? [[key, inner]] : [];
  });
  return Object.fromEntries(entries);
}

function asWritten(method: WrittenRecord['method'], record: JsonObject): WrittenRecord {
  const sourcedId = String(record['sourcedId']);
  return { method, collection: placements, sourcedId, record };
}

function dated(record: JsonObject, now: Date, facts: OnerosterFacts): JsonObject {
  const date = facts['dateLastModified.sent'] ? { dateLastModified: now.toISOString() } : {};
  const key = facts['sortOrder.key'];
  // A number that the platform sent as a text is sent back as a number.
  const number = typeof record[key] === 'string' ? numberOf(record[key]) : undefined;
  const order = number === undefined ? {} : { [key]: number };
  return { ...without(record, facts['record.serverOwned']), ...order, ...date };
}

interface LivePlacement {
  readonly name: { readonly resource: string; readonly mark?: string };
  readonly record: JsonObject;
}

/** The live placements in the record of a node with their names, in order. */
function liveNamed(node: JsonObject, terms: PlacementTerms): readonly LivePlacement[] {
  const { facts } = terms;
  const live = inOrder(placementRecords(node), facts).flatMap((record) => {
    const resource = isLive(record, facts) ? resourceOf(record, facts) : undefined;
    return resource === undefined ? [] : [{ resource, id: String(record['sourcedId']), record }];
  });
  return namePlacements(String(node['sourcedId']), live, terms).map(
    ({ resource, mark, record }) => ({
      name: { resource, ...(mark !== undefined && { mark }) },
      record,
    }),
  );
}

function inOrder(held: readonly JsonObject[], facts: OnerosterFacts): readonly JsonObject[] {
  const numberIn = (one: JsonObject) => numberOf(one[facts['sortOrder.key']]) ?? Infinity;
  return held.toSorted((a, b) => numberIn(a) - numberIn(b) || 0);
}

function isLive(placement: JsonObject, facts: OnerosterFacts): boolean {
  return placement['status'] !== facts['status.retired'];
}

function resourceOf(placement: JsonObject, facts: OnerosterFacts): string | undefined {
  return linkedId(placement[facts['componentResource.resource']]);
}

/** Proposes a correction if the platform keeps the type of a placement in only one of its two places. */
export function otherTypePlace({
  path,
  nodes,
}: DifferenceGroup): readonly (readonly CorrectedRow[])[] {
  const [field, , ...inner] = path;
  if (field !== 'placements' || inner.at(-1) !== 'lessonType') return [];
  if (nodes.some(({ held }) => held !== null)) return [];
  const value = inner.length === 1 ? 'metadata' : 'top';
  return [[{ row: 'componentResource.lessonType', value }]];
}

/** The rule that compares titles of placements, if they follow the titles of lessons or resources later. */
export function titleRule(facts: OnerosterFacts): Pick<CompareRules, 'placementTitle'> {
  if (facts['componentResource.titleLater'] === 'leave') return {};
  return { placementTitle: facts['componentResource.title'] };
}
