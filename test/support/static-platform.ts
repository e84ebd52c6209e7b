import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { DialectName } from './dialects.ts';

/** The lists of a dialect as its documents name them: nothing here comes from the tool. */
const forms = {
  partner: {
    token: '/auth/1.0/token',
    total: 'total',
    lists: {
      course: ['/rostering/1.0/courses', 'courses', 'course'],
      unit: ['/rostering/1.0/units', 'units', 'unit'],
      lesson: ['/rostering/1.0/lessons', 'lessons', 'lesson'],
      resource: ['/rostering/1.0/resources', 'resources', 'resource'],
    },
  },
  oneroster: {
    token: '/oauth2/token',
    total: 'totalCount',
    lists: {
      course: ['/ims/oneroster/rostering/v1p2/courses/', 'courses', 'course'],
      courseComponent: [
        '/ims/oneroster/rostering/v1p2/courses/components',
        'courseComponents',
        'courseComponent',
      ],
      componentResource: [
        '/ims/oneroster/rostering/v1p2/courses/component-resources',
        'componentResources',
        'componentResource',
      ],
      resource: ['/ims/oneroster/resources/v1p2/resources/', 'resources', 'resource'],
    },
  },
} as const;

/** What one list answers: its records, or a status; `total` if that is not their number. */
type ListAnswer = readonly Json[] | { readonly status: number } | OddTotal;

interface OddTotal {
  readonly records: readonly Json[];
  readonly total: number;
}

/** The answers by the name of what a list holds; a list that is not named is empty. */
export type Lists = Readonly<Record<string, ListAnswer>>;

export interface StaticPlatform {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Paths of all requests but those for tokens. */
  readonly requests: readonly string[];
}

/**
 * A platform that holds what it is given and takes no writes. Shares no code with the tool or its
 * emulator.
 */
export function staticPlatform(dialect: DialectName, lists: Lists): StaticPlatform {
  const form = forms[dialect];
  const requests: string[] = [];
  const collections = Object.entries(form.lists).map(([name, [path, plural, one]]) => {
    const given = lists[name] ?? [];
    return { path, plural, one, given };
  });
  const answer = (method: string, url: URL): { status: number; body: Json } => {
    if (url.pathname === form.token) {
      return { status: 200, body: { access_token: 'static', token_type: 'Bearer' } };
    }
    requests.push(`${method} ${url.pathname}`);
    if (method !== 'GET') return { status: 405, body: { error: 'read only' } };
    const list = collections.find(({ path }) => path === url.pathname);
    if (list) return listAnswer(list, url.searchParams);
    const cut = url.pathname.lastIndexOf('/');
    const above = collections.find(
      ({ path }) => path.replace(/\/$/, '') === url.pathname.slice(0, cut),
    );
    if (!above) return { status: 404, body: { error: 'no such path' } };
    const id = decodeURIComponent(url.pathname.slice(cut + 1));
    const found = recordsOf(above.given).find(
      (record) => (record as JsonObject | null)?.['sourcedId'] === id,
    );
    return found === undefined
      ? { status: 404, body: { error: 'no such record' } }
      : { status: 200, body: { [above.one]: found } };
  };
  return {
    requests,
    fetch: async (request) => {
      const { status, body } = answer(request.method, new URL(request.url));
      return Response.json(body, { status });
    },
  };

  function listAnswer(
    { plural, given }: { readonly plural: string; readonly given: ListAnswer },
    query: URLSearchParams,
  ): { status: number; body: Json } {
    if ('status' in given) return { status: given.status, body: { error: 'not for you' } };
    const offset = Number(query.get('offset'));
    const limit = Number(query.get('limit'));
    const all = recordsOf(given);
    const total = 'total' in given ? given.total : all.length;
    const body = { [plural]: all.slice(offset, offset + limit), offset, limit };
    return { status: 200, body: { ...body, [form.total]: total, pageCount: 1, pageNumber: 1 } };
  }
}

function recordsOf(given: ListAnswer): readonly Json[] {
  if ('status' in given) return [];
  return 'records' in given ? given.records : given;
}

/** The same on a port of this machine, until the test ends; its address. */
export async function served({ fetch }: Pick<StaticPlatform, 'fetch'>): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const url = `http://127.0.0.1${request.url ?? '/'}`;
    const answer = async () => {
      const answered = await fetch(new Request(url, { method: request.method ?? 'GET' }));
      response.writeHead(answered.status, { 'content-type': 'application/json' });
      response.end(await answered.text());
    };
    answer().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}
