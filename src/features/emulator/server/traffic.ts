import { html } from 'hono/html';
import { isObject, type Json, type JsonObject } from '../../../model/json.ts';
import { kinds } from '../../../model/node.ts';
import type { RequestNotes } from './api.ts';
import { connectionDropped, type IncomingRequest, waitUnlessAborted } from './faults.ts';
import type { Entry, Store } from './store.ts';

/** One request in the request log, without credentials. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  /** The query as sent, without the question mark. */
  readonly query: string;
  /** Status of the answer; 0 if the connection ended without one. */
  readonly status: number;
  /** Requests in flight when it came in, itself included. */
  readonly inFlight: number;
  /** The JSON body, if the request came as far as being read. */
  readonly body?: Json;
}

interface RequestGatewayParts {
  readonly answer: (request: Request, exchange: RequestNotes) => Response | Promise<Response>;
  readonly injectFaults: (
    arrival: IncomingRequest,
    next: () => Promise<Response>,
  ) => Promise<Response>;
  readonly latencyMs: number;
}

/** Entry point of the emulator: delays, disturbs and logs each request. */
interface RequestGateway {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Requests in the order in which they ended. */
  readonly requests: readonly LoggedRequest[];
  /** Closes the entry: later requests fail as if nobody listened. */
  close(): void;
}

export function createRequestGateway({
  answer,
  injectFaults: disturb,
  latencyMs,
}: RequestGatewayParts): RequestGateway {
  const requests: LoggedRequest[] = [];
  let inFlight = 0;
  let isClosed = false;
  const pass = async (arrival: IncomingRequest, exchange: RequestNotes) => {
    const { request, path } = arrival;
    await waitUnlessAborted(latencyMs, request.signal);
    const next = async () => {
      if (isClosed) throw connectionDropped();
      return answer(request, exchange);
    };
    // The index tells which faults are active, so it must stay readable under all of them.
    return path === '/' ? next() : disturb(arrival, next);
  };
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname: path, search } = new URL(request.url);
    const exchange: RequestNotes = {};
    let status = 0;
    inFlight += 1;
    const arrival = { request, path, inFlight };
    try {
      const response = await pass(arrival, exchange);
      status = response.status;
      return response;
    } finally {
      inFlight -= 1;
      const { method } = request;
      const query = search.slice(1);
      requests.push({ method, path, query, status, inFlight: arrival.inFlight, ...exchange });
    }
  };
  return {
    fetch,
    requests,
    close: () => {
      isClosed = true;
    },
  };
}

/** More than a person scrolls through, and few enough for a browser. */
const mostNodes = 2000;
const mostRequests = 50;

/** Current content of the status page of an emulator. */
export function statusOf(
  { store, traffic }: { readonly store: Store; readonly traffic: Pick<RequestGateway, 'requests'> },
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

/** One record in the outline of the status page, with the records below it. */
interface StatusNode {
  readonly kind: string;
  readonly sourcedId: string;
  readonly title: string;
  readonly status: string;
  readonly owner: string;
  readonly children: readonly StatusNode[];
}

/** Content of the status page. */
export interface Status {
  /** Settings of the emulator, by the names of its options. */
  readonly about: JsonObject;
  /** Number of records, by kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly outline: readonly StatusNode[];
  /** Records whose parent does not exist. */
  readonly detached: readonly StatusNode[];
  /** Number of records that the outline leaves out because there are too many. */
  readonly omitted: number;
  /** Newest first. */
  readonly requests: readonly LoggedRequest[];
}

/** A page for a person who looks at an emulator: no script, nothing loaded, everything escaped. */
export async function statusPage(status: Status): Promise<string> {
  const { counts, outline, detached, omitted, requests, about } = status;
  const numbers = Object.entries(counts).map(
    ([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`,
  );
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Emulator of the Partner API</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Emulator of the Partner API</h1>
<p>${String(about['notice'] ?? '')}</p>
<p>${numbers.join(', ')}.</p>
${settings(about)}
<h2>Catalog</h2>
${outline.length === 0 ? html`<p>No courses yet.</p>` : tree(outline)}
${detached.length === 0 ? '' : html`<h3>Without their parent</h3>${tree(detached)}`}
${omitted === 0 ? '' : html`<p>${omitted} more are not shown.</p>`}
<h2>Last requests</h2>
${requests.length === 0 ? html`<p>None yet.</p>` : requestTable(requests)}
</main>
</body>
</html>
`;
  return page.toString();
}

type Markup = ReturnType<typeof html>;

function settings(about: JsonObject): Markup | '' {
  const rows = ['quirks', 'faults'].flatMap((name) => {
    const value = about[name];
    const isSet = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    return isSet ? [html`<dt>${name}</dt><dd><code>${JSON.stringify(value)}</code></dd>`] : [];
  });
  return rows.length > 0 ? html`<dl>${rows}</dl>` : '';
}

function tree(nodes: readonly StatusNode[]): Markup {
  return html`<ul>${nodes.map(item)}</ul>`;
}

function item(node: StatusNode): Markup {
  const { children } = node;
  const line = html`<span class="kind">${node.kind}</span> ${node.title} <code>${node.sourcedId}</code>${
    node.status === 'active' ? '' : html` <strong>${node.status}</strong>`
  } <span class="owner">${node.owner}</span>`;
  if (children.length === 0) return html`<li>${line}</li>`;
  const count = html` <span class="count">(${children.length})</span>`;
  const shown = html`<summary>${line}${count}</summary>${tree(children)}`;
  // Only courses are open: more would be too much at once.
  return node.kind === 'course'
    ? html`<li><details open>${shown}</details></li>`
    : html`<li><details>${shown}</details></li>`;
}

function requestTable(requests: readonly LoggedRequest[]): Markup {
  const rows = requests.map(
    ({ method, path, query, status }) =>
      html`<tr><td>${method}</td><td><code>${path}${query && `?${query}`}</code></td><td>${status === 0 ? 'dropped' : String(status)}</td></tr>`,
  );
  return html`<table>
<thead><tr><th scope="col">Method</th><th scope="col">Path</th><th scope="col">Answer</th></tr></thead>
<tbody>${rows}</tbody>
</table>`;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
ul { list-style: none; padding-left: 1.25rem; }
code { font-size: .85em; overflow-wrap: anywhere; }
.kind, .owner, .count, li code { opacity: .7; }
.kind { font-size: .85em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
`;
