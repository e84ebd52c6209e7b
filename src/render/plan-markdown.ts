import type { Address } from '../model/address.ts';
import type { Action, Change, Plan } from '../model/plan.ts';
import { inReadingOrder } from '../model/problem.ts';
import { escapeFor } from './escape.ts';
import { diffLines } from './field-markdown.ts';
import type { Look } from './look.ts';
import { codeBlock, codeSpan, folded } from './markdown-code.ts';
import { nameOf, namesIn, partsOf, placeOf } from './names.ts';
import { narrowedLines } from './narrowed.ts';
import { type Item, outlineOf } from './outline.ts';
import { problemItem } from './problems-markdown.ts';
import { sign } from './signs.ts';
import { changeText, count, foldText, tallyLine, untouchedLine } from './wording.ts';

interface Context {
  readonly nameOfAddress: (address: Address) => string;
  readonly look: Look;
}

/** The plan for a pull request: the outline in sight, the fields folded away below it. */
export function planToMarkdown(plan: Plan, look: Look): string {
  const context = { nameOfAddress: namesIn(plan), look: { ...look, colour: false } };
  const outline = outlineOf(plan);
  const { name, url, dialect } = plan.platform;
  const sections = [
    [`### ${plan.partial ? 'Partial plan' : 'Plan'} for ${escapeFor.markdown(name)}`],
    [`${codeSpan(url)}, dialect ${codeSpan(dialect)}, digest ${codeSpan(plan.digest)}`],
    [`**${tallyLine(plan)}**`],
    plan.guards.flatMap(({ problem }) => problemItem(problem, context.look)),
    narrowedLines(plan, context.nameOfAddress).map((line) => `- ${escapeFor.markdown(line)}`),
    look.detail === 'summary' ? [] : outline.flatMap((item) => outlineItem(item, 0, context)),
    ...(look.detail === 'fields' ? fieldSections(outline, context) : []),
    [untouchedLine(plan)],
    inReadingOrder(plan.warnings).flatMap((warning) => problemItem(warning, context.look)),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function outlineItem(item: Item, depth: number, context: Context): string[] {
  const { look, nameOfAddress } = context;
  const bullet = `${'  '.repeat(depth)}- `;
  if (item.item === 'fold') return [bullet + escapeFor.markdown(foldText(item, look))];
  const { change } = item;
  const line = change
    ? `${codeSpan(sign(change.action, look))} ${escapeFor.markdown(changeText(change, nameOfAddress, look))} ${codeSpan(placeOf(change.source))}`
    : escapeFor.markdown(nameOf(item.address, item.title));
  const children = item.children.flatMap((child) => outlineItem(child, depth + 1, context));
  return [bullet + line, ...children];
}

/** The groups of changes in the order of the tally. */
const groups = [
  { title: 'to add', actions: ['create'] },
  { title: 'to change', actions: ['update'] },
  { title: 'to move', actions: ['move', 'reorder'] },
] as const satisfies readonly { title: string; actions: readonly Action[] }[];

/** The fields of changed nodes, folded away by what happens to them. */
export function fieldSections(outline: readonly Item[], context: Context): string[][] {
  const shown = outline.flatMap(changesIn);
  return groups.flatMap(({ title, actions }) => {
    const changes = shown.filter(({ action }) => actions.some((each) => each === action));
    const lines = changes.map((change) => fieldsOf(change, context)).filter(({ length }) => length);
    if (lines.length === 0) return [];
    return [folded(`Fields of ${count(lines.length, 'node')} ${title}`, lines.flat())];
  });
}

function changesIn(item: Item): Change[] {
  if (item.item === 'fold') return [];
  return [...(item.change ? [item.change] : []), ...item.children.flatMap(changesIn)];
}

function fieldsOf(change: Change, { look }: Context): string[] {
  const lines = diffLines(change, look);
  if (lines.length === 0) return [];
  const name = escapeFor.markdown(nameOf(change.address, change.title));
  const id = codeSpan(partsOf(change.address).sourcedId);
  return [`- ${name} ${id}`, '', ...codeBlock(lines, 'diff', '  ')];
}
