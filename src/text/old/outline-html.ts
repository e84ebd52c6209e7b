import type { Address } from '../../model/address.ts';
import type { Action, Change } from '../../model/plan.ts';
import { html, joined, type Markup, nothing } from '../html.ts';
import type { Look } from '../look.ts';
import { partsOf, placeOf } from '../words/names.ts';
import type { Branch, Item } from '../words/outline.ts';
import { longestTitle, shorten } from '../words/shorten.ts';
import { foldText } from '../words/wording.ts';

export type Move = Extract<Change, { action: 'move' }>;

/** What the lines of an outline need beside its items. */
export interface OutlineContext {
  readonly nameOfAddress: (address: Address) => string;
  readonly look: Look;
  /** The fields of changes, as far as there is room for them. */
  readonly fields: ReadonlyMap<Address, Markup>;
  /** What hangs on a node that is retired or moves; undefined where it was not asked. */
  readonly tiedTo: (address: Address) => string | undefined;
  /** The anchor of each changed node; unique on the page. */
  readonly anchors: ReadonlyMap<Address, string>;
  /** What moved away from a node. */
  readonly departed: ReadonlyMap<Address, readonly Move[]>;
}

/** The group that an action is counted, coloured and filtered with. */
const groupOf = {
  create: 'create',
  update: 'update',
  move: 'move',
  reorder: 'move',
  retire: 'retire',
} as const satisfies Record<Action, string>;

const marks = {
  create: { sign: '+', word: 'Added' },
  update: { sign: '~', word: 'Changed' },
  move: { sign: '↕', word: 'Moved here' },
  reorder: { sign: '↕', word: 'Re-ordered' },
  retire: { sign: '−', word: 'Retired' },
} as const satisfies Record<Action, { sign: string; word: string }>;

/** The outline as nested lists: each change in its place, each move at both of its ends. */
export function outlineList(items: readonly Item[], context: OutlineContext): Markup {
  return html`<ul class="outline">
${joined(items.map((item) => itemOf(item, context)))}</ul>`;
}

function itemOf(item: Item, context: OutlineContext): Markup {
  if (item.item === 'fold') {
    const group = item.of === 'renumbered' ? 'move' : 'create';
    return html`<li class="${group}"><div class="line"><span class="mark" aria-hidden="true"></span><span>${foldText(item, context.look)}</span></div></li>\n`;
  }
  const { change, address } = item;
  const away = (context.departed.get(address) ?? []).map((move) => ghost(move, context));
  const below = [...item.children.map((child) => itemOf(child, context)), ...away];
  const list = below.length > 0 ? html`<ul>\n${below}</ul>` : nothing;
  if (!change) return html`<li class="same">${line(item)}${list}</li>\n`;
  const fields = context.fields.get(address);
  return html`<li class="${groupOf[change.action]}" id="${context.anchors.get(address)}">${changeLine(item, change, context)}${fields}${list}</li>\n`;
}

function line({ address, title }: Branch): Markup {
  return html`<div class="line"><span class="mark" aria-hidden="true"></span>${naming(address, title)}</div>`;
}

function changeLine({ address, title }: Branch, change: Change, context: OutlineContext): Markup {
  const { sign, word } = marks[change.action];
  const { sourcedId } = partsOf(address);
  const tied = context.tiedTo(address);
  const hanging = tied === undefined ? nothing : html`<strong class="retire">${tied}</strong>`;
  return html`<div class="line"><span class="mark" aria-hidden="true">${sign}</span><span class="sr">${word}: </span>${naming(address, title)}${noteOf(change, context)}${hanging}<code class="soft">${placeOf(change.source)}</code><code class="soft">${sourcedId}</code></div>`;
}

/** Isolated, so that a title written from right to left turns nothing else around. */
function naming(address: Address, title: string): Markup {
  const { kind } = partsOf(address);
  return html`<span class="soft">${kind}</span><bdi class="title">${shorten(title, longestTitle)}</bdi>`;
}

function noteOf(change: Change, { nameOfAddress, anchors }: OutlineContext): Markup {
  switch (change.action) {
    case 'create':
    case 'update':
      return nothing;
    case 'move': {
      const { from, to } = change;
      const way = html`<a href="#${anchors.get(change.address)}-from">${nameOfAddress(from.parent)} #${from.position}</a>`;
      return html`<span class="move">moved from ${way} to #${to.position}</span>`;
    }
    case 'reorder': {
      const { from, to, makesRoom } = change;
      if (makesRoom) return html`<span class="move">renumbered to make room</span>`;
      const places =
        from.position === to.position
          ? `stays #${to.position}`
          : `#${from.position} → #${to.position}`;
      return html`<span class="move">${places}</span>`;
    }
    case 'retire':
      return change.reason === undefined
        ? nothing
        : html`<span class="retire">${change.reason}</span>`;
  }
}

/** Where a moved node was. */
function ghost(move: Move, { nameOfAddress, anchors }: OutlineContext): Markup {
  const { address, title, from, to } = move;
  const anchor = anchors.get(address);
  const now = html`<a href="#${anchor}">${nameOfAddress(to.parent)} #${to.position}</a>`;
  return html`<li class="move ghost" id="${anchor}-from"><div class="line"><span class="mark" aria-hidden="true">↱</span><span class="sr">Moved away: </span>${naming(address, title)}<span class="move">was #${from.position} here, moves to ${now}</span></div></li>\n`;
}
