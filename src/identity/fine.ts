import { isSameJson, type JsonObject } from '../model/json.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Fine } from './classified.ts';
import { isSameParent } from './likeness.ts';
import type { Comparison } from './state.ts';

/** How a node that kept its id changed; nothing where it did not. */
export function fineChanges(
  was: SnapshotNode,
  now: SnapshotNode,
  known: { readonly comparison: Comparison; readonly reordered: ReadonlySet<string> },
): readonly Fine[] {
  const changes = {
    renamed: was.title !== now.title,
    edited: !isSameText(was.fields, now.fields),
    moved: !isSameParent(was, now, known.comparison),
    're-ordered': known.reordered.has(now.sourcedId),
  };
  return (['renamed', 'edited', 'moved', 're-ordered'] as const).filter(
    (change) => changes[change],
  );
}

function isSameText(a: JsonObject, b: JsonObject): boolean {
  if (isSameJson(a, b)) return true;
  const [{ title: _was, ...was }, { title: _now, ...now }] = [a, b];
  return isSameJson(was, now);
}
