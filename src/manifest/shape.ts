import type { Shape } from '../document/layout.ts';
import type { Kind } from '../model/kind.ts';
import { childLists, fieldOrder } from './structure.ts';

/** The canonical layout of a node of a kind. */
export function shapeOf(kind: Kind): Shape {
  const lists = Object.entries(childLists[kind]).map(([list, child]) => [list, shapeOf(child)]);
  return { order: [...fieldOrder[kind], 'include'], lists: Object.fromEntries(lists) };
}
