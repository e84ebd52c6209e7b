import type { Address } from '../../model/address.ts';
import type { Change, Plan } from '../../model/plan.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { destinationLines } from '../words/destination-wording.ts';
import { impactLines, tiedText } from '../words/impact-wording.ts';
import { nameOf, namesIn, partsOf, placeOf } from '../words/names.ts';
import { narrowedLines } from '../words/narrowed.ts';
import { moreNotices, sorted } from '../words/notices.ts';
import { type Branch, type Item, outlineOf } from '../words/outline.ts';
import { sign } from '../words/signs.ts';
import {
  againstLines,
  againstText,
  changeText,
  foldText,
  platformText,
  shortDigest,
  tallyLine,
  untouchedLine,
} from '../words/wording.ts';
import { fieldLines, newFieldLines } from './field-human.ts';
import { guardLines, problemLines, problemTally } from './problems-human.ts';

interface Context {
  readonly nameOfAddress: (address: Address) => string;
  readonly tiedTo: (address: Address) => string | undefined;
  readonly look: Look;
}

/** The plan for a terminal. Ends with what is left alone and the tally. */
export function planToHuman(plan: Plan, look: Look): string {
  const warnings = sorted(plan.warnings);
  const first = [
    ...warnings.notices.map((each) => problemLines(each, look)),
    moreNotices(warnings),
  ];
  const sections =
    look.detail === 'summary'
      ? [problemTally(warnings.others, look)]
      : [...changeSections(plan, look), ...warnings.others.map((each) => problemLines(each, look))];
  const closing = [
    ...againstLines(plan).map((line) => paint('yellow', line, look)),
    ...destinationLines(plan).map((line) => paint('yellow', escapeFor.terminal(line), look)),
    ...narrowedLines(plan, namesIn(plan)).map((line) => paint('yellow', line, look)),
    ...impactLines(plan, look).map((line) => paint('yellow', line, look)),
    untouchedLine(plan),
    paint('bold', tallyLine(plan), look),
  ];
  const gap = look.detail === 'summary' ? '' : '\n';
  // Last, where nobody overlooks it: apply refuses this plan as it is.
  const guards = plan.guards.map((guard) => guardLines(guard, look));
  return [...first, ...sections, closing, ...guards]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join(gap);
}

function changeSections(plan: Plan, look: Look): string[][] {
  if (plan.changes.length === 0) return [];
  const tiedTo = (address: Address) => tiedText(plan, address, look);
  const context = { nameOfAddress: namesIn(plan), tiedTo, look };
  const header = paint(
    'bold',
    `${plan.partial ? 'Partial plan' : 'Plan'} ${subjectOf(plan)}:`,
    look,
  );
  return [[header], outlineOf(plan).flatMap((item) => itemLines(item, 0, context))];
}

/** `0123456789ab for production (https://…), dialect partner` */
function subjectOf(plan: Plan): string {
  const { against, platform } = plan;
  return against
    ? `for ${escapeFor.terminal(platform.name)} against git, ${againstText(against)}`
    : `${shortDigest(plan)} for ${platformText(platform)}`;
}

function itemLines(item: Item, depth: number, context: Context): string[] {
  const indent = '  '.repeat(depth);
  if (item.item === 'fold') {
    const style = item.of === 'renumbered' ? 'cyan' : 'green';
    return [indent + paint(style, foldText(item, context.look), context.look)];
  }
  return [
    ...branchLines(item, indent, context),
    ...item.children.flatMap((child) => itemLines(child, depth + 1, context)),
  ];
}

function branchLines(branch: Branch, indent: string, context: Context): string[] {
  const { change } = branch;
  const { look, nameOfAddress } = context;
  if (!change) return [`${indent}  ${paint('dim', nameOf(branch.address, branch.title), look)}`];
  const id =
    look.detail === 'fields' ? `  ${escapeFor.terminal(partsOf(change.address).sourcedId)}` : '';
  const place = paint('dim', placeOf(change.source) + id, look);
  const line = `${indent}${sign(change.action, look)} ${changeText(change, nameOfAddress, look)}  ${place}`;
  const fieldIndent = `${indent}      `;
  const room = look.width - fieldIndent.length;
  const fields = look.detail === 'fields' ? fieldsOf(change, room, look) : [];
  const tied = context.tiedTo(change.address);
  return [
    line,
    ...(tied === undefined ? [] : [fieldIndent + paint('yellow', tied, look)]),
    ...fields.map((field) => fieldIndent + field),
  ];
}

function fieldsOf(change: Change, room: number, look: Look): string[] {
  return change.action === 'create'
    ? newFieldLines(change.after.fields, room, look)
    : change.fields.flatMap((field) => fieldLines(field, room, look));
}
