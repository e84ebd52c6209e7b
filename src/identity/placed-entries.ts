import { quoteShort } from '../document/place.ts';
import { type Catalog, type CatalogNode, fieldSpan } from '../model/catalog.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { Ledger } from '../model/ledger.ts';
import { addressOf } from '../model/node.ts';
import { placementsIn, type ResolvedPlacement, resolvePlacements } from '../model/placements.ts';
import { type Problem, problem } from '../model/problem.ts';
import type { ProblemCode } from '../model/problem-codes.ts';
import { placeInFile } from './messages.ts';

/** One state of the manifests and the ledger. */
export interface PlacementState {
  readonly catalog: Catalog;
  readonly ledger?: Ledger;
}

/** An entry of `resources`, with the placement that it stands for. */
export interface PlacedEntry extends ResolvedPlacement {
  /** The lesson or unit that has the entry. */
  readonly above: CatalogNode;
  /** The fields of the entry, other than its resource. */
  readonly said: JsonObject;
  /** The fields of the entry without its id, as text for comparisons. */
  readonly content: string;
}

/** An entry of `resources` whose id is known. */
export type KnownEntry = PlacedEntry & { readonly sourcedId: string };

/** The placements of a catalog by their ids. Placements without an id are left out. */
export function placementsById(
  catalog: Catalog,
  ledger?: Ledger,
): ReadonlyMap<string, PlacedEntry> {
  const all = placedEntries({ catalog, ...(ledger && { ledger }) });
  return new Map(withIds(all).map((entry) => [entry.sourcedId, entry]));
}

/** All entries of `resources` in a catalog, each with the placement that it stands for. */
export function placedEntries({ catalog, ledger }: PlacementState): PlacedEntry[] {
  const found = [...catalog.nodes.values()].flatMap((above) => {
    const { kind, sourcedId: parent, fields } = above.entity;
    if (kind !== 'unit' && kind !== 'lesson') return [];
    return (placementsIn(fields) ?? []).map(({ resource, said }) => {
      const { sourcedId, ...content } = said;
      const own = typeof sourcedId === 'string' ? { sourcedId } : {};
      return {
        above,
        said,
        content: canonicalJson(content),
        written: { parent, resource, ...own },
      };
    });
  });
  const resolved = resolvePlacements(
    found.map(({ written }) => written),
    ledger,
  );
  return found.map((entry, index) => ({ ...entry, ...resolved[index] }));
}

/** The entries whose id is known. */
export function withIds(entries: readonly PlacedEntry[]): KnownEntry[] {
  return entries.flatMap((entry) =>
    entry.sourcedId === undefined ? [] : [{ ...entry, sourcedId: entry.sourcedId }],
  );
}

interface Said {
  readonly detail: string;
  readonly hint: string;
  readonly was?: PlacedEntry;
  /** The catalog in which the entry is looked up, if the entry is not from the present state. */
  readonly at?: Catalog;
}

/** A problem at the list `resources` that has an entry. */
export function placementProblem(
  code: ProblemCode,
  entry: PlacedEntry,
  { detail, hint, was, at }: Said,
): Problem {
  const { kind, sourcedId } = entry.above.entity;
  const address = addressOf(kind, sourcedId);
  const above = at ? at.nodes.get(address) : entry.above;
  const related = was && {
    related: {
      span: fieldSpan(was.above.source, 'resources'),
      note: 'at the base it was here',
    },
  };
  return problem(code, {
    detail,
    hint,
    ...(above && { span: fieldSpan(above.source, 'resources') }),
    ...related,
    address,
  });
}

/** A placement in words: `the placement of "r-1" in the lesson "Fractions" (catalog/a.yaml:3)`. */
export function placementInWords(entry: PlacedEntry): string {
  return `the placement of ${quoteShort(entry.written.resource)} in ${placeOfPlacement(entry)}`;
}

/**
 * The lesson or unit of a placement in words, with its place: `the lesson "Fractions" (catalog/a.yaml:3)`.
 */
export function placeOfPlacement({ above: { entity, source } }: PlacedEntry): string {
  return `the ${entity.kind} ${quoteShort(entity.title)} (${placeInFile(fieldSpan(source, 'resources'))})`;
}
