import { isObject, type JsonObject } from '../model/json.ts';
import { kinds } from '../model/kind.ts';
import type { Status, StatusNode } from './status-page.ts';
import type { Entry, Store } from './store.ts';
import type { Traffic } from './traffic.ts';

/** More than a person scrolls through, and few enough for a browser. */
const mostNodes = 2000;
const mostRequests = 50;

/** Current content of the status page of an emulator. */
export function statusOf(
  { store, traffic }: { readonly store: Store; readonly traffic: Pick<Traffic, 'requests'> },
  about: JsonObject,
): Status {
  const entries = kinds.map((kind) => [kind, store.everyOwners(kind)] as const);
  const counts = Object.fromEntries(entries.map(([kind, all]) => [kind, all.length]));
  const shown = entries.flatMap(([, all]) => all).slice(0, mostNodes);
  const total = entries.reduce((sum, [, all]) => sum + all.length, 0);
  return {
    about,
    counts,
    omitted: total - shown.length,
    ...outlineOf(shown),
    requests: traffic.requests
      .filter(({ path }) => path !== '/' && path !== '/favicon.ico')
      .slice(-mostRequests)
      .reverse(),
  };
}

/** Outline of the records. Resources stand apart, since several lessons may place one. */
function outlineOf(entries: readonly Entry[]): Pick<Status, 'outline' | 'detached'> {
  const keyOf = (name: string, sourcedId: string) => `${name}/${sourcedId}`;
  const known = new Set(entries.map(({ name, sourcedId }) => keyOf(name, sourcedId)));
  const under = new Map<string, Entry[]>();
  for (const entry of entries) {
    const parent = parentOf(entry);
    const place = parent === undefined ? top : known.has(parent) ? parent : nowhere;
    const there = under.get(place) ?? [];
    there.push(entry);
    under.set(place, there);
  }
  const nodesUnder = (place: string, above: readonly string[]): StatusNode[] =>
    (under.get(place) ?? []).toSorted(byOrder).map((entry) => {
      const key = keyOf(entry.name, entry.sourcedId);
      // Seeded parents may form a circle.
      const children = above.includes(key) ? [] : nodesUnder(key, [...above, key]);
      return { ...nodeOf(entry), children };
    });
  return { outline: nodesUnder(top, []), detached: nodesUnder(nowhere, []) };
}

const top = 'top';
const nowhere = 'nowhere';

/** The nearest record above, among the references that a record may hang under. */
function parentOf({ name, record }: Entry): string | undefined {
  const places =
    name === 'lesson'
      ? [['unit', 'unit'] as const, ['course', 'course'] as const]
      : name === 'unit'
        ? [['parent', 'unit'] as const, ['course', 'course'] as const]
        : [];
  for (const [field, kind] of places) {
    const reference = record[field];
    const id = isObject(reference) ? reference['sourcedId'] : undefined;
    if (typeof id === 'string') return `${kind}/${id}`;
  }
  return undefined;
}

function byOrder(a: Entry, b: Entry): number {
  return Number(a.record['sortOrder'] ?? 0) - Number(b.record['sortOrder'] ?? 0) || 0;
}

function nodeOf({ name, sourcedId, owner, record }: Entry): Omit<StatusNode, 'children'> {
  const { title, status } = record;
  return {
    kind: name,
    sourcedId,
    owner,
    title: typeof title === 'string' ? title : '',
    status: typeof status === 'string' ? status : 'active',
  };
}
