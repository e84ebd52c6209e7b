import type { MapLayout } from '../document/layout.ts';
import { type LocatedDocument, parseYaml } from '../document/parse.ts';
import { type Path, quoteShort } from '../document/place.ts';
import { decodeText } from '../document/source-text.ts';
import { nearest, validate } from '../document/validate.ts';
import { isObject, type JsonObject, parseJson } from '../model/json.ts';
import { type Kind, kinds } from '../model/node.ts';
import { placementOrder } from '../model/placements.ts';
import { type Point, type Problem, problem, type Span } from '../model/problem.ts';

/** A YAML file that states its kind. It may still break its schema. */
export interface Manifest {
  readonly file: string;
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly document: LocatedDocument;
}

/** The result of reading one file. */
export interface ManifestReading {
  readonly file: string;
  /** Absent if the bytes are not text. */
  readonly text?: string;
  /** Absent if the file is not a YAML map with a kind. */
  readonly manifest?: Manifest;
  readonly problems: readonly Problem[];
}

/** Reads one file as far as possible, with every problem that shows without other files. */
export function readManifest({ file, bytes }: SourceFile): ManifestReading {
  const text = decodeText(file, bytes);
  if (!text.ok) return { file, problems: text.problems };
  const parsed = parseYaml(file, text.value);
  const base = { file, text: text.value };
  if (!parsed.ok) return { ...base, problems: parsed.problems };
  const document = parsed.value;
  const { value } = document;
  if (!isObject(value)) return { ...base, problems: [notAMap(document, file, text.value)] };
  const { kind } = value;
  if (!isKind(kind)) return { ...base, problems: [unknownKind(document, file)] };
  const errors = validate(kind, document, file);
  const hazards = parsed.problems.filter((warning) => !errors.some(isAtSamePlace(warning)));
  return { ...base, manifest: { file, kind, value, document }, problems: [...hazards, ...errors] };
}

/** Gives a check of problems: whether one is at the place of this warning, which then says nothing more. */
function isAtSamePlace({ span: a }: Problem): (other: Problem) => boolean {
  return ({ span: b }) => a?.start.line === b?.start.line && a?.start.column === b?.start.column;
}

function notAMap(document: LocatedDocument, file: string, text: string): Problem {
  const isPointer = text.startsWith('version https://git-lfs.github.com/spec/');
  return problem('schema/wrong-type', {
    detail: `A manifest is a map of fields, such as \`kind: course\`. This file is ${isPointer ? 'a pointer of Git LFS' : 'not a map'}.`,
    // With its content checked out, the commits that it is compared with would still have pointers.
    ...(isPointer && {
      hint: 'Keep manifests out of Git LFS: run `git lfs pull`, remove the pattern from .gitattributes, and commit the files again with `git add --renormalize .`.',
    }),
    span: { file, start: document.pointAt([]) },
  });
}

function unknownKind(document: LocatedDocument, file: string): Problem {
  const kind = isObject(document.value) ? document.value['kind'] : undefined;
  const near = typeof kind === 'string' ? nearest(kind, kinds) : undefined;
  const found = typeof kind === 'string' ? quoteShort(kind) : 'this';
  const keys = isObject(document.value) ? Object.keys(document.value) : [];
  const other = keys.find((key) => key !== 'kind' && key.toLowerCase() === 'kind');
  const wanted = other === undefined ? 'Write' : `Write ${quoteShort(other)} as \`kind\`, with`;
  return problem('schema/unknown-kind', {
    detail:
      kind === undefined ? 'The file does not say what it holds.' : `There is no kind ${found}.`,
    hint:
      near === undefined
        ? kind === undefined
          ? `${wanted} one of these in the first line: ${kinds.map((one) => `\`kind: ${one}\``).join(', ')}.`
          : `Write one of: ${kinds.join(', ')}.`
        : `Did you mean "${near}"?`,
    span: { file, start: document.pointAt(['kind']) },
  });
}

/** The lists of a node that hold nodes or includes, with the kind of their nodes. */
export const childLists: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  course: { units: 'unit', resources: 'resource' },
  unit: { lessons: 'lesson' },
  // Only if the dialect nests lessons in lessons.
  lesson: { lessons: 'lesson' },
  resource: {},
};

/** A node as a text writes it, or the include in its place. */
export interface WrittenItem {
  readonly kind: Kind;
  readonly value: JsonObject;
  /** The path from the root of the text. */
  readonly path: Path;
}

/** All items of one text, each before those below it. Includes are not followed. */
export function itemsOf({ kind, value }: Pick<Manifest, 'kind' | 'value'>): WrittenItem[] {
  const found: WrittenItem[] = [];
  add({ kind, value, path: [] });
  return found;

  function add(item: WrittenItem): void {
    found.push(item);
    for (const [list, below] of Object.entries(childLists[item.kind])) {
      const inner = item.value[list];
      if (!Array.isArray(inner)) continue;
      for (const [index, one] of inner.entries()) {
        if (isObject(one)) add({ kind: below, value: one, path: [...item.path, list, index] });
      }
    }
  }
}

/** The lists of a node that name other nodes by sourcedId, with the kind of those nodes. */
export const referenceLists: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  course: {},
  unit: { prerequisites: 'unit', resources: 'resource' },
  lesson: { prerequisites: 'lesson', resources: 'resource' },
  resource: {},
};

const first = ['kind', 'sourcedId', 'title'] as const;
const further = ['metadata', 'additional'] as const;

/** The fields of a node in the order in which `fmt` writes them. */
export const fieldOrder: Readonly<Record<Kind, readonly string[]>> = {
  course: [
    ...first,
    ...['freeze', 'courseCode', 'org', 'primaryApp', 'level'],
    ...['subjects', 'grades', 'subjectCodes'],
    ...further,
    ...['defaults', 'units', 'resources'],
  ],
  unit: [...first, 'prerequisites', 'resources', ...further, 'lessons'],
  lesson: [...first, 'prerequisites', 'resources', 'standards', ...further, 'lessons'],
  resource: [
    ...first,
    ...['vendorResourceId', 'vendorId', 'applicationId', 'roles', 'importance', 'standards'],
    ...further,
  ],
};

/** Whether a value is a kind. */
export function isKind(value: unknown): value is Kind {
  return (kinds as readonly unknown[]).includes(value);
}

/**
 * A file of the catalog with its bytes. `file` is relative to the folder of the config, with forward
 * slashes.
 */
export interface SourceFile {
  readonly file: string;
  readonly bytes: Uint8Array;
}

/** The files, with new texts for those in `changed`. */
export function withTexts(
  files: readonly SourceFile[],
  changed: readonly { readonly file: string; readonly text: string }[],
): readonly SourceFile[] {
  const texts = new Map(changed.map(({ file, text }) => [file, new TextEncoder().encode(text)]));
  return files.map(({ file, bytes }) => ({ file, bytes: texts.get(file) ?? bytes }));
}

/** The canonical layout of a node of a kind: the order of its keys, and the layouts of its lists. */
export function manifestLayout(kind: Kind): MapLayout {
  const places = Object.hasOwn(referenceLists[kind], 'resources');
  const lists: Record<string, MapLayout> = places
    ? { resources: { order: placementOrder, lists: {} } }
    : {};
  const layout = { order: [...fieldOrder[kind], 'include'], lists };
  for (const [list, child] of Object.entries(childLists[kind])) {
    lists[list] = child === kind ? layout : manifestLayout(child);
  }
  return layout;
}

/** Finds the field `kind` in the first column. */
const written = /^["']?kind["']?[ \t]*:[ \t]*["']?([\w-]{1,40})/m;
/** The number of bytes to search for the kind, which is near the start of a file. */
const looked = 64 * 1024;

function kindIn(bytes: Uint8Array): string | undefined {
  const start = decoder.decode(bytes.subarray(0, looked));
  // JSON may have the fields in any order, and nested maps may have the same key.
  return start.trimStart().startsWith('{') ? kindInJson(bytes) : written.exec(start)?.[1];
}

const decoder = new TextDecoder();

function kindInJson(bytes: Uint8Array): string | undefined {
  const text = decoder.decode(bytes);
  const value = text.includes('"kind"') ? parseJson(text) : undefined;
  const kind = value !== undefined && isObject(value) ? value['kind'] : undefined;
  return typeof kind === 'string' ? kind : undefined;
}

/** The kind that a file states, without parsing it as YAML; undefined if it states none. */
export function declaredKind(bytes: Uint8Array): Kind | undefined {
  const said = kindIn(bytes);
  return isKind(said) ? said : undefined;
}

/** Whether a file is meant as a manifest: it states a kind, or a misspelt one. */
export function isMeantAsManifest(bytes: Uint8Array): boolean {
  const said = kindIn(bytes);
  return said !== undefined && (isKind(said) || nearest(said, kinds) !== undefined);
}

/**
 * The readings of files by their byte arrays (by identity, not equality). Two states of a catalog that
 * share the arrays of unchanged files share the work of reading them. A single state does without: readings
 * take about ten times the memory of the files.
 */
export type ManifestReadings = WeakMap<Uint8Array, ManifestReading>;

/** The reading of a file. It is reused if the same byte array was read before, also under another name. */
export function readingOf(source: SourceFile, readings: ManifestReadings): ManifestReading {
  const known = readings.get(source.bytes);
  if (known?.file === source.file) return known;
  // Problems name the file in which they were found.
  if (known?.manifest && known.problems.length === 0) {
    const { file } = source;
    return { ...known, file, manifest: { ...known.manifest, file } };
  }
  const reading = readManifest(source);
  readings.set(source.bytes, reading);
  return reading;
}

/** A node as written in a manifest; its fields are still unchecked. */
export interface WrittenNode {
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly manifest: Manifest;
  /** The path of the node inside of its manifest. */
  readonly path: Path;
  /** The node whose list holds or includes this one. */
  readonly parent?: WrittenNode;
}

/** The node at the root of a manifest. */
export function rootNode(manifest: Manifest, parent?: WrittenNode): WrittenNode {
  const { kind, value } = manifest;
  return { kind, value, manifest, path: [], ...(parent && { parent }) };
}

/** The id as written, valid or not; undefined if there is none or it is not a text. */
export function writtenIdOf({ value }: WrittenNode): string | undefined {
  const { sourcedId } = value;
  return typeof sourcedId === 'string' ? sourcedId : undefined;
}

/** The name of a node in messages: `lesson "Adding fractions"`. */
export function writtenTitleOf({ kind, value }: WrittenNode): string {
  const { title } = value;
  return typeof title === 'string' ? `${kind} ${quoteShort(title)}` : `${kind} without a title`;
}

/** The position of a value inside of a node: of its key, or of the value itself. */
export function pointIn(node: WrittenNode, inner: Path, what?: 'key' | 'value'): Point {
  return node.manifest.document.pointAt([...node.path, ...inner], what);
}

/** The span of a value inside of a node: of its key, or of the value itself. */
export function spanIn(node: WrittenNode, inner: Path, what?: 'key' | 'value'): Span {
  return { file: node.manifest.file, start: pointIn(node, inner, what) };
}

/** The files from that of the node's course to its own, each including the next. */
export function filesAbove({ manifest, parent }: WrittenNode): string[] {
  const above = parent ? filesAbove(parent) : [];
  return above.at(-1) === manifest.file ? above : [...above, manifest.file];
}
