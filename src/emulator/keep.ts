import type { JsonObject } from '../model/json.ts';
import { type Api, type Call, findEntry } from './api.ts';
import { alongWith } from './placements.ts';
import type { Entry } from './store.ts';

/**
 * Stores an accepted record with the changes of other records that follow from it. Returns what is
 * stored.
 */
export function keep(
  record: JsonObject,
  existing: Entry | undefined,
  { call, api }: { readonly call: Call; readonly api: Api },
): Entry {
  const { store } = api;
  const { collection, client, sourcedId } = call;
  const find = (name: string, id: string) => {
    const named = api.dialect.collections.find((one) => one.name === name);
    return named && findEntry(api, named, id);
  };
  const kept = collection.view?.keep(record, { existing, find }) ?? {
    name: collection.name,
    record,
  };
  const entry = { ...kept, sourcedId, owner: existing?.owner ?? client.id };
  const others = alongWith(entry, existing, store);
  const isElsewhere = existing !== undefined && existing.name !== entry.name;
  store.atOnce(() => {
    if (isElsewhere) store.rename(entry, existing.name);
    else store.put(entry);
    others.forEach(store.put);
  });
  return entry;
}
