import { addressOf } from '../../model/address.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Kind, parentKind } from '../../model/kind.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import type { Write } from '../dialect.ts';
import { overlay } from '../overlay.ts';
import type { PartnerFacts } from './facts.ts';
import { codecs, reference } from './references.ts';

/** A record of the platform as a node: references by id, places apart, server-owned fields gone. */
export function decode(
  kind: Kind,
  record: JsonObject,
  facts: PartnerFacts,
): RemoteEntity | undefined {
  const sourcedId = record['sourcedId'];
  if (typeof sourcedId !== 'string' || sourcedId === '') return undefined;
  const parent = parentOf(kind, record, facts);
  const order = numberOf(record[facts['sortOrder.key']]);
  return {
    entity: { kind, sourcedId, ...(parent && { parent }), fields: fieldsOf(kind, record, facts) },
    status: statusOf(record['status'], facts),
    ...(hasOrder(kind) && order !== undefined && { sortOrder: order }),
    record,
  };
}

/** The body of a PUT without its envelope. */
export function encode(write: Write, now: Date, facts: PartnerFacts): JsonObject {
  const { entity, base = {}, sortOrder } = write;
  const { kind, sourcedId } = entity;
  const status = write.status
    ? facts[`status.${write.status}`]
    : (base['status'] ?? facts['status.active']);
  const order = sortOrder === undefined ? {} : { [facts['sortOrder.key']]: sortOrder };
  const sent = { sourcedId, status, ...order, ...dateOf(now, facts) };
  if (write.status === 'retired' && facts['put.body'] === 'record') {
    // Retiring changes the status; what is not understood of the record stays as it was read.
    return overlay(without(base, facts['record.serverOwned']), sent);
  }
  const managed: Record<string, Json> = { ...sent, ...encodeFields(write, facts) };
  const key = parentKey(kind, facts);
  const parent = entity.parent?.slice(entity.parent.indexOf('/') + 1);
  if (key && parent) {
    managed[key] = reference(parent, { type: parentKindOf(kind), facts }, base[key]);
  }
  if (facts['put.body'] === 'managed') return managed;
  // A reference is one value: laid over leaf by leaf, it would keep the old target's href.
  const whole = [key, ...codecs(kind, facts).map((codec) => codec.key)];
  return overlay(
    without(base, [...facts['record.serverOwned'], ...whole.filter((one) => one && managed[one])]),
    managed,
  );
}

function dateOf(now: Date, facts: PartnerFacts): JsonObject {
  return facts['dateLastModified.sent'] ? { dateLastModified: now.toISOString() } : {};
}

function encodeFields({ entity, base = {} }: Write, facts: PartnerFacts): JsonObject {
  const known = codecs(entity.kind, facts);
  return Object.fromEntries(
    Object.entries(entity.fields).map(([field, value]) => {
      const codec = known.find((one) => one.field === field);
      return codec ? [codec.key, codec.encode(value, base[codec.key])] : [field, value];
    }),
  );
}

function fieldsOf(kind: Kind, record: JsonObject, facts: PartnerFacts): JsonObject {
  const apart = new Set([
    'sourcedId',
    'status',
    parentKey(kind, facts),
    ...(hasOrder(kind) ? [facts['sortOrder.key']] : []),
    ...facts['record.serverOwned'],
  ]);
  const known = codecs(kind, facts);
  // What the platform calls `resources` is not what authors do, where theirs is kept elsewhere.
  const clashing = known.filter(({ field, key }) => field !== key).map(({ field }) => field);
  return Object.fromEntries(
    Object.entries(record)
      .filter(([key]) => !apart.has(key) && !clashing.includes(key))
      .map(([key, value]) => {
        const codec = known.find((one) => one.key === key);
        return codec ? [codec.field, codec.decode(value)] : [key, value];
      }),
  );
}

function without(record: JsonObject, keys: readonly (string | undefined)[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function parentOf(kind: Kind, record: JsonObject, facts: PartnerFacts) {
  const key = parentKey(kind, facts);
  const link = key ? record[key] : undefined;
  const id = isObject(link) ? link['sourcedId'] : link;
  return typeof id === 'string' ? addressOf(parentKindOf(kind), id) : undefined;
}

function parentKindOf(kind: Kind): Kind {
  return kind === 'unit' || kind === 'lesson' ? parentKind[kind] : kind;
}

/** Some platforms keep numbers as texts. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function hasOrder(kind: Kind): boolean {
  return kind === 'unit' || kind === 'lesson';
}

function statusOf(status: Json | undefined, facts: PartnerFacts): RemoteEntity['status'] {
  if (status === facts['status.active']) return 'active';
  return status === facts['status.retired'] ? 'tobedeleted' : 'other';
}

/** The key that says where a node hangs: a place, not a field. */
function parentKey(kind: Kind, facts: PartnerFacts): string | undefined {
  switch (kind) {
    case 'unit':
      return facts['unit.course'];
    case 'lesson':
      return facts['lesson.unit'];
    case 'course':
    case 'resource':
      return undefined;
  }
}
