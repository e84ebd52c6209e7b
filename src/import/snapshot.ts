import { titleIn } from '../model/entity.ts';
import type { Snapshot, SnapshotNode } from '../model/snapshot.ts';
import type { Imported, ImportedNode } from './imported.ts';

/** Imported nodes in the form that identity compares. */
export function importedSnapshot({ courses }: Imported, file: string): Snapshot {
  const nodes: SnapshotNode[] = [];
  for (const [index, course] of courses.entries()) walk(course, index, undefined);
  return new Map(nodes.map((node) => [node.sourcedId, node]));

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
