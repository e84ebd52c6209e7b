import { createHash } from 'node:crypto';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { PlacementEntry } from '../../model/ledger.ts';
import { uuidOf } from '../../model/sourced-id.ts';
import { sortOrders } from '../../plan/sibling-order.ts';
import type { SharedFacts } from './common.ts';
import type { Write, WrittenRecord } from './dialect.ts';
import { linkedId, numberOf, overlay, without } from './record.ts';

/** The rows that say how placements are kept. */
export interface PlacementRows extends SharedFacts {
  readonly 'create.method': 'POST' | 'PUT';
  readonly 'componentResource.component': string;
  readonly 'componentResource.resource': string;
  readonly 'componentResource.title': 'resource' | 'lesson';
}

/**
 * The id of the placement of a resource in a lesson or unit: a UUID made of both ids, so that it is
 * the same on every platform and after every interruption. Never to be made otherwise: what is
 * published keeps its id. `turn`, from two, counts where an earlier one was retired or is taken.
 */
export function placementId(parent: string, resource: string, turn = 1): string {
  const again = turn === 1 ? '' : `\n${turn}`;
  const name = `timeback-catalog placement\n${parent}\n${resource}${again}`;
  return uuidOf(createHash('sha256').update(name).digest('hex'));
}

/** The key under which the record of a lesson, once composed, has the records of its placements. */
export const placementsKey = 'componentResources';
/** The collection of placements. */
export const placements = 'componentResource';

/** The placements in the record of a lesson, the retired among them. */
export function placementsIn(lesson: JsonObject): readonly JsonObject[] {
  const held = lesson[placementsKey];
  return Array.isArray(held) ? held.filter(isObject) : [];
}

/** The ids of the resources that a lesson places, in order. */
export function resourcesPlaced(lesson: JsonObject, facts: PlacementRows): string[] {
  return inOrder(
    placementsIn(lesson).filter((one) => isLive(one, facts)),
    facts,
  ).flatMap((one) => resourceOf(one, facts) ?? []);
}

/** The live placements of a lesson with the ids that they have; the first of several for a resource. */
export function placementEntries(lesson: JsonObject, facts: PlacementRows): PlacementEntry[] {
  const { sourcedId } = lesson;
  if (typeof sourcedId !== 'string') return [];
  const resources = [...new Set(resourcesPlaced(lesson, facts))];
  return resources.flatMap((resource) => {
    const id = bestOf(placementsIn(lesson), resource, facts)?.['sourcedId'];
    return typeof id === 'string' ? [{ sourcedId: id, parent: sourcedId, resource }] : [];
  });
}

/** All placements in records, whatever their status is and whether their lesson is there or not. */
export function placementsAmong(
  records: readonly JsonObject[],
  facts: PlacementRows,
): PlacementEntry[] {
  return records.map((one) => ({
    sourcedId: String(one['sourcedId']),
    parent: linkedId(one[facts['componentResource.component']]) ?? '',
    resource: resourceOf(one, facts) ?? '',
  }));
}

/** The records to write so that a lesson places what its fields say; none if the fields do not say it. */
export function encodePlacements(write: Write, now: Date, terms: PlacementTerms): WrittenRecord[] {
  const { facts } = terms;
  const { entity, base = {} } = write;
  const wanted = entity.fields['resources'];
  if (wanted === undefined || write.status === 'retired') return [];
  const held = placementsIn(base);
  const resources = Array.isArray(wanted) ? [...new Set(wanted.map(String))] : [];
  const kept = resources.map((resource) => bestOf(held, resource, facts));
  const numbers = sortOrders(
    kept.map((one) =>
      one && isLive(one, facts) ? numberOf(one[facts['sortOrder.key']]) : undefined,
    ),
  );
  const placed = resources.flatMap((resource, index) =>
    place({ resource, present: kept[index], number: numbers[index] ?? 0 }, write, terms),
  );
  const surplus = held.filter((one) => isLive(one, facts) && !kept.includes(one));
  const gone = surplus.map((one) => ({ ...one, status: facts['status.retired'] }));
  return [...placed, ...gone.map((record) => asWritten('PUT', record))].map((one) => ({
    ...one,
    record: dated(one.record, now, facts),
  }));
}

interface PlacementTerms {
  readonly facts: PlacementRows;
  readonly idOf: (lesson: string, resource: string) => string;
}

interface Placement {
  readonly resource: string;
  readonly present: JsonObject | undefined;
  readonly number: number;
}

function place(
  { resource, present, number }: Placement,
  { entity, titles }: Write,
  { facts, idOf }: PlacementTerms,
): WrittenRecord[] {
  const said: JsonObject = {
    status: facts['status.active'],
    [facts['componentResource.component']]: { sourcedId: entity.sourcedId },
    [facts['componentResource.resource']]: { sourcedId: resource },
    [facts['sortOrder.key']]: number,
  };
  if (present) {
    const record = overlay(present, said);
    const isSame = numberOf(present[facts['sortOrder.key']]) === number && isLive(present, facts);
    return isSame ? [] : [asWritten('PUT', record)];
  }
  const named = facts['componentResource.title'] === 'resource' ? titles?.get(resource) : undefined;
  const title = named ?? (entity.title || resource);
  const sourcedId = idOf(entity.sourcedId, resource);
  const method = facts['create.method'];
  const belongsBy = [facts['componentResource.component'], facts['componentResource.resource']];
  return [{ ...asWritten(method, { sourcedId, title, ...said }), belongsBy }];
}

function asWritten(method: WrittenRecord['method'], record: JsonObject): WrittenRecord {
  const sourcedId = String(record['sourcedId']);
  return { method, collection: placements, sourcedId, record };
}

function dated(record: JsonObject, now: Date, facts: PlacementRows): JsonObject {
  const date = facts['dateLastModified.sent'] ? { dateLastModified: now.toISOString() } : {};
  const key = facts['sortOrder.key'];
  // What came as a text has to go back as the number it is.
  const number = typeof record[key] === 'string' ? numberOf(record[key]) : undefined;
  const order = number === undefined ? {} : { [key]: number };
  return { ...without(record, facts['record.serverOwned']), ...order, ...date };
}

/** A live placement before one that was retired, and the first of several. */
function bestOf(
  held: readonly JsonObject[],
  resource: string,
  facts: PlacementRows,
): JsonObject | undefined {
  const fitting = inOrder(held, facts).filter((one) => resourceOf(one, facts) === resource);
  return fitting.find((one) => isLive(one, facts)) ?? fitting[0];
}

function inOrder(held: readonly JsonObject[], facts: PlacementRows): readonly JsonObject[] {
  const numberIn = (one: JsonObject) => numberOf(one[facts['sortOrder.key']]) ?? Infinity;
  return held.toSorted((a, b) => numberIn(a) - numberIn(b) || 0);
}

function isLive(placement: JsonObject, facts: PlacementRows): boolean {
  return placement['status'] !== facts['status.retired'];
}

function resourceOf(placement: JsonObject, facts: PlacementRows): string | undefined {
  return linkedId(placement[facts['componentResource.resource']]);
}
