import { isSound, type Rehearsal } from '../../model/rehearsal.ts';
import { escapeFor } from '../escape.ts';
import { cut, lengthOf, wrap } from '../fit.ts';
import type { Look } from '../look.ts';
import { paint } from '../paint.ts';
import {
  cleaningCommand,
  rehearsalHeads,
  rehearsalLine,
  rehearsalNotes,
  trialCells,
} from '../words/rehearsal-wording.ts';
import { platformText } from '../words/wording.ts';
import { adviceLines, problemLines } from './problems-human.ts';

const gap = '  ';
/** With less room the name of a lesson says nothing. */
const narrowestName = 24;

/** What a rehearsal found out, for a terminal: lesson by lesson, then what remains. */
export function rehearsalToHuman(rehearsal: Rehearsal, look: Look): string {
  const { platform, org, trials, problems } = rehearsal;
  const head = `Rehearsal on ${platformText(platform)}, org ${escapeFor.terminal(org)}`;
  const closing = paint(isSound(rehearsal) ? 'bold' : 'red', rehearsalLine(rehearsal), look);
  const found = problems.flatMap((problem) => problemLines(problem, look));
  const notes = rehearsalNotes(rehearsal)
    .map(escapeFor.terminal)
    .flatMap((note) => wrap(note, look.width));
  const command = cleaningCommand(rehearsal);
  // Indented, so that it is never broken and can be copied.
  const cleaning =
    command === undefined ? [] : ['To take it away:', `  ${escapeFor.terminal(command)}`];
  return `${[
    [paint('bold', head, look)],
    trials.length > 0 ? tableLines(rehearsal, look) : [],
    found,
    [...notes, ...cleaning, closing],
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function tableLines({ trials }: Rehearsal, look: Look): string[] {
  const rows = trials.map((trial) => ({ trial, cells: trialCells(trial).map(escapeFor.terminal) }));
  const all = [[...rehearsalHeads], ...rows.map(({ cells }) => cells)];
  const widths = rehearsalHeads.map((_, column) =>
    Math.max(...all.map((cells) => lengthOf(cells[column] ?? ''))),
  );
  const others = widths.slice(1).reduce((sum, width) => sum + width + gap.length, 0);
  const room = Math.max(narrowestName, look.width - others);
  const [name = 0, ...rest] = widths;
  const padded = [Math.min(name, room), ...rest];
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const shown = column === 0 ? cut(cell, room, look) : cell;
        return shown + ' '.repeat(Math.max((padded[column] ?? 0) - lengthOf(shown), 0));
      })
      .join(gap)
      .trimEnd();
  return [
    paint('bold', line(rehearsalHeads), look),
    ...rows.flatMap(({ trial, cells }) => {
      const shown = line(cells);
      return [
        trial.state === 'credited' ? shown : paint('yellow', shown, look),
        ...(trial.problem ? adviceLines(trial.problem, '    ', look) : []),
      ];
    }),
  ];
}
