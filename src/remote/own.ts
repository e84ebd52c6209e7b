import type { JsonObject } from '../model/json.ts';
import type { RemoteEntity } from '../model/remote.ts';
import type { Dialect, RemoteCollection } from './dialects/dialect.ts';
import { limits } from './limits.ts';

/** What a run is about. Of all else that a platform holds, little is kept. */
export interface Own {
  /** Whether a node or a placement is one of the run's. */
  readonly has: (sourcedId: string) => boolean;
  /** Whether a node of that title may be one of the run's under another id. */
  readonly isLike: (title: string) => boolean;
}

/** Keeps what is whole of a page, by its list and offset. */
export interface Sieve {
  readonly keep: (
    page: readonly JsonObject[],
    from: { readonly collection: RemoteCollection; readonly offset: number },
  ) => readonly JsonObject[];
  /** How many records were kept by now, whole or in few words. */
  readonly size: () => number;
  /** The nodes of others that came by, list by list and in the order of each. */
  readonly others: () => readonly RemoteEntity[];
}

/**
 * A platform may hold two hundred thousand records of others. They are counted and named, and their
 * places matter, but nothing is ever written over them: what else they say is let go page by page.
 * Without `own` everything is kept whole.
 */
export function openSieve(dialect: Dialect, own: Own | undefined): Sieve {
  const pages: { list: number; offset: number; nodes: readonly RemoteEntity[] }[] = [];
  let alike = 0;
  let size = 0;
  return {
    size: () => size,
    keep: (page, { collection, offset }) => {
      if (!own) {
        size += page.length;
        return page;
      }
      const { name } = collection;
      const whole = page.filter((record) => isWhole(record, name, own));
      const kept = new Set(whole);
      const nodes = page.flatMap((one) => (kept.has(one) ? [] : (dialect.gist(name, one) ?? [])));
      const list = dialect.collections.findIndex((other) => other.name === name);
      pages.push({ list, offset, nodes });
      size += whole.length + nodes.length;
      return whole;
    },
    others: () =>
      pages.sort((a, b) => a.list - b.list || a.offset - b.offset).flatMap(({ nodes }) => nodes),
  };

  function isWhole(record: JsonObject, collection: string, { has, isLike }: Own): boolean {
    const { sourcedId, title } = record;
    if (typeof sourcedId === 'string' && has(sourcedId)) return true;
    const node = dialect.partOf?.(collection, record);
    if (node !== undefined && has(node)) return true;
    if (alike >= limits.alike || typeof title !== 'string') return false;
    if (title.length > limits.id || !isLike(title)) return false;
    alike += 1;
    return true;
  }
}
