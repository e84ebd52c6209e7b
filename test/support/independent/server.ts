import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Api, apis, type Shelf } from './dialects.ts';
import {
  isObjectText,
  itemsOf,
  membersOf,
  objectOf,
  spelt,
  valueIn,
  withValue,
} from './json-text.ts';

/** How a server behaves if the documents leave a choice. */
export interface Behaviour {
  readonly dialect: 'partner' | 'oneroster';
  /** What becomes of members that a PUT does not have, at the top and one level below `metadata`. */
  readonly put: 'replaces' | 'merges';
  readonly putAnswers: 'record' | 'nothing';
  /** The most records of one page. */
  readonly pageLimit: number;
  /** Whether the optional add-on Resources is there. */
  readonly resources: boolean;
  /** The key that wraps one record: `lesson`, or `record` for every kind. */
  readonly envelope: 'kind' | 'record';
  /** Whether lists show records without their `metadata`. */
  readonly lists: 'whole' | 'part';
  /** What a request for some ids is answered with: those, a refusal, or the whole list. */
  readonly filters: 'kept' | 'refused' | 'ignored';
  /** Milliseconds until each answer. */
  readonly delay: number;
  /** The encoding of answers. JSON has to be in UTF-8. */
  readonly encoding: 'utf8' | 'latin1';
}

const usual: Behaviour = {
  dialect: 'partner',
  put: 'replaces',
  putAnswers: 'record',
  pageLimit: 100,
  resources: true,
  envelope: 'kind',
  lists: 'whole',
  filters: 'kept',
  delay: 0,
  encoding: 'utf8',
};

export interface IndependentServer {
  readonly url: string;
  /** The texts of the records by `lessons/ID`, in the order in which they came. To be written to as well. */
  readonly records: Map<string, string>;
  /** `lessons/ID` of each write since the last look. */
  readonly written: () => readonly string[];
  /** How many requests came. */
  readonly requests: () => number;
  /** Calls once, when the request of this number was dealt with; that request gets no answer. */
  readonly dieAt: (request: number, then: () => void) => void;
  readonly close: () => Promise<void>;
}

type Answer = readonly [status: number, text: string];

const refusal = (status: number, why: string): Answer => [status, JSON.stringify({ error: why })];

/**
 * Starts a server of the Partner API or of the OneRoster API on a free port of this machine. It imports
 * nothing of the tool, and keeps every record as the text that came, to the byte: bodies are cut into
 * parts and put together again, and no value is ever read into a number.
 */
export async function independentServer(
  chosen: Partial<Behaviour> = {},
): Promise<IndependentServer> {
  const behaviour = { ...usual, ...chosen };
  const api = apis[behaviour.dialect];
  const records = new Map<string, string>();
  let written: string[] = [];
  let requests = 0;
  let death: { readonly at: number; readonly then: () => void } | undefined;

  const server = createServer(async (request, response) => {
    requests += 1;
    const number = requests;
    const body = await textOf(request);
    if (behaviour.delay > 0) await pause(behaviour.delay);
    const [status, text] = answer(request, body);
    if (death?.at === number) {
      death.then();
      return void response.destroy();
    }
    reply(response, status, text);
  });

  function reply(response: ServerResponse, status: number, text: string): void {
    const headers = { 'content-type': 'application/json', connection: 'keep-alive' };
    if (status === 204) response.writeHead(204).end();
    else response.writeHead(status, headers).end(text, behaviour.encoding);
  }

  function answer({ method = '', url = '', headers }: IncomingMessage, body: string): Answer {
    const { pathname, searchParams } = new URL(url, 'http://server');
    if (pathname === api.token) {
      return [200, '{"access_token":"a-token","token_type":"Bearer","expires_in":3600}'];
    }
    if (headers.authorization !== 'Bearer a-token') return refusal(401, 'no token');
    const shelf = shelfAt(api, pathname);
    if (!shelf || (shelf.name === 'resources' && !behaviour.resources)) {
      return refusal(404, 'no such path');
    }
    const id = decodeURIComponent(pathname.slice(shelf.path.length).replace(/^\//, ''));
    try {
      if (method === 'GET') return id === '' ? list(shelf, searchParams) : one(shelf, id);
      if (method === 'PUT' && id !== '') return put(shelf, id, body);
      if (method === 'POST' && id === '' && api.creates) return post(shelf, body);
    } catch (error) {
      return refusal(400, String(error));
    }
    return refusal(405, `no ${method} here`);
  }

  function list(shelf: Shelf, query: URLSearchParams): Answer {
    const filter = query.get('filter');
    if (filter !== null && behaviour.filters === 'refused') return refusal(400, 'no filters');
    const ids = filter === null || behaviour.filters === 'ignored' ? undefined : idsIn(filter);
    const all = [...records].flatMap(([name, text]) => {
      const isOurs = name.startsWith(`${shelf.name}/`);
      return isOurs && (ids?.has(name.slice(shelf.name.length + 1)) ?? true) ? [shown(text)] : [];
    });
    const offset = Number(query.get('offset') ?? 0);
    const limit = Math.min(Number(query.get('limit') ?? 100), behaviour.pageLimit);
    const page = all.slice(offset, offset + limit).join(',');
    return [
      200,
      `{"${shelf.plural}":[${page}],"offset":${offset},"limit":${limit},"${api.total}":${all.length}}`,
    ];
  }

  function shown(text: string): string {
    if (behaviour.lists === 'whole') return text;
    return objectOf(membersOf(text).filter(({ name }) => name !== 'metadata'));
  }

  function one(shelf: Shelf, id: string): Answer {
    const held = records.get(`${shelf.name}/${id}`);
    return held === undefined ? refusal(404, 'not found') : [200, wrapped(shelf, held)];
  }

  function post(shelf: Shelf, body: string): Answer {
    const sent = valueIn(body, envelopeOf(shelf));
    const id = spelt(isObjectText(sent) ? valueIn(sent ?? '', 'sourcedId') : undefined);
    if (sent === undefined || id === undefined || id === '') return refusal(422, 'no sourcedId');
    if (records.has(`${shelf.name}/${id}`)) return refusal(409, 'already exists');
    const refused = write(shelf, id, sent);
    const allocated = JSON.stringify(id);
    const pair = `{"suppliedSourcedId":${allocated},"allocatedSourcedId":${allocated}}`;
    return refused ?? [201, `{"sourcedIdPairs":${pair}}`];
  }

  function put(shelf: Shelf, id: string, body: string): Answer {
    const name = `${shelf.name}/${id}`;
    const held = records.get(name);
    const sent = valueIn(body, envelopeOf(shelf));
    if (sent === undefined || !isObjectText(sent)) return refusal(422, 'no record');
    const merges = held !== undefined && behaviour.put === 'merges';
    const refused = write(shelf, id, merges ? merged(held, sent) : sent);
    if (refused) return refused;
    if (behaviour.putAnswers === 'nothing') return [204, ''];
    return [held === undefined ? 201 : 200, wrapped(shelf, records.get(name) ?? '')];
  }

  /** Keeps a record, or says why not. */
  function write(shelf: Shelf, id: string, text: string): Answer | undefined {
    const own = valueIn(text, 'sourcedId');
    if (own !== undefined && spelt(own) !== id) return refusal(422, 'another sourcedId');
    if (spelt(valueIn(text, 'title')) === undefined) return refusal(422, 'no title');
    for (const [key, where] of Object.entries(shelf.refers)) {
      const missing = referredTo(valueIn(text, key)).find((to) => !records.has(`${where}/${to}`));
      if (missing !== undefined) return refusal(422, `${key} ${missing} is not there`);
    }
    const named = own === undefined ? withValue(text, 'sourcedId', JSON.stringify(id)) : text;
    const isComplete = valueIn(named, 'status') !== undefined;
    const name = `${shelf.name}/${id}`;
    records.set(name, isComplete ? named : withValue(named, 'status', '"active"'));
    written.push(name);
    return undefined;
  }

  const envelopeOf = ({ singular }: Shelf) =>
    behaviour.envelope === 'record' ? 'record' : singular;
  const wrapped = (shelf: Shelf, record: string) => `{"${envelopeOf(shelf)}":${record}}`;

  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    records,
    requests: () => requests,
    written: () => {
      const all = written;
      written = [];
      return all;
    },
    dieAt: (at, then) => {
      death = { at, then };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function shelfAt({ shelves }: Api, path: string): Shelf | undefined {
  return shelves.find((shelf) => path === shelf.path || path.startsWith(`${shelf.path}/`));
}

/** The ids that a filter like `sourcedId='a' OR sourcedId='b'` asks for. Throws at any other. */
function idsIn(filter: string): Set<string> {
  const term = /sourcedId='((?:[^']|'')*)'(?: OR )?/y;
  const ids = new Set<string>();
  while (term.lastIndex < filter.length) {
    const [, id] = term.exec(filter) ?? [];
    if (id === undefined) throw new SyntaxError(`a filter that is not understood: ${filter}`);
    ids.add(id.replaceAll("''", "'"));
  }
  return ids;
}

/** The ids of one reference or of a list of them. */
function referredTo(value: string | undefined): string[] {
  if (value?.startsWith('[')) return itemsOf(value).flatMap(referredTo);
  const id = isObjectText(value) ? spelt(valueIn(value ?? '', 'sourcedId')) : undefined;
  return id === undefined ? [] : [id];
}

/** What was held with what was sent laid over it, and the same within `metadata`. */
function merged(held: string, sent: string): string {
  return membersOf(sent).reduce((record, { name, value }) => {
    const before = valueIn(record, name);
    const isBoth = name === 'metadata' && isObjectText(before) && isObjectText(value);
    return withValue(record, name, isBoth ? merged(before ?? '', value) : value);
  }, held);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
