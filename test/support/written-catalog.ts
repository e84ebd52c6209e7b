import type { Catalog } from '../../src/model/catalog.ts';

/** All that a catalog says, places included: those are looked up only when they are asked for. */
export function everythingOf({ nodes }: Catalog): readonly unknown[] {
  return [...nodes].map(([address, { entity, source, freeze }]) => ({
    address,
    entity,
    // The order of fields shows in plans.
    order: JSON.stringify(entity),
    freeze,
    file: source.file,
    start: source.start,
    fields: [...source.fields],
  }));
}
