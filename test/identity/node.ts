import type { Snapshot, SnapshotNode } from '../../src/model/catalog.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Ledger, LedgerState } from '../../src/model/ledger.ts';
import { type IdKey, idKey, type Kind } from '../../src/model/node.ts';
import { ledgerFrom } from '../support/ledger.ts';

/** A node in an outline: kind, id, title, what it holds, and further fields. */
export interface Outline {
  readonly kind: Kind;
  readonly id: string;
  readonly title: string;
  readonly fields?: JsonObject;
  readonly inside?: readonly Outline[];
}

const make =
  (kind: Kind) =>
  (id: string, title: string, ...rest: readonly (JsonObject | readonly Outline[])[]): Outline => {
    const inside = rest.find((each): each is readonly Outline[] => Array.isArray(each));
    const fields = rest.find((each): each is JsonObject => !Array.isArray(each));
    return { kind, id, title, ...(fields && { fields }), ...(inside && { inside }) };
  };
export const course = make('course');
export const unit = make('unit');
export const lesson = make('lesson');
export const resource = make('resource');

/** A snapshot of outlines; every node stands on a line of its own, in outline order. */
export function snapshot(outlines: readonly Outline[], file = 'catalog/a.yaml'): Snapshot {
  const nodes = new Map<IdKey, SnapshotNode>();
  const add = (siblings: readonly Outline[], parent?: string) => {
    const count = new Map<Kind, number>();
    for (const { kind, id, title, fields, inside } of siblings) {
      const position = (count.get(kind) ?? 0) + 1;
      count.set(kind, position);
      nodes.set(idKey(kind, id), {
        ...{ kind, sourcedId: id, position, title, fields: { title, ...fields } },
        ...(parent !== undefined && { parent }),
        span: { file, start: { line: nodes.size + 1, column: 3 } },
      });
      add(inside ?? [], id);
    }
  };
  add(outlines);
  return nodes;
}

/** A ledger of lines such as `lesson les-1`, `lesson les-1 retired` or `lesson les-1 released other`. */
export function ledger(lines: readonly string[]): Ledger {
  const entries = lines.map((text, index) => {
    const [kind, sourcedId = '', word = 'live', name = 'other'] = text.split(' ');
    const known: Kind =
      kind === 'course' || kind === 'unit' || kind === 'resource' ? kind : 'lesson';
    const state: LedgerState = word === 'retired' || word === 'released' ? word : 'live';
    const entry = {
      ...{ sourcedId, kind: known, state, line: index + 3 },
      ...(word === 'released' && { to: name }),
      ...(word === 'taken' && { from: name }),
    };
    return [sourcedId, entry] as const;
  });
  return ledgerFrom(new Map(entries));
}
