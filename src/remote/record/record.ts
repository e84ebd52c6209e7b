import { addressOf, idIn } from '../../model/address.ts';
import { titleIn } from '../../model/entity.ts';
import { ExactNumber, plainNumber } from '../../model/exact-number.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Kind, parentKind } from '../../model/kind.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import type { Write } from '../dialect.ts';
import { overlay } from '../overlay.ts';
import { reference } from './references.ts';
import type { RecordShape } from './shape.ts';

/** A record of the platform as a node: references by id, places apart, server-owned fields gone. */
export function decode(
  kind: Kind,
  record: JsonObject,
  shape: RecordShape,
): RemoteEntity | undefined {
  const sourcedId = record['sourcedId'];
  if (typeof sourcedId !== 'string' || sourcedId === '') return undefined;
  const parent = parentOf(kind, record, shape);
  const order = numberOf(record[shape.sortOrder]);
  const fields = fieldsOf(kind, record, shape);
  return {
    entity: { kind, sourcedId, title: titleIn(fields), ...(parent && { parent }), fields },
    status: statusOf(record['status'], shape),
    ...(hasOrder(kind) && order !== undefined && { sortOrder: order }),
    record,
  };
}

/** The record that is written for a node. */
export function encode(write: Write, now: Date, shape: RecordShape): JsonObject {
  const { entity, base = {}, sortOrder } = write;
  const { kind, sourcedId } = entity;
  const status = write.status
    ? shape.status[write.status]
    : (base['status'] ?? shape.status.active);
  const held = base[shape.sortOrder];
  // A number that stays keeps its text, also one that is beyond those that are calculated with.
  const stays = held instanceof ExactNumber && plainNumber(held) === sortOrder;
  const order = sortOrder === undefined ? {} : { [shape.sortOrder]: stays ? held : sortOrder };
  const sent = { sourcedId, status, ...order, ...dateOf(now, shape) };
  if (write.status === 'retired' && shape.body === 'record') {
    // Retiring changes the status; what is not understood of the record stays as it was read.
    return overlay(without(base, shape.serverOwned), sent);
  }
  const managed: Record<string, Json> = { ...sent, ...encodeFields(write, shape) };
  const keys = shape.of[kind].parentKeys;
  const parent = entity.parent && idIn(entity.parent);
  for (const key of parent ? keys : []) {
    const type = shape.typesReferences ? parentKindOf(kind) : undefined;
    managed[key] = reference(parent ?? '', type, base[key]);
  }
  if (shape.body === 'managed') return managed;
  // A reference is one value: laid over leaf by leaf, it would keep the old target's href.
  const whole = [...keys, ...shape.of[kind].codecs.map((codec) => codec.key)];
  return overlay(
    without(base, [...shape.serverOwned, ...whole.filter((one) => managed[one])]),
    managed,
  );
}

function dateOf(now: Date, { sendsDate }: RecordShape): JsonObject {
  return sendsDate ? { dateLastModified: now.toISOString() } : {};
}

function encodeFields({ entity, base = {} }: Write, shape: RecordShape): JsonObject {
  const known = shape.of[entity.kind].codecs;
  return Object.fromEntries(
    Object.entries(entity.fields).map(([field, value]) => {
      const codec = known.find((one) => one.field === field);
      return codec ? [codec.key, codec.encode(value, base[codec.key])] : [field, value];
    }),
  );
}

function fieldsOf(kind: Kind, record: JsonObject, shape: RecordShape): JsonObject {
  const { parentKeys, codecs } = shape.of[kind];
  const fields: [string, Json][] = [];
  for (const key of Object.keys(record)) {
    const value = record[key] ?? null;
    if (key === 'sourcedId' || key === 'status' || parentKeys.includes(key)) continue;
    if ((key === shape.sortOrder && hasOrder(kind)) || shape.serverOwned.includes(key)) continue;
    const codec = codecs.find((one) => one.key === key);
    if (codec) fields.push([codec.field, codec.decode(value)]);
    // What the platform calls `resources` is not what authors do, where theirs is kept elsewhere.
    else if (!codecs.some(({ field }) => field === key)) fields.push([key, value]);
  }
  return Object.fromEntries(fields);
}

/** Of a record of others, which is never written over: which it is, what it is called, where it stands. */
export function gist(kind: Kind, record: JsonObject, shape: RecordShape): RemoteEntity | undefined {
  const { sourcedId, title } = record;
  if (typeof sourcedId !== 'string') return undefined;
  const parent = parentOf(kind, record, shape);
  const fields = gistFields(title, shape.of[kind].codecs.find(isCourse), record);
  const status = statusOf(record['status'], shape);
  const sortOrder = hasOrder(kind) ? numberOf(record[shape.sortOrder]) : undefined;
  // A status that nobody knows is told of.
  const left = status === 'other' ? { status: record['status'] ?? null } : none;
  // Each literal has exactly the room that it needs: there may be two hundred thousand.
  const named = titleIn(fields);
  const entity = parent
    ? { kind, sourcedId, title: named, parent, fields }
    : { kind, sourcedId, title: named, fields };
  if (sortOrder === undefined) return { entity, status, record: left, isGist: true };
  return { entity, status, sortOrder, record: left, isGist: true };
}

const none: JsonObject = {};

const isCourse = ({ field }: { readonly field: string }): boolean => field === 'course';

/** A lesson that names its course is held against its unit. */
function gistFields(
  title: Json | undefined,
  ofCourse: RecordShape['of'][Kind]['codecs'][number] | undefined,
  record: JsonObject,
): JsonObject {
  const named = ofCourse && record[ofCourse.key];
  const course = ofCourse && named !== undefined ? ofCourse.decode(named) : undefined;
  if (typeof title !== 'string') return course === undefined ? none : { course };
  const beginning = beginningOf(title);
  return course === undefined ? { title: beginning } : { title: beginning, course };
}

const longestTitle = 1024;

/** A stretch of a text would keep all of it in memory: it is copied. */
function beginningOf(text: string): string {
  if (text.length <= longestTitle) return text;
  return `${Buffer.from(text.slice(0, longestTitle), 'utf16le').toString('utf16le')}…`;
}

/** A record without some of its keys. */
export function without(record: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

function parentOf(kind: Kind, record: JsonObject, shape: RecordShape) {
  const ids = shape.of[kind].parentKeys.map((key) => linkedId(record[key]));
  const id = ids.find((one) => one !== undefined);
  return id === undefined ? undefined : addressOf(parentKindOf(kind), id);
}

/** The id that a reference or a plain id names; undefined where there is none. */
export function linkedId(link: Json | undefined): string | undefined {
  const id = isObject(link) ? link['sourcedId'] : link;
  return typeof id === 'string' ? id : undefined;
}

function parentKindOf(kind: Kind): Kind {
  return kind === 'unit' || kind === 'lesson' ? parentKind[kind] : kind;
}

/** Some platforms keep numbers as texts. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string') return plainNumber(value);
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

function hasOrder(kind: Kind): boolean {
  return kind === 'unit' || kind === 'lesson';
}

function statusOf(status: Json | undefined, shape: RecordShape): RemoteEntity['status'] {
  if (status === shape.status.active) return 'active';
  return status === shape.status.retired ? 'tobedeleted' : 'other';
}
