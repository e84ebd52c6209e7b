import { isObject, type Json } from '../model/json.ts';

/** The way to a value inside a document: keys of maps and positions in lists. */
export type Path = readonly (string | number)[];

/** Where a value stands in the text, in offsets; light enough to keep for a whole catalog. */
export interface Place {
  /** Of the key, or of the value itself where it has none. */
  readonly key: number;
  readonly value: number;
  /** A plain value that is no text, as its author wrote it: `1.10`. */
  readonly written?: string;
  readonly inner?: ReadonlyMap<string | number, Place>;
}

/** The place at a path, or of the nearest ancestor that exists. */
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
