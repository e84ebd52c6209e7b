import { layOut } from '../document/layout.ts';
import { parse } from '../document/parse.ts';
import type { Path } from '../document/place.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Kind } from '../model/kind.ts';
import { type Checked, checked, hasErrors } from '../model/problem.ts';
import { readManifest } from './manifest.ts';
import { shapeOf } from './shape.ts';
import type { SourceFile } from './source-file.ts';
import { childLists } from './structure.ts';

/** An id that was written into a file. `line` is its line in the new text. */
export interface Minted {
  readonly kind: Kind;
  readonly title: string;
  readonly sourcedId: string;
  readonly line: number;
}

export interface Formatted {
  readonly text: string;
  readonly changed: boolean;
  readonly minted: readonly Minted[];
}

/**
 * A manifest in the one layout, with an id from `mint` for every node that has none. A file that
 * breaks its schema is left alone and told what is wrong.
 */
export function format(source: SourceFile, mint: () => string): Checked<Formatted> {
  const { text = '', manifest, problems } = readManifest(source);
  if (!manifest || hasErrors(problems)) return { ok: false, problems };
  const named = withoutId(manifest, []).map((node) => ({ ...node, sourcedId: mint() }));
  const insertions = named.map(({ path, sourcedId }) => ({
    path,
    key: 'sourcedId',
    value: sourcedId,
  }));
  const laidOut = layOut(text.replaceAll('\r\n', '\n'), shapeOf(manifest.kind), insertions);
  const result = text.includes('\r\n') ? laidOut.replaceAll('\n', '\r\n') : laidOut;
  const changed = result !== text || hasMark(source);
  return checked({ text: result, changed, minted: withLines(named, laidOut) }, problems);
}

interface Place {
  readonly kind: Kind;
  readonly value: JsonObject;
  readonly path: Path;
}

/** The nodes written in one file that have no id, in the order of their lines. */
function withoutId({ kind, value }: Omit<Place, 'path'>, path: Path): Place[] {
  const own = 'sourcedId' in value || 'include' in value ? [] : [{ kind, value, path }];
  const inner = Object.entries(childLists[kind]).flatMap(([list, childKind]) => {
    const items = value[list];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: Json, index) =>
      isObject(item) ? withoutId({ kind: childKind, value: item }, [...path, list, index]) : [],
    );
  });
  return [...own, ...inner];
}

/** On which line an id stands is known only when the new text is. */
function withLines(
  named: readonly (Place & { readonly sourcedId: string })[],
  text: string,
): Minted[] {
  const parsed = named.length > 0 ? parse('', text) : undefined;
  if (!parsed?.ok) return [];
  return named.map(({ kind, value, path, sourcedId }) => {
    const { line } = parsed.value.pointAt([...path, 'sourcedId']);
    return { kind, title: String(value['title']), sourcedId, line };
  });
}

/** A byte order mark is read over and not written back. */
function hasMark({ bytes: [first, second, third] }: SourceFile): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}
