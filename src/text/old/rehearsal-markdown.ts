import type { Rehearsal } from '../../model/rehearsal.ts';
import { escapeFor } from '../escape.ts';
import type { Look } from '../look.ts';
import {
  cleaningCommand,
  rehearsalHeads,
  rehearsalLine,
  rehearsalNotes,
  trialCells,
} from '../words/rehearsal-wording.ts';
import { codeSpan } from './markdown-code.ts';
import { adviceParagraphs, problemItem } from './problems-markdown.ts';

/** What a rehearsal found out, for a job summary. */
export function rehearsalToMarkdown(rehearsal: Rehearsal, look: Look): string {
  const { platform, trials, problems } = rehearsal;
  const refusals = trials.flatMap(({ problem }) => (problem ? adviceParagraphs(problem) : []));
  const command = cleaningCommand(rehearsal);
  const sections = [
    [`### Rehearsal on ${escapeFor.markdown(platform.name)}`],
    [`**${rehearsalLine(rehearsal)}**`],
    trials.length > 0
      ? [
          line(rehearsalHeads),
          line(rehearsalHeads.map(() => '---')),
          ...trials.map((trial) => {
            const [name, ...others] = trialCells(trial);
            return line([escapeFor.markdown(name), ...others]);
          }),
        ]
      : [],
    [...new Set(refusals)].map((text) => `- ${text}`),
    problems.flatMap((problem) => problemItem(problem, look)),
    [
      ...rehearsalNotes(rehearsal).map((note) => `- ${escapeFor.markdown(note)}`),
      ...(command === undefined ? [] : [`- To take it away: ${codeSpan(command)}`]),
    ],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Every text in it is escaped, and an escaped `|` is no border. */
function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
