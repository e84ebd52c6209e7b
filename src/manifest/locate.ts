import { type Manifest, readManifest } from './manifest.ts';
import { sourcedIdOf, type WrittenNode } from './node.ts';
import { buildOutline } from './outline.ts';
import type { SourceFile } from './source-file.ts';

/** All nodes of checked manifests as written, by sourcedId. */
export function writtenNodes(files: readonly SourceFile[]): ReadonlyMap<string, WrittenNode> {
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
      const id = sourcedIdOf(node);
      return id === undefined ? [] : [[id, node] as const];
    }),
  );
}
