import { isObject, type JsonObject } from '../model/json.ts';
import type { Dialect, RecordName } from './dialect.ts';
import { anyOf, filterText } from './filter.ts';
import type { Requester } from './http/request.ts';
import { keyOf } from './node-names.ts';
import { collectionNamed, hasId } from './record-at.ts';

/** One request of a list for the records with these ids. */
export interface Batch {
  readonly collection: string;
  readonly sourcedIds: readonly string[];
  /** With its query, encoded. */
  readonly path: string;
}

/** Servers, and what stands before them, refuse longer addresses, some from 4,096 characters on. */
const longestFilter = 3500;

/** Requests that ask for some records by a filter: as few as the length of an address allows. */
export function batchesOf(
  names: readonly RecordName[],
  { collections, pageLimit }: Pick<Dialect, 'collections' | 'pageLimit'>,
): readonly Batch[] {
  return collections.flatMap(({ name: collection, path }) => {
    const ids = names.filter((name) => name.collection === collection);
    const parts = cut(
      ids.map(({ sourcedId }) => sourcedId),
      pageLimit,
    );
    return parts.map((sourcedIds) => {
      const query = `limit=${sourcedIds.length}&offset=0&filter=${encodedFilter(sourcedIds)}`;
      return { collection, sourcedIds, path: `${path}?${query}` };
    });
  });
}

function cut(ids: readonly string[], most: number): readonly (readonly string[])[] {
  const none = encodedFilter(['']).length;
  const parts: string[][] = [];
  let length = 0;
  for (const id of ids) {
    const more = encodedFilter([id, '']).length - none;
    const last = parts.at(-1);
    length = last ? length + more : more;
    if (last && length <= longestFilter && last.length < most) {
      last.push(id);
    } else {
      parts.push([id]);
      length = more;
    }
  }
  return parts;
}

function encodedFilter(ids: readonly string[]): string {
  return encodeURIComponent(filterText(anyOf('sourcedId', ids)));
}

/**
 * The records of a batch that are found, by `keyOf`, which may lack some that the lists hide;
 * undefined where the platform filters otherwise than the documents say, or not at all.
 */
export async function readBatch(
  { collection, sourcedIds, path }: Batch,
  dialect: Dialect,
  requester: Requester,
): Promise<readonly (readonly [string, JsonObject])[] | undefined> {
  const { plural, page: pageOf } = collectionNamed(collection, dialect);
  const ask = { path, doing: `Reading some ${plural}`, isDispensable: true };
  const answer = await requester.turn(() => requester.send(ask));
  const page = answer.ok ? pageOf(answer.value.json ?? null) : undefined;
  const found = page?.records.flatMap((record) => {
    const sourcedId = isObject(record) && hasId(record) ? String(record['sourcedId']) : undefined;
    return isObject(record) && sourcedId !== undefined && sourcedIds.includes(sourcedId)
      ? [[keyOf({ collection, sourcedId }), record] as const]
      : [];
  });
  return found?.length === page?.records.length ? found : undefined;
}
