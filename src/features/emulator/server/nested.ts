import type { Api, Call, Looking, NestedList, Visit } from './api.ts';
import { findVisible, isOpenTo } from './api.ts';
import type { Collection } from './collection.ts';
import type { EmulatorAnswer } from './http.ts';
import type { Entry } from './store.ts';

type Ids = Readonly<Record<string, string>>;

/** The names in the path of a nested list: those of the collections that its ids belong to. */
function namesIn({ path }: NestedList): readonly string[] {
  return [...path.matchAll(/:(\w+)/g)].flatMap(([, name]) => name ?? []);
}

/** The ids in a request for a nested list, by the names in its path. */
export function idsInPath(
  nested: NestedList,
  request: { readonly param: (name: string) => string | undefined },
): Ids {
  return Object.fromEntries(namesIn(nested).map((name) => [name, request.param(name) ?? '']));
}

/** The call that lists the records below those in a path; the answer 404 if one of them does not exist. */
export function nestedCall(
  nested: NestedList,
  {
    visit,
    collection,
    ids,
  }: { readonly visit: Visit; readonly collection: Collection; readonly ids: Ids },
  api: Api,
): { readonly call: Call } | { readonly refusal: EmulatorAnswer } {
  const { collections, refusal } = api.dialect;
  for (const [name, sourcedId] of Object.entries(ids)) {
    const above = collections.find((one) => one.name === name);
    const isThere = above && findVisible(api, visit.client, { collection: above, sourcedId });
    if (!isThere) return { refusal: refusal(404, `There is no ${name} "${sourcedId}".`) };
  }
  const holds = nested.holds(ids, lookingFor(visit, api));
  const { alsoAs: listedAlsoAs } = nested;
  return {
    call: {
      ...visit,
      collection,
      sourcedId: '',
      isListed: ({ record }: Entry) => holds(record),
      ...(listedAlsoAs !== undefined && { listedAlsoAs }),
    },
  };
}

/** The records in stored form, as far as a client sees them. */
function lookingFor({ client }: Pick<Visit, 'client'>, { store }: Api): Looking {
  return {
    find: (name, sourcedId) => {
      const entry = store.find(name, sourcedId);
      return entry && isOpenTo(client, entry) ? entry : undefined;
    },
    all: (name) => store.list({ names: [name], owner: client.id, withRetired: false }),
  };
}
