import { readManifest } from './manifest.ts';
import { naturalOrder } from './natural-order.ts';
import type { WrittenNode } from './node.ts';
import { buildOutline } from './outline.ts';
import type { SourceFile } from './source-file.ts';

/**
 * The manifest that each id belongs to, by sourcedId: that of its course, whatever file it is
 * written in; for resources and nodes below no course, the topmost one.
 */
export function rootsOf(files: readonly SourceFile[]): ReadonlyMap<string, string> {
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
    [...detached, ...nodes].flatMap((node): [string, string][] => {
      const { sourcedId } = node.value;
      return typeof sourcedId === 'string' ? [[sourcedId, rootOf(node).manifest.file]] : [];
    }),
  );
}

function rootOf(node: WrittenNode): WrittenNode {
  return node.parent ? rootOf(node.parent) : node;
}
