import { type Plan, tallyOf } from '../../model/plan.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { destinationLines } from '../words/destination-wording.ts';
import { impactLines } from '../words/impact-wording.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { sorted } from '../words/notices.ts';
import { wholeOutlineOf } from '../words/outline.ts';
import { count, tallyLine, untouchedLine } from '../words/wording.ts';
import { keepWithin, sizeOf } from './keep-within.ts';
import { folded } from './markdown-code.ts';
import { outlineWithin } from './outline-within.ts';
import { contextFor, fieldGroups, planSubject } from './plan-markdown.ts';
import { guardItem, problemItem } from './problems-markdown.ts';

export interface PlanComment {
  readonly text: string;
  /** What had no room, in words; none where everything is there. */
  readonly leftOut: readonly string[];
}

/** Details of at most so many lines stand open. */
const openUpTo = 10;

/**
 * A plan as a comment of at most so many characters, without a heading and what comes before it. The tally and what is
 * refused are always there, then a line for each change, then warnings, then fields. What has no
 * room is left out as a whole, largest part first, and named.
 */
export function planToComment(plan: Plan, look: Look, room: number): PlanComment {
  const context = contextFor(plan, look);
  const head = [
    plan.guards.flatMap(guardItem),
    [`**${tallyLine(plan)}**`],
    retiring(plan),
    impactLines(plan, look).map((line) => `**${line}**`),
    destinationLines(plan).map((line) => `- ${escapeFor.markdown(line)}`),
    narrowedLines(plan, context.nameOfAddress).map((line) => `- ${escapeFor.markdown(line)}`),
  ];
  const tail = [[untouchedLine(plan)], [planSubject(plan)]];
  let left = room - sizeOf([...head, ...tail].flat()) - reserve;
  const outline = wholeOutlineOf(plan);
  const lines = outlineWithin(outline, left, context);
  left -= sizeOf(lines.lines);
  const warnings = sorted(plan.warnings).others.map((one) => problemItem(one, context.look));
  const keptWarnings = keepWithin(warnings.map(sizeOf), Math.max(0, left));
  const shown = warnings.filter((_, index) => keptWarnings.has(index));
  left -= sizeOf(shown.flat());
  const fields = fieldsWithin(fieldGroups(outline, context), left);
  const leftOut = [
    ...missing(lines.leftOut, 'lines of', 'change'),
    ...missing(fields.leftOut, 'fields of', 'node'),
    ...missing(warnings.length - shown.length, '', 'warning'),
  ];
  return {
    text: joined([...head, lines.lines, ...fields.sections, ...tail, shown.flat()]),
    leftOut,
  };
}

/** For blank lines between sections and the frames of what is folded. */
const reserve = 1000;

function joined(sections: readonly (readonly string[])[]): string {
  return sections
    .filter(({ length }) => length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** What cannot be taken back as easily as the rest stands in sight, whatever is folded. */
function retiring({ changes }: Plan): string[] {
  const { retire } = tallyOf(changes);
  return retire === 0 ? [] : [`⚠️ **${count(retire, 'node')} will be retired.**`];
}

function missing(number: number, what: string, noun: string): string[] {
  return number === 0 ? [] : [`${what === '' ? '' : `the ${what} `}${count(number, noun)}`];
}

function fieldsWithin(
  groups: ReturnType<typeof fieldGroups>,
  room: number,
): { readonly sections: readonly string[][]; readonly leftOut: number } {
  const sizes = groups.flatMap(({ nodes }) => nodes.map(sizeOf));
  const kept = keepWithin(sizes, Math.max(0, room));
  let index = 0;
  const sections = groups.flatMap(({ title, nodes }) => {
    const first = index;
    index += nodes.length;
    const there = nodes.filter((_, at) => kept.has(first + at));
    if (there.length === 0) return [];
    const of = there.length === nodes.length ? '' : ` (of ${nodes.length})`;
    const lines = there.flat();
    const open = lines.length <= openUpTo;
    return [folded(`Fields of ${count(there.length, 'node')}${of} ${title}`, lines, { open })];
  });
  return { sections, leftOut: sizes.length - kept.size };
}
