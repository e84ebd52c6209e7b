import type { Json } from '../../model/json.ts';
import type { Change, FieldChange } from '../../model/plan.ts';
import { cut } from '../fit.ts';
import { html, joined, type Markup } from '../html.ts';
import type { Look } from '../look.ts';
import { firstOf, itemParts, lineParts, type Part, wordParts } from '../text-diff.ts';
import { nameOf } from '../words/names.ts';
import { pathText, unquoted, valueText } from '../words/value.ts';
import { count } from '../words/wording.ts';

/** A value of a new node longer than this is cut: the manifest has it in full. */
const longestValue = 500;

export interface FieldContext {
  readonly look: Look;
  /** Where the values of before stand. */
  readonly before: string;
}

/** The fields of a change, folded away or open: what the platform holds beside what it will. */
export function fieldTable(change: Change, { look, before }: FieldContext): Markup | undefined {
  const rows = change.action === 'create' ? newRows(change, look) : change.fields.map(changedRow);
  if (rows.length === 0) return undefined;
  const isNew = change.action === 'create';
  const head = isNew
    ? html`<th scope="col">Field</th><th scope="col">Value</th>`
    : html`<th scope="col">Field</th><th scope="col">${before}</th><th scope="col">In the manifests</th>`;
  const caption = html`<caption class="sr">Fields of ${nameOf(change.address, change.title)}</caption>`;
  return html`<details class="fields"${isNew ? html`` : html` open`}><summary>${count(rows.length, 'field')}</summary>
<table>${caption}<thead><tr>${head}</tr></thead><tbody>
${joined(rows, '\n')}
</tbody></table></details>`;
}

function newRows(change: Extract<Change, { action: 'create' }>, look: Look): Markup[] {
  return Object.entries(change.after.fields).map(([name, value]) =>
    row([name], [html`${cut(valueText(value), longestValue, look)}`]),
  );
}

function changedRow(field: FieldChange): Markup {
  if (field.kind === 'added') {
    return row(field.path, [html`<span class="soft">(none)</span>`, whole(field.after, 'added')]);
  }
  const { before, after } = field;
  return row(
    field.path,
    diffCells(before, after) ?? [whole(before, 'removed'), whole(after, 'added')],
  );
}

function row(path: readonly string[], cells: readonly Markup[]): Markup {
  const values = cells.map((cell) => html`<td>${cell}</td>`);
  return html`<tr><th scope="row"><code>${pathText(path)}</code></th>${values}</tr>`;
}

function whole(value: Json, state: Part<unknown>['state']): Markup {
  return marked(valueText(value), state);
}

function marked(text: string, state: Part<unknown>['state']): Markup {
  if (state === 'same') return html`${text}`;
  return state === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

/** Both sides with what differs marked; undefined where they have too little in common. */
function diffCells(before: Json, after: Json): readonly Markup[] | undefined {
  if (typeof before === 'string' && typeof after === 'string') {
    return `${before}${after}`.includes('\n')
      ? sides(lineParts(before, after), multiline)
      : sides(wordParts(before, after), ({ state, value }) => marked(unquoted(value), state));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return sides(itemParts(before, after), ({ state, value }) =>
      lines(value.map(valueText), (more) => `... ${more} more entries`, state),
    );
  }
  return undefined;
}

function multiline({ state, value }: Part<string[]>): Markup {
  return lines(value.map(unquoted), (more) => `... ${more} more lines`, state);
}

function lines(
  texts: readonly string[],
  rest: (more: number) => string,
  state: Part<unknown>['state'],
): Markup {
  return joined(
    firstOf(texts, rest).map((text) => html`${marked(text, state)}\n`),
    '',
  );
}

function sides<T>(
  parts: readonly Part<T>[] | undefined,
  shown: (part: Part<T>) => Markup,
): readonly Markup[] | undefined {
  if (!parts) return undefined;
  const side = (left: 'added' | 'removed') =>
    joined(parts.filter(({ state }) => state !== left).map(shown));
  return [side('added'), side('removed')];
}
