import {
  canonicalJson,
  ExactNumber,
  isNumber,
  isObject,
  type Json,
  type JsonObject,
  keyIn,
  plainNumber,
} from '../../model/json.ts';
import { addressOf, idIn, type Kind, parentKind, titleIn } from '../../model/node.ts';
import type { RemoteEntity } from '../../model/remote.ts';
import type { Write } from './dialect.ts';

/** How the records of a platform hold nodes. Each dialect makes one from its facts. */
export interface RecordShape {
  /** The key of the number that orders siblings. */
  readonly sortOrder: string;
  readonly status: { readonly active: string; readonly retired: string };
  /** Whether the client sends dateLastModified. */
  readonly sendsDate: boolean;
  /** `record`: what was read with the managed fields laid over; `managed`: those only. */
  readonly body: 'record' | 'managed';
  /** Never compared and never carried over into a write. */
  readonly serverOwned: readonly string[];
  /** Whether references say what they refer to, `type`, beside its id. */
  readonly typesReferences: boolean;
  readonly of: Readonly<Record<Kind, KindShape>>;
}

/** How the records of one kind hold their references. */
export interface KindShape {
  /** The keys that say where a node hangs: all are written, the first that says something is read. */
  readonly parentKeys: readonly string[];
  /** The fields that refer to other records; every other field is the same on both sides. */
  readonly codecs: readonly FieldCodec[];
}

/**
 * A record of the platform as a node: references as ids, place and order apart, fields that only the
 * server decides left out. Undefined if the record has no usable sourcedId.
 */
export function decodeRecord(
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
export function encodeRecord(write: Write, now: Date, shape: RecordShape): JsonObject {
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
  const { codecs, parentKeys: keys } = shape.of[kind];
  const encoded = Object.fromEntries(
    Object.entries(entity.fields).map(([field, value]) => {
      const codec = codecs.find((one) => one.field === field);
      return codec ? [codec.key, codec.encode(value, base[codec.key])] : [field, value];
    }),
  );
  const managed: Record<string, Json> = { ...sent, ...encoded };
  const parent = entity.parent && idIn(entity.parent);
  for (const key of parent ? keys : []) {
    const type = shape.typesReferences ? parentKindOf(kind) : undefined;
    managed[key] = reference(parent ?? '', type, base[key]);
  }
  if (shape.body === 'managed') return { ...owned(kind, base), ...managed };
  // A reference is one value: laid over leaf by leaf, it would keep the old target's href.
  const whole = [...keys, ...codecs.map((codec) => codec.key)];
  return overlay(
    without(base, [...shape.serverOwned, ...whole.filter((one) => managed[one])]),
    managed,
  );
}

/**
 * What a write carries whatever is managed, as it was read: who owns a course. A platform that
 * replaces records would clear it, and the course would be nobody's.
 */
function owned(kind: Kind, { primaryApp }: JsonObject): JsonObject {
  return kind === 'course' && primaryApp !== undefined ? { primaryApp } : {};
}

function dateOf(now: Date, { sendsDate }: RecordShape): JsonObject {
  return sendsDate ? { dateLastModified: now.toISOString() } : {};
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
    // What the platform calls `resources` is not what authors do, if theirs is kept elsewhere.
    else if (!codecs.some(({ field }) => field === key)) fields.push([key, value]);
  }
  return Object.fromEntries(fields);
}

/** A record of others, which is never written over, as a node of which only id, title and place are kept. */
export function gistOf(
  kind: Kind,
  record: JsonObject,
  shape: RecordShape,
): RemoteEntity | undefined {
  const { sourcedId, title } = record;
  if (typeof sourcedId !== 'string') return undefined;
  const parent = parentOf(kind, record, shape);
  const fields = gistFields(title, shape.of[kind].codecs.find(isCourse), record);
  const status = statusOf(record['status'], shape);
  const sortOrder = hasOrder(kind) ? numberOf(record[shape.sortOrder]) : undefined;
  // A warning quotes a status that is not known.
  const left = status === 'other' ? { status: record['status'] ?? null } : nothing;
  // Each literal has exactly the room that it needs: there may be two hundred thousand.
  const named = titleIn(fields);
  const entity = parent
    ? { kind, sourcedId, title: named, parent, fields }
    : { kind, sourcedId, title: named, fields };
  if (sortOrder === undefined) return { entity, status, record: left, isGist: true };
  return { entity, status, sortOrder, record: left, isGist: true };
}

const nothing: JsonObject = {};

const isCourse = ({ field }: { readonly field: string }): boolean => field === 'course';

/** The title, and the course of a lesson, which is compared with that of its unit. */
function gistFields(
  title: Json | undefined,
  ofCourse: RecordShape['of'][Kind]['codecs'][number] | undefined,
  record: JsonObject,
): JsonObject {
  const named = ofCourse && record[ofCourse.key];
  const course = ofCourse && named !== undefined ? ofCourse.decode(named) : undefined;
  if (typeof title !== 'string') return course === undefined ? nothing : { course };
  const beginning = beginningOf(title);
  return course === undefined ? { title: beginning } : { title: beginning, course };
}

const longestTitle = 1024;

/** Copied, since a slice of a text keeps all of the text in memory. */
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

/** The id in a reference, or the id itself if it stands alone; undefined if there is none. */
export function linkedId(link: Json | undefined): string | undefined {
  const id = isObject(link) ? link['sourcedId'] : link;
  return typeof id === 'string' ? id : undefined;
}

/** The ids that a reference, or a list of them, leads to. */
export function linkedIds(links: Json | undefined): readonly string[] {
  return (Array.isArray(links) ? links : [links]).flatMap((link) => linkedId(link) ?? []);
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

/** How one field of a node stands in a record. */
export interface FieldCodec {
  /** The author's name of the field. */
  readonly field: string;
  /** The platform's name of it. */
  readonly key: string;
  readonly decode: (value: Json) => Json;
  /** `present` is the value in the record: what a reference says beside its id is kept. */
  readonly encode: (value: Json, present: Json | undefined) => Json;
}

/** `{ "sourcedId": … }`, with what the record already says about the same target, and `type` if given. */
function reference(id: Json, type: string | undefined, present?: Json): JsonObject {
  const same = isObject(present) && present['sourcedId'] === id ? present : {};
  return { ...same, ...(type !== undefined && { type }), sourcedId: id };
}

/** The id in a reference, or the id itself if it stands alone; null if there is none. */
export function idOf(link: Json): Json {
  return isObject(link) ? (link['sourcedId'] ?? null) : link;
}

/** The ids in a list, in one reference, or in nothing: any form is read, whatever form is sent. */
function idsOf(links: Json): Json {
  if (links === null) return [];
  return Array.isArray(links) ? links.map(idOf) : [idOf(links)];
}

/** One id as one reference. */
export function one(field: string, key: string, type: string | undefined): FieldCodec {
  return {
    field,
    key,
    decode: idOf,
    encode: (id, present) => (id === null ? null : reference(id, type, present)),
  };
}

/** A list of ids as a list of references. */
export function many(field: string, key: string, type: string | undefined): FieldCodec {
  return {
    field,
    key,
    decode: idsOf,
    encode: (ids, present) => {
      const held: readonly Json[] = Array.isArray(present) ? present : [];
      const find = (id: Json) => held.find((link) => idOf(link) === id);
      return Array.isArray(ids) ? ids.map((id) => reference(id, type, find(id))) : ids;
    },
  };
}

/** A list of at most one id as one reference or nothing. */
export function single(field: string, key: string, type: string | undefined): FieldCodec {
  const inner = one(field, key, type);
  return {
    ...inner,
    decode: idsOf,
    encode: (ids, present) => inner.encode(Array.isArray(ids) ? (ids[0] ?? null) : null, present),
  };
}

/**
 * Lays fields over a record: maps leaf by leaf, everything else whole. Other keys stay. A key
 * stays in the Unicode form in which the record holds it: if PUT merges, another form of it
 * would be another entry. A number that is the same stays written as the record has it, `12.0` for
 * `12`, and so does a list of the same values.
 */
export function overlay(base: JsonObject, over: JsonObject): JsonObject {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const held = keyIn(base, key) ?? key;
    const before = result.get(held);
    const isSame = before !== undefined && saysTheSame(before, value);
    const laid = isObject(before) && isObject(value) ? overlay(before, value) : value;
    result.set(held, isSame ? before : laid);
  }
  return Object.fromEntries(result);
}

function saysTheSame(before: Json, value: Json): boolean {
  if (isNumber(before)) return isNumber(value) && canonicalJson(before) === canonicalJson(value);
  if (!Array.isArray(before) || !Array.isArray(value)) return false;
  return before.length === value.length && canonicalJson(before) === canonicalJson(value);
}
