import { isSound, type Rehearsal } from '../../model/rehearsal.ts';
import { type Document, list, type Medium, problems, section } from '../document.ts';
import {
  cleaningCommand,
  rehearsalHeads,
  rehearsalLine,
  rehearsalNotes,
  trialCells,
} from '../words/rehearsal-wording.ts';
import { platformText } from '../words/wording.ts';

/** What a rehearsal found out: lesson by lesson, then what remains. */
export function rehearsalDocument(rehearsal: Rehearsal, medium: Medium): Document {
  const { platform, org, trials, problems: found } = rehearsal;
  const command = cleaningCommand(rehearsal);
  const rows = trials.map((trial) => ({
    cells: trialCells(trial),
    ...(trial.state !== 'credited' && { style: 'yellow' as const }),
    ...(trial.problem && { advice: [trial.problem] }),
  }));
  return {
    title: `Rehearsal on ${platform.name}`,
    headline: `Rehearsal on ${platformText(platform)}, org ${org}`,
    sections: [
      section('body', {
        block: 'table',
        columns: rehearsalHeads.map((head, at) => ({ head, ...(at === 0 && { mayBeCut: true }) })),
        rows,
      }),
      section(medium === 'terminal' ? 'body' : 'detail', problems(found)),
      section(
        'note',
        list([
          ...rehearsalNotes(rehearsal).map((text) => ({ text, prose: 'plain' as const })),
          ...(command === undefined ? [] : [{ text: 'To take it away:', command }]),
        ]),
      ),
      section('tally', {
        block: 'tally',
        text: rehearsalLine(rehearsal),
        isBad: !isSound(rehearsal),
      }),
    ],
  };
}
