import { type Address, addressOf } from '../model/address.ts';
import type { CatalogNode, NodeSource } from '../model/catalog.ts';
import { titleIn } from '../model/entity.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Point } from '../model/span.ts';
import { pointIn, sourcedIdOf, type WrittenNode } from './node.ts';
import { childLists } from './structure.ts';

/** A checked node as a catalog entry; nothing if it has no id. `idOf` gives the id to use. */
export function catalogNode(
  node: WrittenNode,
  idOf: (node: WrittenNode) => string | undefined = sourcedIdOf,
): (readonly [Address, CatalogNode])[] {
  const sourcedId = idOf(node);
  const parent = node.kind === 'resource' ? undefined : node.parent;
  const parentId = parent && idOf(parent);
  if (sourcedId === undefined) return [];
  const fields = fieldsOf(node);
  const entity = {
    kind: node.kind,
    sourcedId,
    title: titleIn(fields),
    ...(parent && parentId !== undefined && { parent: addressOf(parent.kind, parentId) }),
    fields,
  };
  const source = new SourceInManifest(node.manifest.file, () => node);
  const frozen = node.kind === 'course' && node.value['freeze'] === true;
  return [[addressOf(node.kind, sourcedId), { entity, source, ...(frozen && { freeze: true }) }]];
}

/**
 * Positions are looked up on demand, since few nodes have a problem. It is a class because an
 * object with its own getters takes several times as long to create.
 */
export class SourceInManifest implements NodeSource {
  readonly file: string;
  readonly #written: () => WrittenNode;
  #start: Point | undefined;
  #fields: ReadonlyMap<string, Point> | undefined;

  constructor(file: string, written: () => WrittenNode) {
    this.file = file;
    this.#written = written;
  }

  get start(): Point {
    this.#start ??= pointIn(this.#written(), []);
    return this.#start;
  }

  get fields(): ReadonlyMap<string, Point> {
    this.#fields ??= pointsOf(this.#written());
    return this.#fields;
  }
}

/** Fields that an author wrote about the node itself, without identity and children. */
function fieldsOf({ kind, value }: WrittenNode): JsonObject {
  const { additional, ...written } = value;
  const apart = kind === 'course' ? ['kind', 'sourcedId', 'freeze'] : ['kind', 'sourcedId'];
  const own = Object.entries(written).filter(
    ([field]) => !apart.includes(field) && !Object.hasOwn(childLists[kind], field),
  );
  const fields = own.map(([field, content]) => [
    field,
    field === 'grades' ? asTexts(content) : content,
  ]);
  return { ...Object.fromEntries(fields), ...(isObject(additional) && additional) };
}

/** The platform expects grades as texts; authors write `6`. */
function asTexts(grades: Json): Json {
  if (!Array.isArray(grades)) return grades;
  return grades.map((grade: Json) => (typeof grade === 'string' ? grade : canonicalJson(grade)));
}

/** Positions of all keys, including those inside `additional` under their own names. */
function pointsOf(node: WrittenNode): ReadonlyMap<string, Point> {
  const { additional } = node.value;
  const keys = Object.keys(node.value).map((key) => [key, pointIn(node, [key])] as const);
  const further = isObject(additional)
    ? Object.keys(additional).map((key) => [key, pointIn(node, ['additional', key])] as const)
    : [];
  return new Map([...further, ...keys]);
}
