import type { Json } from '../model/json.ts';
import type { Address } from '../model/node.ts';
import type { FieldChange } from '../model/plan.ts';
import type {
  Advice,
  Fields,
  Group,
  Numbers,
  Outline,
  OutlineItem,
  SignName,
  Text,
} from './document.ts';
import type { Look } from './look.ts';
import { html, joined, type Markup, nothing } from './page.ts';
import { cut } from './table.ts';
import { type DiffPart, firstOf, itemParts, lineParts, wordParts } from './text-diff.ts';
import { longestTitle, pathText, shorten, unquoted, valueText } from './words/names.ts';
import { count, done, groupWords } from './words/wording.ts';

/** What writing the parts of a page needs. */
export interface PageContext {
  readonly look: Look;
  readonly lineOf: (text: Text) => Markup;
  /** A prefix for anchors, so that several outlines on one page have different ones. */
  readonly prefix: string;
}

type AdviceMarkup = (advice: Advice) => Markup;

/** Limits of one page, so that browsers open it quickly: its changes, and the length of its field tables. */
const mostChanges = 2000;
const mostOfFields = 2_000_000;

interface Walk {
  readonly context: PageContext;
  readonly adviceOf: AdviceMarkup;
  /** The anchors of the changes that are shown. */
  readonly anchors: ReadonlyMap<Address, string>;
  /** The moved nodes that are also shown at their old place. */
  readonly departed: ReadonlySet<Address>;
  shown: number;
  leftOut: number;
  fieldLength: number;
  withoutFields: number;
}

/** The outline as nested lists: each change in its place, each move at its old and new place. */
export function outlineMarkup(
  { items, tally }: Outline,
  context: PageContext,
  adviceOf: AdviceMarkup,
): Markup {
  const places = placesIn(items, tally ? context.prefix : undefined);
  const walk: Walk = {
    context,
    adviceOf,
    ...places,
    shown: 0,
    leftOut: 0,
    fieldLength: 0,
    withoutFields: 0,
  };
  const list = html`<ul class="outline">
${items.map((item) => itemOf(item, walk))}</ul>`;
  const left = omission(walk);
  return tally
    ? html`<h2 id="${context.prefix}outline">Changes</h2>\n${choice(tally, context.prefix)}${left}${list}`
    : html`${left}${list}`;
}

/** The places that links can lead to; empty without a prefix. */
function placesIn(items: readonly OutlineItem[], prefix: string | undefined) {
  const anchors = new Map<Address, string>();
  const departed = new Set<Address>();
  const visit = (item: OutlineItem): void => {
    if (item.sign && item.node && anchors.size < mostChanges) {
      anchors.set(item.node.address, `${prefix}c${anchors.size + 1}`);
    }
    for (const { node } of item.departed ?? []) if (node) departed.add(node.address);
    item.items?.forEach(visit);
  };
  if (prefix !== undefined) items.forEach(visit);
  return { anchors, departed };
}

/** For each sign, its mark before a line, its word and its group. */
export const outlineMarks = {
  create: { mark: '+', word: 'Added', group: 'create' },
  update: { mark: '~', word: 'Changed', group: 'update' },
  move: { mark: '↕', word: 'Moved here', group: 'move' },
  reorder: { mark: '↕', word: 'Re-ordered', group: 'move' },
  retire: { mark: '−', word: 'Retired', group: 'retire' },
  refused: { mark: '!', word: 'Refused', group: 'retire' },
  released: { mark: '→', word: 'Released', group: 'move' },
} as const satisfies Record<SignName, { mark: string; word: string; group: Group }>;

function itemOf(item: OutlineItem, walk: Walk): Markup {
  const { sign, foldOf, node, text, advice, items = [], departed = [] } = item;
  if (foldOf) {
    return html`<li class="${foldOf}"><div class="line"><span class="mark" aria-hidden="true"></span><span>${text && lineOf(text, walk)}</span></div></li>\n`;
  }
  const hasRoom = !sign || walk.shown < mostChanges;
  if (sign && hasRoom) walk.shown += 1;
  if (!hasRoom) walk.leftOut += 1;
  const fields = hasRoom ? fieldsOf(item, walk) : undefined;
  const below = items.map((each) => itemOf(each, walk)).filter(({ markup }) => markup !== '');
  const away = departed.filter((one) => one.node && walk.anchors.has(one.node.address));
  if (!hasRoom && below.length === 0) return nothing;
  const all = [...below, ...away.map((one) => departure(one, walk))];
  const list = all.length > 0 ? html`<ul>\n${all}</ul>` : nothing;
  const advised = advice ? html`<div class="fields">${walk.adviceOf(advice)}</div>` : nothing;
  const { mark = '', word = '', group = 'same' } = sign ? outlineMarks[sign] : {};
  const anchor = sign && node && walk.anchors.get(node.address);
  const id = anchor === undefined ? nothing : html` id="${anchor}"`;
  const spoken = word === '' ? nothing : html`<span class="sr">${word}: </span>`;
  return html`<li class="${group}"${id}><div class="line"><span class="mark" aria-hidden="true">${mark}</span><div>${spoken}${naming(item)}${said(item, group, walk)}</div></div>${advised}${fields}${list}</li>\n`;
}

function lineOf(text: Text, walk: Walk): Markup {
  if (typeof text === 'string') return walk.context.lineOf(text);
  return joined(
    text.map((inline) => {
      if (typeof inline === 'string' || 'sign' in inline || !inline.leadsTo) {
        return walk.context.lineOf([inline]);
      }
      const { address, end } = inline.leadsTo;
      const anchor = walk.anchors.get(address);
      const shown = walk.context.lineOf(inline.text);
      if (anchor === undefined || (end === 'from' && !walk.departed.has(address))) return shown;
      return html`<a href="#${anchor}${end === 'from' ? '-from' : ''}">${shown}</a>`;
    }),
  );
}

/**
 * A node by kind and title; the title is isolated, so that one from right to left does not reorder its
 * surroundings.
 */
function naming({ node }: OutlineItem): Markup {
  if (!node) return nothing;
  return html`<span class="kind">${node.kind}</span> <bdi class="title">${shorten(node.title, longestTitle)}</bdi>`;
}

/** The results and classes of a node: emphasised if any would be affected. */
function tiedTo(tied: OutlineItem['tied']): Markup | typeof nothing {
  if (tied === undefined) return nothing;
  return tied.isHarmless
    ? html` <span class="soft note">${tied.text}</span>`
    : html` <strong class="retire note">${tied.text}</strong>`;
}

/** What happens to a node, and on a line of its own the place and the id, which readers only look up. */
function said({ text, node, place, id, tied }: OutlineItem, group: string, walk: Walk): Markup {
  const note = node === undefined ? group : `${group} note`;
  const words =
    text === undefined ? nothing : html` <span class="${note}">${lineOf(text, walk)}</span>`;
  const codes = [place, id].flatMap((one) => (one === undefined ? [] : html`<code>${one}</code>`));
  const meta =
    codes.length === 0 ? nothing : html` <span class="meta">${joined(codes, ' ')}</span>`;
  return html`${words}${tiedTo(tied)}${meta}`;
}

/** The line at the old place of a moved node. */
function departure(item: OutlineItem, walk: Walk): Markup {
  const anchor = item.node && walk.anchors.get(item.node.address);
  return html`<li class="move ghost" id="${anchor}-from"><div class="line"><span class="mark" aria-hidden="true">↱</span><div><span class="sr">Moved away: </span>${naming(item)}${said(item, 'move', walk)}</div></div></li>\n`;
}

function omission({ leftOut, withoutFields }: Walk): Markup {
  const left = [
    ...(leftOut > 0 ? [count(leftOut, 'more change')] : []),
    ...(withoutFields > 0 ? [`the fields of ${count(withoutFields, 'change')}`] : []),
  ];
  if (left.length === 0) return nothing;
  return html`<section class="problem"><p>To limit its size, this page omits ${left.join(' and ')}. The plan as JSON is complete.</p></section>\n`;
}

/** A filter of radio buttons, which works without a script: the style hides lines of other groups. */
function choice(tally: Numbers, prefix: string): Markup {
  const choices = groupWords.filter(([group]) => tally[group] > 0);
  if (choices.length < 2) return nothing;
  const name = `${prefix}show`;
  const all = groupWords.reduce((sum, [group]) => sum + tally[group], 0);
  const buttons = choices.map(
    ([group]) =>
      html`<label><input type="radio" name="${name}" class="show-${group}"> ${done[group]} (${tally[group]})</label>`,
  );
  return html`<fieldset class="filter"><legend>Show</legend><label><input type="radio" name="${name}" checked> everything (${all})</label>${joined(buttons)}</fieldset>\n`;
}

function fieldsOf({ fields }: OutlineItem, walk: Walk): Markup | undefined {
  if (!fields || walk.context.look.detail !== 'fields') return undefined;
  if (walk.fieldLength >= mostOfFields) {
    walk.withoutFields += 1;
    return undefined;
  }
  const table = fieldsTable(fields, walk.context.look);
  walk.fieldLength += table?.markup.length ?? 0;
  return table;
}

/** A label for a cell: on a screen that is too narrow for columns, each cell shows its own. */
export function labelled(label: string | undefined): Markup {
  return label === undefined || label === '' ? nothing : html` data-label="${label}"`;
}

/** The longest value of a new node; longer ones are cut, since the manifest has them in full. */
const longestValue = 500;

/** The fields of a change as a table, folded or open: the value on the platform beside the new one. */
export function fieldsTable(fields: Fields, look: Look): Markup | undefined {
  const {
    of,
    created,
    groups = [],
    notes = [],
    before = 'Before',
    after = 'In the manifests',
  } = fields;
  // A node with only a title needs no table, since its line shows the title.
  if (created && notes.length === 0 && Object.keys(created).join() === 'title') return undefined;
  const labels = [before, after];
  const rows = created
    ? Object.entries(created).map(([name, value]) =>
        row([name], [html`${cut(valueText(value), longestValue, look)}`]),
      )
    : groups.flatMap(({ heading, changes }) => [
        ...(heading === undefined
          ? []
          : [html`<tr><th scope="rowgroup" colspan="3">${heading}</th></tr>`]),
        ...changes.map((change) =>
          'line' in change
            ? html`<tr><td colspan="3">${change.line}</td></tr>`
            : changedRow(change, labels),
        ),
      ]);
  if (rows.length === 0) return undefined;
  const below = notes.map((note) => html`<tr><td colspan="3" class="soft">${note}</td></tr>`);
  const head = created
    ? html`<th scope="col">Field</th><th scope="col">Value</th>`
    : html`<th scope="col">Field</th><th scope="col">${before}</th><th scope="col">${after}</th>`;
  const number = created
    ? rows.length
    : groups.reduce((sum, { changes }) => sum + changes.length, 0);
  return html`<details class="fields"${created ? nothing : html` open`}><summary>${count(number, 'field')}<span class="sr"> of ${of}</span></summary>
<table><thead><tr>${head}</tr></thead><tbody>
${joined([...rows, ...below], '\n')}
</tbody></table></details>`;
}

function changedRow(field: FieldChange, labels: readonly string[]): Markup {
  if (field.kind === 'added') {
    const none = html`<span class="soft">(none)</span>`;
    return row(field.path, [none, whole(field.after, 'added')], labels);
  }
  const { before, after } = field;
  const sides = diffCells(before, after) ?? [whole(before, 'removed'), whole(after, 'added')];
  return row(field.path, sides, labels);
}

/** One row of the table. `labels`: what its cells show about themselves on a narrow screen. */
function row(
  path: readonly string[],
  cells: readonly Markup[],
  labels: readonly string[] = [],
): Markup {
  const values = cells.map((cell, at) => html`<td${labelled(labels[at])}>${cell}</td>`);
  return html`<tr><th scope="row"><code>${pathText(path)}</code></th>${values}</tr>`;
}

function whole(value: Json, state: DiffPart<unknown>['state']): Markup {
  return marked(valueText(value), state);
}

function marked(text: string, state: DiffPart<unknown>['state']): Markup {
  if (state === 'same') return html`${text}`;
  return state === 'added' ? html`<ins>${text}</ins>` : html`<del>${text}</del>`;
}

/** Both values with their differences marked; undefined if they have too little in common. */
function diffCells(before: Json, after: Json): readonly Markup[] | undefined {
  if (typeof before === 'string' && typeof after === 'string') {
    return `${before}${after}`.includes('\n')
      ? sides(lineParts(before, after), ({ state, value }) =>
          lines(value.map(unquoted), (more) => `... ${more} more lines`, state),
        )
      : sides(wordParts(before, after), ({ state, value }) => marked(unquoted(value), state));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return sides(itemParts(before, after), ({ state, value }) =>
      lines(value.map(valueText), (more) => `... ${more} more entries`, state),
    );
  }
  return undefined;
}

function lines(
  texts: readonly string[],
  rest: (more: number) => string,
  state: DiffPart<unknown>['state'],
): Markup {
  return joined(firstOf(texts, rest).map((text) => html`${marked(text, state)}\n`));
}

function sides<T>(
  parts: readonly DiffPart<T>[] | undefined,
  shown: (part: DiffPart<T>) => Markup,
): readonly Markup[] | undefined {
  if (!parts) return undefined;
  const side = (left: 'added' | 'removed') =>
    joined(parts.filter(({ state }) => state !== left).map(shown));
  return [side('added'), side('removed')];
}
