import { isObject, type Json } from '../model/json.ts';

/** The path of a value in a document: keys of maps and positions in lists. */
export type Path = readonly (string | number)[];

/** Offsets of a value and its parts; small enough to keep for a whole catalog. */
export interface Place {
  /** Offset of the key, or of the value if it has no key. */
  readonly key: number;
  readonly value: number;
  /** Source of a plain value that is not a text: `1.10`. */
  readonly written?: string;
  readonly inner?: ReadonlyMap<string | number, Place>;
}

/** The place at a path, or that of the nearest ancestor that exists. */
export function nearestPlace(root: Place, path: Path): { place: Place; isExact: boolean } {
  let place = root;
  for (const step of path) {
    const next = place.inner?.get(step);
    if (!next) return { place, isExact: false };
    place = next;
  }
  return { place, isExact: true };
}

/** The value at a path; undefined if there is none. */
export function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (Array.isArray(at)) at = at[Number(step)];
    else at = isObject(at) ? at[step] : undefined;
  }
  return at;
}
