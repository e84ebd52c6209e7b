import type { Entry, Shelf, Store } from './store.ts';

/** Delay until reads show what was written, in milliseconds. */
export interface Lag {
  readonly lists: number;
  readonly singles: number;
}

/** Reading part of a store. */
type Shelves = Pick<Store, 'find' | 'count' | 'list'>;

/** One store, as it is and as reads show it. */
export interface Lagging {
  /** The current state, which writes go to. */
  readonly store: Store;
  readonly lists: Shelves;
  readonly singles: Shelves;
}

/** An entry before a write; undefined if the write created it. */
interface Earlier {
  readonly at: number;
  readonly key: string;
  readonly entry: Entry | undefined;
}

/** A store whose reads show an earlier state, as replicas of a database do. */
export function lagging(store: Store, lag: Lag, now: () => Date): Lagging {
  const longest = Math.max(lag.lists, lag.singles);
  if (longest === 0) return { store, lists: store, singles: store };
  let history: Earlier[] = [];
  const remember = (name: string, sourcedId: string) => {
    const at = now().getTime();
    history = history.filter((one) => one.at + longest > at);
    history.push({ at, key: keyOf(name, sourcedId), entry: store.find(name, sourcedId) });
  };
  const pastAt = (ms: number): Past => {
    const past = new Map<string, Entry | undefined>();
    for (const { at, key, entry } of history) {
      if (at + ms > now().getTime() && !past.has(key)) past.set(key, entry);
    }
    return past;
  };
  const remembering: Store = {
    ...store,
    put: (entry) => {
      remember(entry.name, entry.sourcedId);
      store.put(entry);
    },
    rename: (entry, from) => {
      remember(entry.name, entry.sourcedId);
      remember(from, entry.sourcedId);
      store.rename(entry, from);
    },
  };
  return {
    store: remembering,
    lists: shelvesOf(store, () => pastAt(lag.lists)),
    singles: shelvesOf(store, () => pastAt(lag.singles)),
  };
}

/** Earlier states still shown, by `keyOf`. */
type Past = ReadonlyMap<string, Entry | undefined>;

function keyOf(name: string, sourcedId: string): string {
  return JSON.stringify([name, sourcedId]);
}

function shelvesOf(store: Store, pastNow: () => Past): Shelves {
  const list: Shelves['list'] = (shelf, range) => {
    const past = pastNow();
    if (past.size === 0) return store.list(shelf, range);
    const { offset, limit } = range ?? { offset: 0, limit: Number.POSITIVE_INFINITY };
    return shownOn(shelf, past, store).slice(offset, offset + limit);
  };
  return {
    list,
    count: (shelf) => (pastNow().size === 0 ? store.count(shelf) : list(shelf).length),
    find: (name, sourcedId) => {
      const past = pastNow();
      const key = keyOf(name, sourcedId);
      return past.has(key) ? past.get(key) : store.find(name, sourcedId);
    },
  };
}

/** Entries in the order of the store. An entry that has another name by now comes last. */
function shownOn(shelf: Shelf, past: Past, store: Store): readonly Entry[] {
  const stored = store.list({ ...shelf, withRetired: true });
  const keys = new Set(stored.map(({ name, sourcedId }) => keyOf(name, sourcedId)));
  const gone = [...past].flatMap(([key, entry]) => (entry && !keys.has(key) ? [entry] : []));
  const then = stored.flatMap((entry) => {
    const key = keyOf(entry.name, entry.sourcedId);
    return past.has(key) ? (past.get(key) ?? []) : [entry];
  });
  return [...then, ...gone].filter((entry) => isOn(shelf, entry));
}

function isOn({ names, owner, withRetired, ids }: Shelf, entry: Entry): boolean {
  const isShown = withRetired || entry.record['status'] !== 'tobedeleted';
  const isAsked = ids === undefined || ids.has(entry.sourcedId);
  return isShown && isAsked && names.includes(entry.name) && entry.owner === owner;
}
