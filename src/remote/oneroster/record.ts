import { withFields } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Kind, kinds } from '../../model/kind.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import type { NodeRecord, ReadRecord, Records, Write, WrittenRecord } from '../dialect.ts';
import * as plain from '../record/record.ts';
import type { RecordShape } from '../record/shape.ts';
import type { OnerosterFacts } from './facts.ts';
import {
  encodePlacements,
  isSame,
  placements,
  placementsIn,
  placementsKey,
  resourcesPlaced,
} from './placements.ts';
import { nestingKeys } from './shape.ts';

/** What records and nodes become each other by. */
export interface Terms {
  readonly facts: OnerosterFacts;
  readonly shape: RecordShape;
  /** The id of the placement of a resource in a lesson. */
  readonly idOf: (lesson: string, resource: string) => string;
}

export const collectionNames = ['course', 'courseComponent', placements, 'resource'] as const;
export type CollectionName = (typeof collectionNames)[number];

/** The collection in which a node of each kind has its record. */
export const collectionFor: Readonly<Record<Kind, CollectionName>> = {
  course: 'course',
  unit: 'courseComponent',
  lesson: 'courseComponent',
  resource: 'resource',
};

/** Components become units and lessons; what places resources in a lesson becomes part of it. */
export function compose(records: Records, { facts }: Terms): NodeRecord[] {
  const of = (name: CollectionName) => records.get(name) ?? [];
  const placed = Map.groupBy(of(placements), (one) =>
    plain.linkedId(one[facts['componentResource.component']]),
  );
  const components = of('courseComponent').map((record): NodeRecord => {
    if (!isNested(record, facts)) return { kind: 'unit', record };
    const held = placed.get(plain.linkedId(record['sourcedId'])) ?? [];
    return { kind: 'lesson', record: { ...record, [placementsKey]: held } };
  });
  return [
    ...of('course').map((record): NodeRecord => ({ kind: 'course', record })),
    ...components,
    ...of('resource').map((record): NodeRecord => ({ kind: 'resource', record })),
  ];
}

/** The kind of the node that a record is; undefined for a placement, which is a part of one. */
export function kindOf(name: string, record: JsonObject, { facts }: Terms): Kind | undefined {
  if (name === 'courseComponent') return isNested(record, facts) ? 'lesson' : 'unit';
  return kinds.find((kind) => collectionFor[kind] === name);
}

function isNested(component: JsonObject, facts: OnerosterFacts): boolean {
  return nestingKeys(facts).some((key) => plain.linkedId(component[key]) !== undefined);
}

export function partsOf({ record }: NodeRecord): ReadRecord[] {
  return placementsIn(record).map((placement) => ({
    collection: placements,
    sourcedId: String(placement['sourcedId']),
    record: placement,
  }));
}

export function decode(kind: Kind, record: JsonObject, terms: Terms): RemoteEntity | undefined {
  const { facts, shape } = terms;
  if (kind !== 'lesson') return plain.decode(kind, record, shape);
  const node = plain.decode(kind, plain.without(record, [placementsKey]), shape);
  if (!node) return undefined;
  const placed = resourcesPlaced(record, facts);
  const fields = { ...node.entity.fields, ...(placed.length > 0 && { resources: placed }) };
  return { ...node, entity: withFields(node.entity, fields), record };
}

export function encode(write: Write, now: Date, terms: Terms): WrittenRecord[] {
  const { entity, base } = write;
  const { facts } = terms;
  const { kind, sourcedId } = entity;
  const record = plain.encode(ownPart(write), now, terms.shape);
  const method = base ? 'PUT' : facts['create.method'];
  const own: WrittenRecord = { method, collection: collectionFor[kind], sourcedId, record };
  if (kind !== 'lesson') return [own];
  const parts = encodePlacements(write, now, terms);
  // Where only placements differ there is nothing to say of the lesson itself.
  const isUntouched = parts.length > 0 && base && says(record, base, terms);
  return isUntouched ? parts : [own, ...parts];
}

/** The write of a lesson without its placements. */
function ownPart({ entity, base, ...write }: Write): Write {
  if (entity.kind !== 'lesson') return { ...write, entity, ...(base && { base }) };
  return {
    ...write,
    entity: withFields(entity, plain.without(entity.fields, ['resources'])),
    ...(base && { base: plain.without(base, [placementsKey]) }),
  };
}

/** Whether a lesson's record holds already what would be written, but for its date. */
function says(record: JsonObject, base: JsonObject, { facts }: Terms): boolean {
  const owned = [...facts['record.serverOwned'], 'dateLastModified', placementsKey];
  return isSame(plain.without(record, owned), plain.without(base, owned));
}
