import type { Address } from '../../model/address.ts';
import { type Plan, tallyOf } from '../../model/plan.ts';
import { html, joined, type Markup, nothing } from '../html.ts';
import type { Look } from '../look.ts';
import { page } from '../page.ts';
import { destinationLines } from '../words/destination-wording.ts';
import { impactLines, tiedText } from '../words/impact-wording.ts';
import { namesIn } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { moreNotices, sorted } from '../words/notices.ts';
import { type Item, outlineOf } from '../words/outline.ts';
import { againstLines, count, tallyLine, untouchedLine } from '../words/wording.ts';
import { fieldTable } from './field-html.ts';
import { type Move, outlineList } from './outline-html.ts';
import { guardBox, problemBox } from './problem-html.ts';

/** The plan as a page that needs no network and no script. */
export function planToHtml(plan: Plan, look: Look): string {
  const against = plan.against ? ' against git' : '';
  const title = `${plan.partial ? 'Partial plan' : 'Plan'} for ${plan.platform.name}${against}`;
  const content = html`<a class="skip" href="#outline">Skip to the changes</a>
<main class="plan">
<h1>${title}</h1>
${planBody(plan, look)}
</main>`;
  return page(title, content);
}

/** All of a plan but its heading. `prefix` keeps the anchors of several plans on a page apart. */
export function planBody(plan: Plan, look: Look, prefix = ''): Markup {
  const { url, dialect } = plan.platform;
  const plain: Look = { ...look, colour: false, unicode: true };
  const lines = [...destinationLines(plan), ...narrowedLines(plan, namesIn(plan))];
  const narrowed = lines.map((line) => html`<li>${line}</li>`);
  const [against] = againstLines(plan);
  const subject = html`<code>${url}</code>, dialect <code>${dialect}</code>, digest <code>${plan.digest}</code>`;
  const warnings = sorted(plan.warnings);
  return html`${warnings.notices.map((notice) => problemBox(notice, plain))}
${moreNotices(warnings).map((line) => html`<p><strong>${line}</strong></p>`)}
<p class="soft">${against ?? subject}</p>
${plan.changes.length === 0 ? html`<p><strong>${tallyLine(plan)}</strong></p>` : tiles(plan)}
<p>${untouchedLine(plan)}</p>
${impactLines(plan, plain).map((line) => html`<p><strong>${line}</strong></p>`)}
${plan.guards.map(guardBox)}
${narrowed.length > 0 ? html`<ul>${narrowed}</ul>` : nothing}
${look.detail === 'summary' || plan.changes.length === 0 ? nothing : changes(plan, plain, prefix)}
${warnings.others.map((warning) => problemBox(warning, plain))}`;
}

const groups = [
  { group: 'create', tally: 'to add', only: 'added' },
  { group: 'update', tally: 'to change', only: 'changed' },
  { group: 'move', tally: 'to move', only: 'moved' },
  { group: 'retire', tally: 'to retire', only: 'retired' },
] as const;

function numbersOf(plan: Plan): Readonly<Record<(typeof groups)[number]['group'], number>> {
  const { create, update, move, reorder, retire } = tallyOf(plan.changes);
  return { create, update, move: move + reorder, retire };
}

function tiles(plan: Plan): Markup {
  const numbers = numbersOf(plan);
  const each = groups.map(({ group, tally }) => {
    const look = numbers[group] === 0 ? 'none' : group;
    return html`<div class="${look}"><dt>${tally}</dt><dd>${numbers[group]}</dd></div>`;
  });
  return html`<dl class="tally">${each}</dl>`;
}

/** A page that a browser opens at once. */
const mostChanges = 2000;
const mostOfFields = 2_000_000;
const room = { limits: [1000, 20, 8, 2], budget: 1500 };

function changes(plan: Plan, look: Look, prefix: string): Markup {
  const moves = plan.changes.filter((change) => change.action === 'move');
  const departed = Map.groupBy(moves, ({ from }) => from.parent);
  const whole = outlineOf(plan, { ...room, also: [...departed.keys()] });
  const all = changedIn(whole);
  const shown = all.slice(0, mostChanges);
  const items = shown.length === all.length ? whole : only(whole, new Set(shown));
  const fields = look.detail === 'fields' ? fieldTables(plan, new Set(shown), look) : none;
  const anchors = new Map(shown.map((address, at) => [address, `${prefix}c${at + 1}`]));
  const visible = new Map<Address, readonly Move[]>(
    [...departed].map(([parent, gone]) => [
      parent,
      gone.filter(({ address }) => anchors.has(address)),
    ]),
  );
  const nameOfAddress = namesIn(plan);
  const tiedTo = (address: Address) => tiedText(plan, address, look);
  const context = {
    nameOfAddress,
    tiedTo,
    look,
    fields: fields.tables,
    anchors,
    departed: visible,
  };
  return html`<h2 id="${prefix}outline">Changes</h2>
${filter(plan, prefix)}
${omission(all.length - shown.length, fields.omitted)}
${outlineList(items, context)}`;
}

function changedIn(items: readonly Item[]): Address[] {
  return items.flatMap((item) => {
    if (item.item === 'fold') return [];
    return [...(item.change ? [item.address] : []), ...changedIn(item.children)];
  });
}

/** The outline without the changes for which there is no room. */
function only(items: readonly Item[], shown: ReadonlySet<Address>): Item[] {
  return items.flatMap((item): Item[] => {
    if (item.item === 'fold') return [item];
    const children = only(item.children, shown);
    const isShown = shown.has(item.address) || children.some(({ item: of }) => of === 'node');
    return isShown ? [{ ...item, children }] : [];
  });
}

interface Fields {
  readonly tables: ReadonlyMap<Address, Markup>;
  /** Changes whose fields are left out. */
  readonly omitted: number;
}

const none: Fields = { tables: new Map(), omitted: 0 };

function fieldTables(plan: Plan, shown: ReadonlySet<Address>, look: Look): Fields {
  const tables = new Map<Address, Markup>();
  const before = plan.against ? 'In the commit' : 'On the platform';
  let [length, omitted] = [0, 0];
  for (const change of plan.changes) {
    if (!shown.has(change.address)) continue;
    const table = length < mostOfFields ? fieldTable(change, { look, before }) : undefined;
    if (table) tables.set(change.address, table);
    else if (length >= mostOfFields) omitted += 1;
    length += table?.markup.length ?? 0;
  }
  return { tables, omitted };
}

function omission(changes: number, fields: number): Markup {
  const left = [
    ...(changes > 0 ? [count(changes, 'more change')] : []),
    ...(fields > 0 ? [`the fields of ${count(fields, 'change')}`] : []),
  ];
  if (left.length === 0) return nothing;
  return html`<section class="problem" aria-label="Left out"><p>For its size this page leaves out ${left.join(' and ')}. The plan as JSON has everything.</p></section>`;
}

/** Radio buttons, which need no script: the style shows what is chosen and what it hangs under. */
function filter(plan: Plan, prefix: string): Markup {
  const numbers = numbersOf(plan);
  const choices = groups.filter(({ group }) => numbers[group] > 0);
  if (choices.length < 2) return nothing;
  const name = `${prefix}show`;
  const buttons = choices.map(
    ({ group, only: word }) =>
      html`<label><input type="radio" name="${name}" class="show-${group}"> ${word} (${numbers[group]})</label>`,
  );
  return html`<fieldset class="filter"><legend>Show</legend><label><input type="radio" name="${name}" checked> everything (${plan.changes.length})</label>${joined(buttons)}</fieldset>`;
}
