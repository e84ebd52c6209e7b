import { type Address, addressOf, parseAddress } from '../model/address.ts';
import { isObject } from '../model/json.ts';
import { type Kind, kinds, plural } from '../model/kind.ts';
import type { RemoteEntity } from '../model/remote.ts';
import type { Dialect } from './dialect.ts';
import { anyOf, filterText } from './filter.ts';
import type { Requester } from './request.ts';

/** One request of a list for the records with these ids. */
export interface Batch {
  readonly kind: Kind;
  readonly sourcedIds: readonly string[];
  /** With its query, encoded. */
  readonly path: string;
}

/** Servers, and what stands before them, refuse longer addresses, some from 4,096 characters on. */
const longestFilter = 3500;

/** Requests that ask for some nodes by a filter: as few as the length of an address allows. */
export function batchesOf(
  addresses: readonly Address[],
  { collectionPath, pageLimit }: Pick<Dialect, 'collectionPath' | 'pageLimit'>,
): readonly Batch[] {
  const nodes = addresses.flatMap((address) => parseAddress(address) ?? []);
  return kinds.flatMap((kind) => {
    const ids = nodes.filter((node) => node.kind === kind).map(({ sourcedId }) => sourcedId);
    return cut(ids, pageLimit).map((sourcedIds) => {
      const query = `limit=${sourcedIds.length}&offset=0&filter=${encodedFilter(sourcedIds)}`;
      return { kind, sourcedIds, path: `${collectionPath(kind)}?${query}` };
    });
  });
}

function cut(ids: readonly string[], most: number): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let length = 0;
  for (const id of ids) {
    const more = encodedFilter([id, '']).length - encodedFilter(['']).length;
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
 * The nodes of a batch that are found, which may lack some that the lists hide; undefined where the
 * platform filters otherwise than the documents say, or not at all.
 */
export async function readBatch(
  { kind, sourcedIds, path }: Batch,
  dialect: Dialect,
  requester: Requester,
): Promise<readonly (readonly [Address, RemoteEntity])[] | undefined> {
  const ask = { path, doing: `Reading some ${plural[kind]}`, isDispensable: true };
  const answer = await requester.turn(() => requester.send(ask));
  const page = answer.ok ? dialect.page(kind, answer.value.json ?? null) : undefined;
  const found = page?.records.flatMap((record) => {
    const one = isObject(record) ? dialect.decode(kind, record) : undefined;
    return one && sourcedIds.includes(one.entity.sourcedId)
      ? [[addressOf(kind, one.entity.sourcedId), one] as const]
      : [];
  });
  return found?.length === page?.records.length ? found : undefined;
}
