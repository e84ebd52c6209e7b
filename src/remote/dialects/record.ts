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

/** How the records of a platform hold nodes. Each dialect makes a shape from its facts. */
export interface RecordShape {
  /** The key of the number that orders siblings. */
  readonly sortOrder: string;
  readonly status: { readonly active: string; readonly retired: string };
  /** Whether the client sends dateLastModified. */
  readonly sendsDate: boolean;
  /**
   * What a PUT carries: `record` is the record as read with the managed fields over it, `managed` only these
   * fields.
   */
  readonly body: 'record' | 'managed';
  /** Fields that are never compared and never sent. */
  readonly serverOwned: readonly string[];
  /** Whether a reference has a `type` besides the id of its target. */
  readonly typesReferences: boolean;
  readonly of: Readonly<Record<Kind, KindShape>>;
}

/** How the records of one kind hold their references. */
export interface KindShape {
  /** The keys that name the parent: all are written, and the first one that is not empty is read. */
  readonly parentKeys: readonly string[];
  /** The fields that refer to other records; all other fields are the same in git and in records. */
  readonly codecs: readonly FieldCodec[];
}

/**
 * Decodes a record of the platform to a node: references become ids, place and order are kept apart,
 * server-owned fields are left out. Undefined if the record has no usable sourcedId.
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
  const title = titleIn(fields);
  // Every record of a platform passes here, and spreads take several times as long as literals.
  const entity = parent
    ? { kind, sourcedId, title, parent, fields }
    : { kind, sourcedId, title, fields };
  const status = statusOf(record['status'], shape);
  return hasOrder(kind) && order !== undefined
    ? { entity, status, sortOrder: order, record }
    : { entity, status, record };
}

/** The record that is sent to write a node. */
export function encodeRecord(write: Write, now: Date, shape: RecordShape): JsonObject {
  const { entity, base = {}, sortOrder } = write;
  const { kind, sourcedId } = entity;
  const status =
    write.word ??
    (write.status ? shape.status[write.status] : (base['status'] ?? shape.status.active));
  const held = base[shape.sortOrder];
  // A number that does not change keeps its spelling, even if it is too large to calculate with.
  const stays = held instanceof ExactNumber && plainNumber(held) === sortOrder;
  const order = sortOrder === undefined ? {} : { [shape.sortOrder]: stays ? held : sortOrder };
  const date = shape.sendsDate ? { dateLastModified: now.toISOString() } : {};
  const sent = { sourcedId, status, ...order, ...date };
  if (write.status === 'retired' && !write.revises && shape.body === 'record') {
    // Retiring changes only the status; fields that this tool does not know stay as they were read.
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
  // A reference is replaced whole: merged key by key, it would keep the href of its old target.
  const whole = [...keys, ...codecs.map((codec) => codec.key)];
  return overlay(
    without(base, [...shape.serverOwned, ...whole.filter((one) => managed[one])]),
    managed,
  );
}

/**
 * The fields of a record that every write carries as they were read, managed or not: the owner of a course. A
 * platform that replaces records would clear it otherwise, and nobody would own the course.
 */
function owned(kind: Kind, { primaryApp }: JsonObject): JsonObject {
  return kind === 'course' && primaryApp !== undefined ? { primaryApp } : {};
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
    // If the field of authors has another key, a key of the platform with the field's name means something
    // else.
    else if (!codecs.some(({ field }) => field === key)) fields.push([key, value]);
  }
  return Object.fromEntries(fields);
}

/** A record of others, which is never written, as a node with only its id, title and place. */
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
  // A warning quotes a status that this tool does not know.
  const left = status === 'other' ? { status: record['status'] ?? null } : nothing;
  // Separate literals have no empty slots for absent keys: a platform may hold two hundred thousand.
  const named = titleIn(fields);
  const entity = parent
    ? { kind, sourcedId, title: named, parent, fields }
    : { kind, sourcedId, title: named, fields };
  if (sortOrder === undefined) return { entity, status, record: left, isGist: true };
  return { entity, status, sortOrder, record: left, isGist: true };
}

const nothing: JsonObject = {};

const isCourse = ({ field }: { readonly field: string }): boolean => field === 'course';

/** The title of a node, and the course that a lesson names, which is compared with that of its unit. */
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

/** The beginning of a text as a copy, since a slice keeps the whole text in memory. */
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

/** The ids that a reference, or a list of references, leads to. */
export function linkedIds(links: Json | undefined): readonly string[] {
  return (Array.isArray(links) ? links : [links]).flatMap((link) => linkedId(link) ?? []);
}

function parentKindOf(kind: Kind): Kind {
  return kind === 'unit' || kind === 'lesson' ? parentKind[kind] : kind;
}

/**
 * A number that stands in a record as a number or as a text, as some platforms have it; undefined for
 * anything else.
 */
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

/** How a record holds one field of a node. */
export interface FieldCodec {
  /** The name of the field in manifests. */
  readonly field: string;
  /** The key of the field in records. */
  readonly key: string;
  readonly decode: (value: Json) => Json;
  /**
   * Encodes a value for a record; `present` is the value there, whose references keep everything besides
   * their ids.
   */
  readonly encode: (value: Json, present: Json | undefined) => Json;
}

/**
 * The reference `{ "sourcedId": … }`, with what the record already says about this target, and `type` if
 * given.
 */
function reference(id: Json, type: string | undefined, present?: Json): JsonObject {
  const same = isObject(present) && present['sourcedId'] === id ? present : {};
  return { ...same, ...(type !== undefined && { type }), sourcedId: id };
}

/** The id in a reference, or the value itself if it stands alone; null if the reference has no id. */
export function idOf(link: Json): Json {
  return isObject(link) ? (link['sourcedId'] ?? null) : link;
}

/** The ids in a list of references, in one reference, or in null: every form is read, whichever is sent. */
function idsOf(links: Json): Json {
  if (links === null) return [];
  return Array.isArray(links) ? links.map(idOf) : [idOf(links)];
}

/** A codec for one id that records hold as one reference. */
export function one(field: string, key: string, type: string | undefined): FieldCodec {
  return {
    field,
    key,
    decode: idOf,
    encode: (id, present) => (id === null ? null : reference(id, type, present)),
  };
}

/** A codec for a list of ids that records hold as a list of references. */
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

/** A codec for a list of at most one id that records hold as one reference or null. */
export function single(field: string, key: string, type: string | undefined): FieldCodec {
  const inner = one(field, key, type);
  return {
    ...inner,
    decode: idsOf,
    encode: (ids, present) => inner.encode(Array.isArray(ids) ? (ids[0] ?? null) : null, present),
  };
}

/**
 * Lays fields over a record: maps are merged key by key, other values replaced; other keys stay. A key keeps
 * the Unicode form that it has in the record: for a platform whose PUT merges, another form would be another
 * key. An equal number keeps its spelling, `12.0` for `12`, and so does a list of equal values.
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
