import { isObject, type Json } from '../model/json.ts';
import { type IdKey, idKey, type Kind } from '../model/node.ts';
import { type Problem, problem } from '../model/problem.ts';
import { isDeviceName } from '../model/text.ts';
import { type CatalogFiles, followInclude, naturalOrder, type Trail } from './include.ts';
import {
  childLists,
  type Manifest,
  readManifest,
  rootNode,
  type SourceFile,
  spanIn,
  type WrittenNode,
  writtenIdOf,
} from './manifest.ts';

/** All nodes of all manifests, joined by includes. */
interface CatalogOutline {
  /** In outline order: everything below courses, then resources with files of their own. */
  readonly nodes: readonly WrittenNode[];
  /** Units and lessons below no course. They are not part of the catalog. */
  readonly detached: readonly WrittenNode[];
  readonly problems: readonly Problem[];
}

interface Walk {
  readonly files: CatalogFiles;
  readonly trail: Trail;
  /** Names of the files that the includes so far name: those are told of where they are wrong. */
  readonly followed: Set<string>;
}

/** Follows lists and includes from the courses down. */
export function buildOutline(files: CatalogFiles): CatalogOutline {
  const trail: Trail = { included: new Map(), meant: new Set(), problems: [] };
  const followed = new Set<string>();
  const from = (kind: Kind): WrittenNode[] =>
    [...files.manifests.values()]
      .filter((manifest) => manifest.kind === kind)
      .filter(({ file }) => !trail.included.has(file))
      .flatMap((manifest) => subtree(rootNode(manifest), { files, trail, followed }));
  const nodes = [...from('course'), ...from('resource')];
  const detached = [...from('unit'), ...from('lesson')];
  // A file that cannot be read may include the others.
  const isWhole = files.manifests.size === files.names.size;
  // Of a file that an include probably means, that include says what there is to say.
  const isMeant = ({ manifest }: WrittenNode) => trail.meant.has(manifest.file);
  const alone = detached.filter((node) => isWholeFile(node) && !isMeant(node));
  const named = alone.length > 0 ? namedFiles(files) : new Set();
  const unnamed = alone.filter(({ manifest }) => {
    const name = baseName(manifest.file);
    return followed.has(name) || !named.has(name);
  });
  const unused = isWhole ? unnamed.map(unusedFile) : [];
  return { nodes, detached, problems: [...trail.problems, ...unused] };
}

/** The nodes written in one file, without those of includes. */
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
    for (const [list, items] of Object.entries(node.value)) {
      const kind = Object.hasOwn(childLists[node.kind], list) && childLists[node.kind][list];
      if (!kind || !Array.isArray(items)) continue;
      for (const [index, item] of items.entries()) {
        childrenAt({ item, path: [list, index], kind }, node, walk).forEach(add);
      }
    }
  }
}

interface Item {
  readonly item: Json;
  /** Path from the node whose list holds the item. */
  readonly path: readonly [string, number];
  readonly kind: Kind;
}

/** The nodes of one list entry; an include may bring in several. */
function childrenAt(
  { item, path, kind }: Item,
  parent: WrittenNode,
  walk: Walk | undefined,
): WrittenNode[] {
  if (!isObject(item)) return [];
  const { manifest } = parent;
  if (!('include' in item)) {
    return [{ kind, value: item, manifest, path: [...parent.path, ...path], parent }];
  }
  const text = item['include'];
  if (typeof text !== 'string' || text === '' || !walk) return [];
  walk.followed.add(baseName(text));
  const span = spanIn(parent, [...path, 'include'], 'value');
  return followInclude({ text, span }, { kind, by: parent }, walk).map((included) =>
    rootNode(included, parent),
  );
}

/**
 * Names of the files that manifests include, in whatever place and however it is written: if that is
 * no list of nodes, the error there says so, and a second include would not help.
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

function isWholeFile({ parent }: WrittenNode): boolean {
  return parent === undefined;
}

/** What makes a file a part of a course. */
export function includingText(file: string, kind: Kind): string {
  const above = kind === 'lesson' ? 'its unit' : 'its course';
  const name = baseName(file);
  return `Write \`- include: ${name}\` in the list \`${kind}s\` of ${above}. The path counts from the folder of the file that includes it.`;
}

function unusedFile({ kind, manifest: { file, document } }: WrittenNode): Problem {
  return problem('include/unused', {
    detail: `No course includes this file, so its ${kind} is not published.`,
    hint: includingText(file, kind),
    span: { file, start: document.pointAt([]) },
  });
}

/**
 * The manifest that each id belongs to, by sourcedId: that of its course, whatever file it is
 * written in; for resources and nodes below no course, the topmost one.
 */
export function rootManifests(files: readonly SourceFile[]): ReadonlyMap<IdKey, string> {
  const sorted = [...files].sort((a, b) => naturalOrder(a.file, b.file));
  const manifests = new Map(
    sorted.flatMap((file) => {
      const { manifest } = readManifest(file);
      return manifest ? [[file.file, manifest] as const] : [];
    }),
  );
  const names = new Set(sorted.map(({ file }) => file));
  const { nodes, detached } = buildOutline({ manifests, names, globs: '' });
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

/** All nodes of checked manifests as written, by sourcedId. */
export function writtenNodes(files: readonly SourceFile[]): ReadonlyMap<IdKey, WrittenNode> {
  const manifests = new Map(
    files.flatMap((source): [string, Manifest][] => {
      const { manifest } = readManifest(source);
      return manifest ? [[source.file, manifest]] : [];
    }),
  );
  const names = new Set(files.map(({ file }) => file));
  const { nodes } = buildOutline({ manifests, names, globs: '' });
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

/** A file name from a title, without extension: Latin letters and digits, or `otherwise`. */
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
  // A course "Con" is no file `con.yaml`, which a clone on Windows could not hold.
  return isDeviceName(name) ? `${name}-${otherwise}` : name || otherwise;
}
