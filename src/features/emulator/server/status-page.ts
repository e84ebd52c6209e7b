import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { EmulatorClient } from './api.ts';
import type { SeenRequest, Status, StatusNode } from './traffic.ts';

/** What a reader needs to send requests to this emulator. */
interface Reached {
  /** The address: `http://127.0.0.1:8787`. */
  readonly at: string;
  readonly clients: readonly EmulatorClient[];
}

/** The status page for a person. It loads nothing from other hosts, and all texts are escaped. */
export async function statusPage(status: Status, reached: Reached): Promise<string> {
  const { counts, outline, detached, omitted, requests, about } = status;
  const numbers = Object.entries(counts).map(
    ([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`,
  );
  // Owners are shown only if there are several.
  const isShared = new Set(ownersIn([...outline, ...detached])).size > 1;
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Emulator of the Partner API</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>Emulator of the Partner API</h1>
<p class="soft">${String(about['notice'] ?? '')}</p>
<p id="state" role="status"></p>
<h2>Connect</h2>
${connection(reached)}
${settings(about)}
<h2>Catalog</h2>
<p>${numbers.join(', ')}.</p>
${outline.length === 0 ? html`<p>No courses yet.</p>` : tree(outline, isShared)}
${detached.length === 0 ? '' : html`<h3>Without their parent</h3>${tree(detached, isShared)}`}
${omitted === 0 ? '' : html`<p>${omitted} more are not shown.</p>`}
<h2>Last requests</h2>
${requests.length === 0 ? html`<p>None yet.</p>` : requestTable(requests)}
</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.toString();
}

type Markup = ReturnType<typeof html>;

function connection({ at, clients }: Reached): Markup {
  const each = clients.map(({ id, canWrite = true, scopes }) => {
    const may = scopes ? ` (${scopes.join(' ')})` : canWrite ? '' : ' (reads only)';
    return html`<dt>Client id</dt><dd>${copied(id)}${may}</dd>`;
  });
  return html`<dl>
<dt>Address</dt><dd>${copied(at)}</dd>
${each}
<dt>Client secret</dt><dd>printed in the terminal where this emulator was started, and shown nowhere else</dd>
</dl>`;
}

function copied(text: string): Markup {
  return html`<code class="copy">${text}</code> <button type="button" data-copy="${text}" aria-label="Copy ${text}">Copy</button>`;
}

function settings(about: JsonObject): Markup | '' {
  const rows = ['quirks', 'faults'].flatMap((name) => {
    const value = about[name];
    const isSet = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    return isSet ? [html`<dt>${name}</dt><dd><code>${JSON.stringify(value)}</code></dd>`] : [];
  });
  return rows.length > 0 ? html`<dl>${rows}</dl>` : '';
}

function ownersIn(nodes: readonly StatusNode[]): string[] {
  return nodes.flatMap(({ owner, children }) => [owner, ...ownersIn(children)]);
}

function tree(nodes: readonly StatusNode[], isShared: boolean): Markup {
  return html`<ul>${nodes.map((node) => item(node, isShared))}</ul>`;
}

function item(node: StatusNode, isShared: boolean): Markup {
  const { kind, sourcedId, title, status, owner, children } = node;
  const line = html`<span class="kind">${kind}</span> <bdi>${title}</bdi> <code class="id">${sourcedId}</code>${
    status === 'active' ? '' : html` <strong>${status}</strong>`
  }${isShared ? html` <span class="owner">of client ${owner}</span>` : ''}`;
  if (children.length === 0) return html`<li>${line}</li>`;
  const count = html` <span class="count">(${children.length})</span>`;
  const shown = html`<summary>${line}${count}</summary>${tree(children, isShared)}`;
  const id = `n-${kind}-${sourcedId}`;
  // Only courses are unfolded: more would be too much at once.
  return html`<li><details id="${id}"${kind === 'course' ? ' open' : ''}>${shown}</details></li>`;
}

function requestTable(requests: readonly SeenRequest[]): Markup {
  return html`<table>
<thead><tr><th scope="col">Time</th><th scope="col">Method</th><th scope="col">Path</th><th scope="col">Answer</th></tr></thead>
<tbody>${requests.map(requestRow)}</tbody>
</table>`;
}

function requestRow({ number, at, ms, method, path, query, status, body, refusal }: SeenRequest) {
  const answer = status === 0 ? 'dropped' : String(status);
  const isRefused = status === 0 || status >= 400;
  return html`<tr><td>${at.toISOString().slice(11, 19)}</td><td>${method}</td><td><code>${path}${query && `?${query}`}</code>${folded(
    `b-${number}`,
    'Body',
    body,
  )}${folded(`a-${number}`, 'Answer', refusal)}</td><td>${isRefused ? html`<strong>${answer}</strong>` : answer} <span class="soft">${ms} ms</span></td></tr>`;
}

/** The most characters of a body that is shown. */
const longestBody = 4000;

function folded(id: string, name: string, body: Json | undefined): Markup | '' {
  if (body === undefined) return '';
  const text = JSON.stringify(body, undefined, 2).toWellFormed();
  const shown = text.length > longestBody ? `${text.slice(0, longestBody)}…` : text;
  return html`<details id="${id}"><summary>${name}</summary><pre>${shown.toWellFormed()}</pre></details>`;
}

const style = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #fff; --tint: #f6f8fa; --bad: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #9da7b3; --line: #3d444d; --back: #0d1117; --tint: #161b22; --bad: #ff8e84; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 64rem; margin: 0 auto; padding: 1rem 1.25rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: .5rem 0 0; }
h1 + p { margin-top: .25rem; }
h2 { font-size: 1.15rem; margin: 1.75rem 0 .5rem; }
:focus-visible { outline: 3px solid #3b82f6; outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1rem; margin: .5rem 0; }
dt, .soft, .kind, .owner, .count, .id { color: var(--soft); }
dd { margin: 0; }
ul { list-style: none; margin: 0; padding-left: 1.1rem; }
main > ul { padding-left: 0; }
li { margin: .15rem 0; }
summary { cursor: pointer; }
code, pre { font: .86em/1.5 ui-monospace, monospace; }
pre { background: var(--tint); padding: .5rem .7rem; border-radius: 6px; white-space: pre-wrap; margin: .3rem 0; }
.copy, .id { user-select: all; }
.kind, .id, .owner, .count { font-size: .82em; }
strong { color: var(--bad); }
button { font: inherit; font-size: .82em; color: var(--text); background: var(--tint); border: 1px solid var(--line); border-radius: 6px; padding: 0 .5rem; cursor: pointer; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
td:nth-child(1), td:nth-child(2), td:nth-child(4) { white-space: nowrap; overflow-wrap: normal; }
td:nth-child(3) { width: 100%; }
@media (max-width: 40rem) { main { padding: .5rem .9rem 2rem; } dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dd { margin-bottom: .4rem; }
  tr { display: flex; flex-wrap: wrap; gap: 0 .6rem; border-bottom: 1px solid var(--line); padding: .3rem 0; }
  td { border: 0; padding: 0; } td:nth-child(3) { order: 1; } thead { display: none; } }
`;

/**
 * Updates the page every second, and keeps branches unfolded as the reader left them, also after a reload.
 * New markup is parsed inertly, so that nothing in it can run.
 */
const script = `
const kept = JSON.parse(sessionStorage.getItem('open') ?? '{}');
const restore = (root) => {
  for (const one of root.querySelectorAll('details[id]')) if (one.id in kept) one.open = kept[one.id];
};
restore(document);
document.addEventListener('toggle', ({ target }) => {
  kept[target.id] = target.open;
  sessionStorage.setItem('open', JSON.stringify(kept));
}, true);
document.addEventListener('click', async ({ target }) => {
  const text = target.closest('[data-copy]')?.dataset.copy;
  if (text === undefined) return;
  await navigator.clipboard.writeText(text);
  target.textContent = 'Copied';
});
let shown = '';
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' } });
    const text = await answer.text();
    if (text === shown) return;
    shown = text;
    const next = new DOMParser().parseFromString(text, 'text/html').querySelector('main');
    restore(next);
    const focused = document.activeElement?.closest('details')?.id;
    document.querySelector('main').replaceWith(next);
    if (focused) document.getElementById(focused)?.querySelector('summary').focus({ preventScroll: true });
  } catch {
    shown = '';
    document.getElementById('state').textContent = 'The emulator does not answer: it was stopped.';
  }
}, 1000);
`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Headers that allow the one style and the one script of the page, and requests to the emulator, and nothing
 * else.
 */
export const pageHeaders = {
  'content-security-policy': `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
};
