import { type Address, addressOf, idIn } from '../model/node.ts';
import type { RemoteEntity } from '../model/remote.ts';
import type { Dialect } from './dialects/dialect.ts';

/** Says of the lessons among some nodes which of them hang under another lesson. */
export type Nesting = (nodes: Map<Address, RemoteEntity>) => void;

/**
 * A record names what it hangs under by an id alone, and only the other record tells whether that is a
 * unit or a lesson. Remembers every lesson that came by, since a node may be read without its parent.
 */
export function openNesting({ links }: Pick<Dialect, 'links'>): Nesting {
  const nests = links.some(({ collection, above }) => above?.some(({ to }) => to === collection));
  if (!nests) return () => {};
  const lessons = new Set<string>();
  return (nodes) => {
    for (const { entity } of nodes.values()) {
      if (entity.kind === 'lesson') lessons.add(entity.sourcedId);
    }
    for (const [address, node] of nodes) {
      const { entity } = node;
      const above = entity.kind === 'lesson' && entity.parent ? idIn(entity.parent) : undefined;
      if (above === undefined || !lessons.has(above)) continue;
      const parent = addressOf('lesson', above);
      if (parent !== entity.parent) nodes.set(address, { ...node, entity: { ...entity, parent } });
    }
  };
}
