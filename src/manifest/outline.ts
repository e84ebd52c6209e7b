import type { Path } from '../document/place.ts';
import { isObject, type Json } from '../model/json.ts';
import { type IdKey, idKey, type Kind } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { isDeviceName } from '../model/text.ts';
import {
  type CatalogFiles,
  followInclude,
  includePath,
  naturalOrder,
  type Trail,
  twiceProblems,
} from './include.ts';
import {
  childLists,
  type Manifest,
  type ManifestReading,
  type ManifestReadings,
  readingOf,
  rootNode,
  type SourceFile,
  spanIn,
  type WrittenNode,
  writtenIdOf,
} from './manifest.ts';

/** The files of one state of a catalog. */
export interface ManifestSet {
  readonly files: readonly SourceFile[];
  /** The `catalog` globs of the config, for messages. */
  readonly globs: string;
  /** Readings that are shared with another state of the catalog. New readings are added to it. */
  readonly readings?: ManifestReadings;
}

/** All nodes of all manifests, joined by includes. */
interface CatalogOutline {
  /** The results of reading, in natural order of the names of files. */
  readonly readings: readonly ManifestReading[];
  /** Whether every file could be read. An unreadable file may include others. */
  readonly isWhole: boolean;
  /** The nodes in outline order: courses with everything below them, then resources with own files. */
  readonly nodes: readonly WrittenNode[];
  /** Units and lessons below no course. They are not part of the catalog. */
  readonly detached: readonly WrittenNode[];
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly files: CatalogFiles;
  readonly trail: Trail;
  /**
   * The names of files in the includes that were followed. If such a file has no place, its include tells.
   */
  readonly followed: Set<string>;
}

/** Reads all files, and follows lists and includes from the courses down. */
export function readOutline({
  files: sources,
  globs,
  readings: known = new WeakMap(),
}: ManifestSet): CatalogOutline {
  const readings = [...sources]
    .sort((a, b) => naturalOrder(a.file, b.file))
    .map((file) => readingOf(file, known));
  const manifests = new Map(
    readings.flatMap(({ file, manifest }) => (manifest ? [[file, manifest] as const] : [])),
  );
  const files = { manifests, names: new Set(readings.map(({ file }) => file)), globs };
  const trail: Trail = { included: new Map(), meant: new Set(), problems: [], twice: [] };
  const followed = new Set<string>();
  const from = (kind: Kind): WrittenNode[] =>
    [...manifests.values()]
      .filter((manifest) => manifest.kind === kind)
      .filter(({ file }) => !trail.included.has(file))
      .flatMap((manifest) => subtree(rootNode(manifest), { files, trail, followed }));
  const nodes = [...from('course'), ...from('resource')];
  const detached = [...from('unit'), ...from('lesson')];
  const isWhole = manifests.size === files.names.size;
  // If an include probably means a file, the problem of that include is enough.
  const isMeant = ({ manifest }: WrittenNode) => trail.meant.has(manifest.file);
  const alone = detached.filter((node) => node.parent === undefined && !isMeant(node));
  const named = alone.length > 0 ? namedFiles(files) : new Set();
  const unnamed = alone.filter(({ manifest }) => {
    const name = baseName(manifest.file);
    return followed.has(name) || !named.has(name);
  });
  const unused = isWhole ? unnamed.map((one) => unusedFile(one, nodes)) : [];
  return {
    readings,
    isWhole,
    nodes,
    detached,
    problems: [...trail.problems, ...twiceProblems(trail.twice), ...unused],
  };
}

/** The nodes that are written in one file, without those of its includes. */
export function nodesInFile(manifest: Manifest): readonly WrittenNode[] {
  return subtree(rootNode(manifest));
}

/** A node with everything below it. Without `walk`, includes are not followed. */
function subtree(root: WrittenNode, walk?: Walk): WrittenNode[] {
  const nodes: WrittenNode[] = [];
  add(root);
  return nodes;

  function add(node: WrittenNode): void {
    nodes.push(node);
    const lists = childLists[node.kind];
    // In the order in which the author wrote them.
    for (const list of Object.keys(node.value)) {
      const kind = Object.hasOwn(lists, list) && lists[list];
      const items = kind && node.value[list];
      if (!kind || !Array.isArray(items)) continue;
      items.forEach((item: Json, index) => {
        if (!isObject(item)) return;
        const { manifest } = node;
        if ('include' in item) {
          for (const one of included(item['include'], [list, index], { kind, by: node })) {
            add(rootNode(one, node));
          }
        } else {
          add({ kind, value: item, manifest, path: [...node.path, list, index], parent: node });
        }
      });
    }
  }

  /** The manifests that an include adds, which may be several. */
  function included(
    text: Json | undefined,
    path: Path,
    wanted: { readonly kind: Kind; readonly by: WrittenNode },
  ): readonly Manifest[] {
    if (typeof text !== 'string' || text === '' || !walk) return [];
    walk.followed.add(baseName(text));
    const span = spanIn(wanted.by, [...path, 'include'], 'value');
    return followInclude({ text, span }, wanted, walk);
  }
}

/**
 * The names of the files that manifests include, at any place and in any spelling. If such a place is no
 * list of nodes, the error there is enough, and the advice to add an include would not help.
 */
function namedFiles({ manifests }: CatalogFiles): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (value: Json, key: string | number): void => {
    if (typeof value === 'string') {
      if (typeof key === 'number' || /^includes?$/i.test(key)) names.add(baseName(value));
    } else if (Array.isArray(value)) for (const [at, one] of value.entries()) visit(one, at);
    else if (isObject(value)) for (const [name, one] of Object.entries(value)) visit(one, name);
  };
  for (const { document } of manifests.values()) visit(document.value, '');
  return names;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** The advice for a file that no course includes, with the path that the include needs. */
export function includingText(file: string, kind: Kind, nodes: readonly WrittenNode[]): string {
  const above = kind === 'lesson' ? 'unit' : 'course';
  const holders = new Set(
    nodes.flatMap(({ kind, manifest }) => (kind === above ? [manifest.file] : [])),
  );
  const paths = new Set([...holders].map((one) => includePath(file, one)));
  const [holder] = holders;
  const [path = baseName(file)] = paths;
  const isPlain = /^[\p{L}\d_./][\p{L}\d _./()-]*$/u.test(path);
  const line = `Write \`- include: ${isPlain ? path : JSON.stringify(path)}\` in the list \`${kind}s\` of its ${above}`;
  if (holders.size === 1) return `${line}, in ${holder}.`;
  if (paths.size === 1) return `${line}.`;
  const example = holder === undefined ? '' : `, if that is in ${holder}`;
  return `${line}${example}. The path counts from the folder of the file that includes it.`;
}

function unusedFile(
  { kind, manifest: { file, document } }: WrittenNode,
  nodes: readonly WrittenNode[],
): Problem {
  return problem('include/unused', {
    detail: `No course includes this file, so its ${kind} is not published.`,
    hint: includingText(file, kind, nodes),
    span: { file, start: document.pointAt([]) },
  });
}

/**
 * The manifest that each id belongs to: that of its course, whatever file the node is written in. For
 * resources and nodes below no course, it is the manifest of the topmost node.
 */
export function rootManifests({
  nodes,
  detached,
}: Pick<CatalogOutline, 'nodes' | 'detached'>): ReadonlyMap<IdKey, string> {
  return new Map(
    [...detached, ...nodes].flatMap((node): [IdKey, string][] => {
      const { sourcedId } = node.value;
      return typeof sourcedId === 'string'
        ? [[idKey(node.kind, sourcedId), rootOf(node).manifest.file]]
        : [];
    }),
  );
}

function rootOf(node: WrittenNode): WrittenNode {
  return node.parent ? rootOf(node.parent) : node;
}

/** All nodes of checked manifests as written, by id. */
export function writtenNodes(files: readonly SourceFile[]): ReadonlyMap<IdKey, WrittenNode> {
  const { nodes } = readOutline({ files, globs: '' });
  return new Map(
    nodes.flatMap((node) => {
      const id = writtenIdOf(node);
      return id === undefined ? [] : [[idKey(node.kind, id), node] as const];
    }),
  );
}

/** Letters that do not decompose into a base letter and a mark. */
const plain: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
};

/** A file name from a title, without extension: Latin letters and digits, or `otherwise` if none are left. */
export function fileNameOf(title: string, otherwise: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[łøđßæœ]/g, (letter) => plain[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
    .slice(0, 60)
    .replace(/-$/, '');
  // Windows has device names such as `con`: a clone there could not hold `con.yaml`.
  return isDeviceName(name) ? `${name}-${otherwise}` : name || otherwise;
}

/**
 * A file name from a title, without extension. A title without Latin letters and digits gives the first
 * free name of the kind, with a number.
 */
export function fileNameFor(
  title: string,
  kind: string,
  isFree: (name: string) => boolean,
): string {
  if (fileNameOf(title, '') !== '') return fileNameOf(title, kind);
  return firstFree(kind, isFree);
}

interface Numbering {
  readonly form?: (number: number) => string;
  /**
   * The last number of each name. The search goes on from there, as ten thousand nodes may share a name, so it may
   * be given only if names that are taken stay taken.
   */
  readonly last?: Map<string, number> | undefined;
}

/** The name, or the first free one of it with a number from 2 on: `lesson`, `lesson-2`. */
export function firstFree(
  name: string,
  isFree: (name: string) => boolean,
  { form = (number) => `${name}-${number}`, last = new Map() }: Numbering = {},
): string {
  const numbered = (number: number) => (number === 1 ? name : form(number));
  let number = last.get(name) ?? 1;
  while (!isFree(numbered(number))) number += 1;
  last.set(name, number);
  return numbered(number);
}
