import { jsonTextOf } from '../../document/json-text.ts';
import { layOutValue } from '../../document/layout.ts';
import { quoteShort } from '../../document/place.ts';
import { manifestLayout } from '../../manifest/manifest.ts';
import { firstFree } from '../../manifest/outline.ts';
import type { Snapshot, SnapshotNode } from '../../model/catalog.ts';
import { inputLimits, limitInWords } from '../../model/input-limits.ts';
import { isNumber, type Json, type JsonObject } from '../../model/json.ts';
import { type Kind, nodeKey, titleIn } from '../../model/node.ts';
import { type Checked, failure } from '../../model/problem.ts';
import { nodeInWords, type SourceAccount, type SourceItem } from './account.ts';
import type { SourceState } from './states.ts';

/** A node to be written into the manifests, whatever its source. */
export interface ImportedNode {
  readonly kind: Kind;
  readonly sourcedId: string;
  /** Fields in the form of manifests, including the title. */
  readonly fields: JsonObject;
  /** Units of a course, or lessons of a unit, in order. */
  readonly children: readonly ImportedNode[];
  /** Resources that are written into the manifest of this course. */
  readonly resources: readonly ImportedNode[];
  /** Fields for which the source has a place that is empty: `metadata.minutes`. */
  readonly emptied?: readonly string[];
}

/** Imported nodes with ids, from which manifests are written. */
export interface Imported {
  readonly courses: readonly ImportedNode[];
  /** Resources that belong to no course. */
  readonly resources: readonly ImportedNode[];
}

/** A part of a source that is not imported: a node or a field. */
export interface LeftOut {
  /** The part in words: `lesson "Rivers"`. */
  readonly what: string;
  /** The reason, worded so that it fits all parts with the same one. */
  readonly why: string;
}

/** All imported nodes, parents before children, resources after their course. */
export function importedNodes({ courses, resources }: Imported): ImportedNode[] {
  return [...courses, ...resources].flatMap(branchOf);
}

interface Branch<T> {
  readonly children: readonly T[];
  readonly resources: readonly T[];
}

/** A node with all nodes below it: its children and theirs, then its resources. */
export function branchOf<T extends Branch<T>>(node: T): T[] {
  return [node, ...node.children.flatMap(branchOf), ...node.resources.flatMap(branchOf)];
}

/** A node of a source, before it has an id in this catalog. */
export interface OutlineNode extends SourceState {
  readonly kind: Kind;
  /** The source's name for the node, by which later imports recognise it. */
  readonly key: string;
  /** Whether the key is only the title: a new title may still mean the same node. */
  readonly isKeyTitle?: boolean;
  /** Place in the source for messages: `line 12`. */
  readonly at: string;
  /** The id that the source gives, unchecked. */
  readonly ownId?: string;
  /** Fields in the form of manifests. The title may be absent or empty. */
  readonly fields: JsonObject;
  /** Keys of the resources that a lesson places. */
  readonly places: readonly string[];
  /** Units of a course, or lessons of a unit, in order. */
  readonly children: readonly OutlineNode[];
  /** Resources that the lessons of a course place. */
  readonly resources: readonly OutlineNode[];
  /** Fields for which the source has a place that is empty: `metadata.minutes`. */
  readonly emptied?: readonly string[];
  /** The items of the account from which it was made. */
  readonly items: readonly SourceItem[];
}

/** The name of a node in its source: `kind key`. */
export function keyName({ kind, key }: Pick<OutlineNode, 'kind' | 'key'>): string {
  return `${kind} ${key}`;
}

/** The result of reading any source: courses, units and lessons in order, each with a key. */
export interface SourceOutline {
  /** The source's own name, if it has one. */
  readonly name?: string;
  readonly courses: readonly OutlineNode[];
  /** Parts that are left out and have no item in the account. */
  readonly leftOut: readonly LeftOut[];
  /** Nodes that are left out by what the source says of them, with all below them. */
  readonly omitted?: readonly OutlineNode[];
  /** Whether `export outline` wrote it: its ids are those of this catalog, so no keys have to be kept. */
  readonly isExported?: boolean;
  /** Counts how each part of the source ends. */
  readonly account?: SourceAccount;
}

/** The first of `key`, `key (2)`, `key (3)` and so on that is free; `last` is that of `firstFree`. */
export function numberedKey(
  key: string,
  isFree: (key: string) => boolean,
  last: Map<string, number> | undefined,
): string {
  return firstFree(key, isFree, { form: (number) => `${key} (${number})`, last });
}

export function outlineNode(
  node: Pick<OutlineNode, 'kind' | 'key' | 'at'> & Partial<OutlineNode>,
): OutlineNode {
  return { fields: {}, places: [], children: [], resources: [], items: [], ...node };
}

/** The problem of a source that is not read, and perhaps what to do instead. */
export function unreadable(detail: string, hint?: string): Checked<never> {
  return failure('import/unreadable', { detail, ...(hint !== undefined && { hint }) });
}

/** The problem of a source with too many nodes, found before an import that would take hours begins. */
export function tooManyNodes(): Checked<never> {
  return unreadable(
    `The source has more than ${limitInWords(inputLimits.nodes)}: courses, units and lessons together.`,
    'Import it in parts, some courses at a time.',
  );
}

/** Resources that nothing places any more once some nodes are gone, with everything below these. */
export function placedOnlyIn(
  courses: readonly OutlineNode[],
  isGone: (node: OutlineNode) => boolean,
): ReadonlySet<OutlineNode> {
  const kept = new Set<string>();
  const gone = new Set<string>();
  for (const course of courses) follow(course, false);
  const resources = courses.flatMap((course) => course.resources);
  return new Set(resources.filter(({ key }) => gone.has(key) && !kept.has(key)));

  function follow(node: OutlineNode, isAboveGone: boolean): void {
    const isHere = isAboveGone || isGone(node);
    for (const key of node.places) (isHere ? gone : kept).add(key);
    for (const child of node.children) follow(child, isHere);
  }
}

/** A node of a source that is left out with everything below it, or one field of a node. */
export interface DroppedPart {
  readonly node: OutlineNode;
  readonly field?: string;
  readonly why: string;
}

/** Reports that a part is left out: in the account, or in words if the account has no item for it. */
export function leaveOut({ node, field, why }: DroppedPart, account?: SourceAccount): LeftOut[] {
  const items = node.items.filter((item) => field === undefined || item.field === field);
  if (account && items.length > 0) {
    if (field === undefined) account.dropped(node, why);
    else for (const item of items) account.leftOut(item, why);
    return [];
  }
  const subject = nodeInWords(node);
  if (field === undefined) return [{ what: `${subject} at ${node.at}`, why }];
  const value = quoteShort(node.ownId ?? '');
  return [{ what: `the ${field === 'sourcedId' ? `id ${value}` : field} of ${subject}`, why }];
}

/** Imported nodes in the form in which identity compares them. */
export function importedSnapshot({ courses }: Imported, file: string): Snapshot {
  const nodes: SnapshotNode[] = [];
  for (const [index, course] of courses.entries()) walk(course, index, undefined);
  return new Map(nodes.map((node) => [nodeKey(node), node]));

  function walk(node: ImportedNode, index: number, parent: string | undefined): void {
    const { kind, sourcedId, fields } = node;
    nodes.push({
      kind,
      sourcedId,
      ...(parent !== undefined && { parent }),
      position: index + 1,
      title: titleIn(fields),
      fields,
      span: { file, start: { line: 1, column: 1 } },
    });
    for (const children of [node.children, node.resources]) {
      for (const [at, child] of children.entries()) walk(child, at, sourcedId);
    }
  }
}

/** A title on one line in Unicode NFC; empty if there is none. */
export function cleanTitle(value: Json | undefined): string {
  if (typeof value !== 'string') return isNumber(value) ? String(value) : '';
  return value
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** The text of a new manifest. It names its schema, if the catalog has those from which editors complete. */
export function manifestText(
  file: string,
  kind: Kind,
  value: JsonObject,
  hasSchemas: boolean,
): string {
  if (file.endsWith('.json')) return jsonTextOf(value);
  return layOutValue(value, manifestLayout(kind), hasSchemas ? schemaLine(file, kind) : '');
}

function schemaLine(file: string, kind: Kind): string {
  const up = '../'.repeat(file.split('/').length - 1) || './';
  return `# yaml-language-server: $schema=${up}schemas/${kind}.schema.json\n`;
}
