import { shellWord } from '../../model/id-commands.ts';
import { isClean, isSound, kindText, type Rehearsal, type Trial } from '../../model/rehearsal.ts';
import { type Document, list, type Medium, problems, section } from '../document.ts';
import { nameOf } from '../words/names.ts';
import { count, platformText } from '../words/wording.ts';

/** The document of a rehearsal: lesson by lesson, then what remains on the platform. */
export function rehearsalDocument(rehearsal: Rehearsal, medium: Medium): Document {
  const { platform, org, trials, problems: found } = rehearsal;
  const command = `timeback-catalog rehearse --clean ${shellWord(rehearsal.receipt)}`;
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
          ...(isClean(rehearsal) ? [] : [{ text: 'To clean up:', command }]),
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

/** The heads of the table of lessons. */
const rehearsalHeads = ['lesson', 'published', 'accepted', 'credited'] as const;

/**
 * The cells of one lesson; cells of steps that were not reached are empty. Only the first holds text from
 * outside.
 */
function trialCells(trial: Trial): readonly [string, string, string, string] {
  const name = nameOf(trial.address, trial.title);
  switch (trial.state) {
    case 'not-published':
      return [name, 'no', '', ''];
    case 'not-sent':
      return [name, 'yes', 'not tried', ''];
    case 'refused':
      return [name, 'yes', 'no', ''];
    case 'not-credited':
      return [name, 'yes', 'yes', 'no'];
    case 'credited': {
      const { xp, afterMs = 0 } = trial;
      const after = afterMs < 1000 ? 'at once' : `after ${Math.round(afterMs / 1000)} s`;
      return [name, 'yes', 'yes', `${xp === undefined ? 'a result' : `${xp} XP`} ${after}`];
    }
  }
}

/** The last line: how many lessons passed. */
function rehearsalLine(rehearsal: Rehearsal): string {
  const { trials, props } = rehearsal;
  const credited = trials.filter(({ state }) => state === 'credited').length;
  const rest = cleanText(props);
  if (trials.length === 0) return rest;
  const what = `${credited} of ${count(trials.length, 'lesson')} credited.`;
  return `${what} ${rest}`;
}

function cleanText(props: Rehearsal['props']): string {
  if (props.length === 0) return 'There was nothing to clean up.';
  const left = props.filter(({ state }) => state === 'left').length;
  const all = count(props.length, 'test record');
  if (!isClean({ props })) return `${left} of ${all} ${left === 1 ? 'is' : 'are'} still there.`;
  const which = props.length === 1 ? 'The test record is' : `All ${all} are`;
  return `${which} marked for deletion.`;
}

/** What a reader has to know in addition to the table. */
function rehearsalNotes(rehearsal: Rehearsal): readonly string[] {
  const { trials, omitted, props, receipt } = rehearsal;
  const dropped = trials.some(({ state }) => state === 'not-credited');
  const left = props.filter(({ state }) => state === 'left');
  return [
    ...(omitted > 0
      ? [`${count(omitted, 'more lesson')} not tried: \`--at-most\` sets the maximum.`]
      : []),
    ...(dropped
      ? [
          'An event that was accepted but not credited may have been dropped without a message, or needs more time: the platform documents 30 to 120 seconds.',
        ]
      : []),
    ...left.map(
      ({ kind, sourcedId, called }) =>
        `Still there: the ${kindText(kind)} ${sourcedId} (test ${called}).`,
    ),
    ...(trials.length > 0 ? [`Receipt: ${receipt}`] : []),
  ];
}
