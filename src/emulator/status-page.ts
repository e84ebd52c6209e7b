import { html } from 'hono/html';
import type { JsonObject } from '../model/json.ts';
import type { RequestRecord } from './traffic.ts';

/** One record in the outline of the status page, with the records below it. */
export interface StatusNode {
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
  readonly requests: readonly RequestRecord[];
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

function requestTable(requests: readonly RequestRecord[]): Markup {
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
