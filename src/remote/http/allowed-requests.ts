import { decodedWhole, isForeignCollection } from '../../model/destination.ts';
import { isPlainPath } from '../../model/glob.ts';
import type { Dialect } from '../dialects/dialect.ts';
import { none } from '../dialects/facts.ts';
import type { HttpRequest } from './transport.ts';

/** One form of request that may be sent to a platform. */
export interface AllowedRequest {
  readonly method: HttpRequest['method'];
  /** The path from the base address on, as the rows of the table name it. */
  readonly path: string;
  /** The segments after the path: ids, or exactly these words. Absent: no segment follows. */
  readonly below?: readonly (typeof anId | string)[];
}

/** Stands for one segment that holds any id. */
export const anId: unique symbol = Symbol('an id');

/** The requests that one purpose may send. */
export interface AllowedRequests {
  readonly requests: readonly AllowedRequest[];
  /** Whether the requests may be about people and their work. */
  readonly ofOthers?: true;
}

/**
 * The requests of publishing: it reads and writes the collections of its dialect, and asks for standards.
 */
export function publishing({
  collections,
  standardsService: { path: standards },
}: Pick<Dialect, 'collections' | 'standardsService'>): AllowedRequests {
  const ofCollections = collections.flatMap(({ path }): AllowedRequest[] => {
    const one = { path: path.replace(/\/$/, ''), below: [anId] } as const;
    return [
      { method: 'GET', path },
      { method: 'POST', path },
      { method: 'GET', ...one },
      { method: 'PUT', ...one },
    ];
  });
  const ofStandards: readonly AllowedRequest[] =
    standards === none
      ? []
      : [
          { method: 'GET', path: standards },
          { method: 'GET', path: standards, below: [anId] },
        ];
  return { requests: [...ofCollections, ...ofStandards] };
}

/**
 * Judges the requests to one platform by what is really sent: the method and the final address. The function
 * that it returns says why a request may not be sent, in words; undefined if it may.
 */
export function refusalBy({
  baseUrl,
  tokenUrl,
  allowed,
}: {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly allowed: AllowedRequests;
}): (request: Pick<HttpRequest, 'method' | 'url'>) => string | undefined {
  const [base, token] = [URL.parse(baseUrl), URL.parse(tokenUrl)];
  const root = base?.pathname.replace(/\/$/, '') ?? '';
  const faults = new Map(
    allowed.requests.map(({ path }) => [path, faultOf(root + path, allowed)] as const),
  );
  return ({ method, url: text }) => {
    const url = URL.parse(text);
    if (!url || !base) return 'it is not an address';
    if (url.username + url.password + url.hash !== '') return 'it has more than an address';
    const isOfToken = method === 'POST' && url.href === token?.href;
    // On the platform itself, the token address must not be one of data of others.
    if (isOfToken)
      return url.origin === base.origin && isForeignCollection(url.pathname)
        ? 'it belongs to data of others'
        : undefined;
    if (url.origin !== base.origin) return 'it leads to another host';
    if (base.search + base.hash !== '') return 'the base address has a query or a fragment';
    // The URL parser removes tabs, `..` and `\`, so the address would no longer be the intended one.
    const [written] = text.split('?');
    if (written !== url.origin + url.pathname)
      return 'the address would be another one once it is read';
    if (method !== 'GET' && url.search !== '') return 'a write has no query';
    if (!url.pathname.startsWith(`${root}/`)) return 'it leaves the base address';
    const path = url.pathname.slice(root.length);
    const found = allowed.requests.find((one) => one.method === method && isOn(one, path));
    return found ? faults.get(found.path) : 'no collection of the catalog is there';
  };
}

/** What is wrong with a collection, judged by its path from the root of the host; undefined if nothing is. */
function faultOf(collection: string, { ofOthers }: AllowedRequests): string | undefined {
  if (!isPlainPath(collection)) return `${collection} has special characters`;
  return !ofOthers && isForeignCollection(collection) ? 'it belongs to data of others' : undefined;
}

/** Whether a path is exactly the allowed one, with one usable segment in place of each id. */
function isOn({ path: from, below = [] }: AllowedRequest, path: string): boolean {
  if (below.length === 0) return path === from;
  if (!path.startsWith(`${from}/`)) return false;
  const segments = path.slice(from.length + 1).split('/');
  return (
    segments.length === below.length &&
    below.every((part, index) => {
      const segment = segments[index] ?? '';
      return part === anId ? isOneId(segment) : segment === part;
    })
  );
}

/**
 * Whether a segment names one record, however often a server decodes it. An id may hold a slash, which is
 * sent encoded, but nothing that a server would resolve or remove.
 */
function isOneId(segment: string): boolean {
  const id = decodedWhole(segment);
  return (
    id !== undefined &&
    !/[\\\p{Cc}]/u.test(id) &&
    id.split('/').every((part) => !/^[.\s]*(;|$)/.test(part))
  );
}
