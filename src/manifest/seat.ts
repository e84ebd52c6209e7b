import { isGlob } from '../model/glob.ts';
import { isObject, type Json } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { resolveInclude } from './include-path.ts';
import type { WrittenNode } from './node.ts';
import { childLists } from './structure.ts';

/** Where a new node can be written. */
export type SeatForNew =
  /** As an item of a list. */
  | {
      readonly type: 'item';
      readonly parent: WrittenNode;
      readonly list: string;
      readonly index: number;
    }
  /** In a file of its own, included by an item of a list. */
  | {
      readonly type: 'file';
      readonly parent: WrittenNode;
      readonly list: string;
      readonly index: number;
      /** Folder of the neighbouring files. */
      readonly folder: string;
    }
  /** In a file of its own that a glob matches. */
  | { readonly type: 'by-name'; readonly folder: string; readonly extension: string };

/** The list of a parent that holds nodes of a kind. */
export function listFor(parent: Kind, kind: Kind): string | undefined {
  return Object.entries(childLists[parent]).find(([, child]) => child === kind)?.[0];
}

/** The insertion point behind a sibling, or behind all of them, in the style of the neighbours. */
export function seatFor(
  parent: WrittenNode,
  list: string,
  after: WrittenNode | undefined,
  files: ReadonlySet<string>,
): SeatForNew {
  const items = parent.value[list];
  const entries: readonly Json[] = Array.isArray(items) ? items : [];
  const at = after ? entryOf(after, { parent, list, entries, files }) : entries.length - 1;
  const entry = entries[at];
  const include = isObject(entry) ? entry['include'] : undefined;
  const index = at + 1;
  if (typeof include !== 'string') return { type: 'item', parent, list, index };
  const target = resolveInclude(include, parent.manifest.file, files);
  const [file = parent.manifest.file] = target.type === 'files' ? target.files : [];
  const folder = file.split('/').slice(0, -1).join('/');
  return isGlob(include)
    ? { type: 'by-name', folder, extension: file.split('.').at(-1) ?? 'yaml' }
    : { type: 'file', parent, list, index, folder };
}

interface Among {
  readonly parent: WrittenNode;
  readonly list: string;
  readonly entries: readonly Json[];
  readonly files: ReadonlySet<string>;
}

/** Index of the list item that is the node or includes its file. */
function entryOf(node: WrittenNode, { parent, entries, files }: Among): number {
  const isInline = node.manifest.file === parent.manifest.file && node.path.length > 0;
  if (isInline) return Number(node.path.at(-1));
  return entries.findIndex((entry) => {
    const include = isObject(entry) ? entry['include'] : undefined;
    if (typeof include !== 'string') return false;
    const target = resolveInclude(include, parent.manifest.file, files);
    return target.type === 'files' && target.files.includes(node.manifest.file);
  });
}
