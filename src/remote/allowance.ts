import { decodedWhole, isOfOthers } from '../model/others-collections.ts';
import { isPlainPath } from '../model/plain-path.ts';
import type { StandardsService } from '../model/standards.ts';
import type { Sending } from './attempt.ts';
import type { Collection } from './dialect.ts';
import { none } from './fact.ts';

/** One thing that may be asked of a platform. */
export interface Way {
  readonly method: Sending['method'];
  /** From the base address on, as the rows of the table name it. */
  readonly path: string;
  /** What follows the path, a segment each: an id, or these very words. Absent: nothing. */
  readonly below?: readonly (typeof anId | string)[];
}

/** Stands for one segment that holds an id, whatever the id is. */
export const anId: unique symbol = Symbol('an id');

/** What one purpose may ask. `ofOthers`: of people and what they did as well. */
export interface Allowance {
  readonly ways: readonly Way[];
  readonly ofOthers?: true;
}

/** Publishing reads and writes the collections of its dialect, and asks for standards. */
export function publishing(
  collections: readonly Collection[],
  { path: standards }: StandardsService,
): Allowance {
  const ofCollections = collections.flatMap(({ path }): Way[] => {
    const one = { path: path.replace(/\/$/, ''), below: [anId] } as const;
    return [
      { method: 'GET', path },
      { method: 'POST', path },
      { method: 'GET', ...one },
      { method: 'PUT', ...one },
    ];
  });
  const ofStandards: readonly Way[] =
    standards === none
      ? []
      : [
          { method: 'GET', path: standards },
          { method: 'GET', path: standards, below: [anId] },
        ];
  return { ways: [...ofCollections, ...ofStandards] };
}

/** Where the requests of one platform may go. */
export interface Bounds {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly allowance: Allowance;
}

/** Why a request may not leave, in words; undefined if it may. */
export type Gate = (sending: Pick<Sending, 'method' | 'url'>) => string | undefined;

/**
 * What lets requests to one platform out. Goes by what is really sent, the method and the finished
 * address, and by nothing of how they came about.
 */
export function gateTo({ baseUrl, tokenUrl, allowance }: Bounds): Gate {
  const [base, token] = [URL.parse(baseUrl), URL.parse(tokenUrl)];
  const root = base?.pathname.replace(/\/$/, '') ?? '';
  const faults = new Map(
    allowance.ways.map(({ path }) => [path, faultOf(root + path, allowance)] as const),
  );
  return ({ method, url: text }) => {
    const url = URL.parse(text);
    if (!url || !base) return 'it is no address';
    if (url.username + url.password + url.hash !== '') return 'it carries more than an address';
    const isOfToken = method === 'POST' && url.href === token?.href;
    // On the platform itself the token address must be one of its own.
    if (isOfToken) return url.origin === base.origin ? tokenFault(url) : undefined;
    if (url.origin !== base.origin) return 'it leads to another host';
    if (base.search + base.hash !== '') return 'the base address has a query or a fragment';
    // Tabs, `..` and `\` would be gone from the address, and with them what was meant.
    const [written] = text.split('?');
    if (written !== url.origin + url.pathname)
      return 'the address would be another one once it is read';
    if (method !== 'GET' && url.search !== '') return 'a write has no query';
    if (!url.pathname.startsWith(`${root}/`)) return 'it leaves the base address';
    const path = url.pathname.slice(root.length);
    const way = allowance.ways.find((one) => one.method === method && isOn(one, path));
    return way ? faults.get(way.path) : 'nothing of the catalog is there';
  };
}

/** What is wrong with a collection, by its path from the top of the host. */
function faultOf(collection: string, { ofOthers }: Allowance): string | undefined {
  if (!isPlainPath(collection)) return `${collection} is no plain path`;
  return !ofOthers && isOfOthers(collection) ? 'it is what others own' : undefined;
}

function tokenFault({ pathname }: URL): string | undefined {
  return isOfOthers(pathname) ? 'it is what others own' : undefined;
}

/** Whether a path is exactly the way, with one usable segment for each id. */
function isOn({ path: from, below = [] }: Way, path: string): boolean {
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
 * One segment, and one record, however often a server decodes it. An id may hold a slash, which is
 * sent encoded; what a server would resolve, or take out, may it not hold.
 */
function isOneId(segment: string): boolean {
  const id = decodedWhole(segment);
  return (
    id !== undefined &&
    !/[\\\p{Cc}]/u.test(id) &&
    id.split('/').every((part) => !/^[.\s]*(;|$)/.test(part))
  );
}
