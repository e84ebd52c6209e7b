import type { Drift, DriftAction, NodeDrift } from '../../model/drift.ts';
import type { Action } from '../../model/plan.ts';
import { inReadingOrder } from '../../model/problem.ts';
import { escapeFor } from '../escape.ts';
import { wrap } from '../fit.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import { placeText, type Step, stepsOf } from '../words/drift-steps.ts';
import {
  atMost,
  defaultLines,
  driftTally,
  driftText,
  driftTitle,
  type NameOf,
  namesInDrift,
  newText,
  quietLine,
  sinceNote,
  strangerLines,
} from '../words/drift-wording.ts';
import { partsOf, placeOf } from '../words/names.ts';
import { ellipsis, sign } from '../words/signs.ts';
import { fieldLines } from './field-human.ts';
import { problemLines, problemTally } from './problems-human.ts';

/** The drift for a terminal or the log of a nightly job. Ends with the tally. */
export function driftToHuman(drift: Drift, look: Look): string {
  const name = namesInDrift(drift);
  const closing = [quietLine(drift), paint('bold', driftTally(drift), look)];
  const body =
    look.detail === 'summary'
      ? [problemTally(drift.warnings, look)]
      : [
          ...nodeSections(drift, name, look),
          section('Server defaults, written by no manifest and left alone:', defaultLines(drift)),
          section('On the server, in no manifest, and left alone:', strangerLines(drift, name)),
          ...inReadingOrder(drift.warnings).map((each) => problemLines(each, look)),
        ];
  const head = [
    paint('bold', `${driftTitle(drift)}:`, look),
    ...sinceNote(drift.since)
      .flatMap((line) => wrap(line, look.width))
      .map((line) => paint('yellow', line, look)),
  ];
  return [head, ...body, closing]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join(look.detail === 'summary' ? '' : '\n');
}

/** What was done on the server first and whole; what only git edited is what `plan` shows anyway. */
function nodeSections({ nodes }: Drift, name: NameOf, look: Look): readonly (readonly string[])[] {
  const theirs = nodes.filter(({ cause }) => cause !== 'edited in git');
  const ours = nodes.filter(({ cause }) => cause === 'edited in git');
  const fresh = ours.filter(({ action }) => action === 'create');
  const edited = ours.filter(({ action }) => action !== 'create');
  const shown = edited.map((node) => nodeLines(node, name, look));
  const folded = atMost(shown, (more) => [`${ellipsis(look)} and ${more} more nodes`]).flat();
  const created =
    fresh.length > 0 ? [`${sign('create', look)} ${paint('dim', newText(fresh), look)}`] : [];
  return [
    theirs.flatMap((node) => nodeLines(node, name, look)),
    section('Edited in git, not applied yet:', [...folded, ...created]),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

/** The sign of the plan that is nearest to what happened. */
export const signOf = {
  create: 'create',
  update: 'update',
  move: 'move',
  reorder: 'reorder',
  retire: 'retire',
  restore: 'create',
  gone: 'refused',
} as const satisfies Record<DriftAction, Action | 'refused'>;

function nodeLines(node: NodeDrift, name: NameOf, look: Look): string[] {
  const { address, source, action, fields } = node;
  const isDetailed = look.detail === 'fields';
  const id = isDetailed ? escapeFor.terminal(partsOf(address).sourcedId) : undefined;
  const where = [source && placeOf(source), id].filter((text) => text !== undefined).join('  ');
  const line = `${sign(signOf[action], look)} ${driftText(node, name, look)}  ${paint('dim', where, look)}`;
  if (!isDetailed) return [line.trimEnd()];
  return [
    line,
    ...stepsOf(fields).flatMap(({ heading, style, steps }) => [
      `      ${paint(style, heading, look)}`,
      ...steps.flatMap((step) => stepLines(step, name, look)).map((text) => `        ${text}`),
    ]),
  ];
}

function stepLines({ of, change }: Step, name: NameOf, look: Look): string[] {
  const room = look.width - 10;
  return of === 'place' ? [placeText(change, name, look)] : fieldLines(change, room, look);
}
