import { table } from '../../bench/report.ts';
import { type AccidentType, accidentTypes } from './accidents.ts';
import { descriptionOf } from './stage.ts';
import type { Trial } from './trial.ts';

/** The greatest share of swaps and of hand-ons that may pass without a report. */
export const mostSilent = 0.005;

const held = ['swap', 'hand-on'] as const satisfies readonly AccidentType[];

const words = {
  swap: 'the ids of two neighbours exchanged',
  'hand-on': 'an id handed on to a new lesson beside it',
  rotation: 'the ids of three neighbours rotated',
  shift: 'the ids of a unit shifted by one',
} as const satisfies Record<AccidentType, string>;

/** Whether too many swaps or hand-ons were not reported. */
export function isLeaky(trials: readonly Trial[]): boolean {
  return held.some((type) => {
    const mine = trials.filter(({ accident }) => accident.type === type);
    return silent(mine).length > mostSilent * mine.length;
  });
}

export function swapsReport(trials: readonly Trial[]): string {
  return [swapsTable(trials), ...silentLines(trials)].join('\n\n');
}

function swapsTable(trials: readonly Trial[]): string {
  return table(
    ['accident', 'tried', 'refused', 'warned', 'silent', 'silent %', 'ids named', 'others refused'],
    accidentTypes.map((type) => {
      const mine = trials.filter(({ accident }) => accident.type === type);
      const count = (verdict: Trial['verdict']) =>
        mine.filter((each) => each.verdict === verdict).length;
      const ids = sum(mine, ({ accident }) => accident.ids.length);
      return [
        words[type],
        ...[mine.length, count('refused'), count('warned'), count('silent')].map(String),
        mine.length === 0 ? '' : ((100 * count('silent')) / mine.length).toFixed(2),
        `${sum(mine, ({ named }) => named)} of ${ids}`,
        String(sum(mine, ({ others }) => others.length)),
      ];
    }),
  );
}

/** The most cases of each kind that are shown. */
const mostShown = 5;

/** The first accidents that were not reported, for a reader. */
function silentLines(trials: readonly Trial[]): string[] {
  return accidentTypes.flatMap((type) => {
    const mine = silent(trials.filter(({ accident }) => accident.type === type));
    if (mine.length === 0) return [];
    const shown = mine.slice(0, mostShown).map(inWords);
    const rest = mine.length - shown.length;
    const lines = rest > 0 ? [...shown, `- and ${rest} more`] : shown;
    return [`Silent, ${words[type]}:\n\n${lines.join('\n')}`];
  });
}

/** The content that an id has or had: the title and description of each node. */
function inWords({ accident: { instead, ids } }: Trial): string {
  const nodes = [...instead].flatMap(([was, now]) =>
    ids.includes(was.sourcedId) ? [was, ...now] : [],
  );
  const contents = nodes.map((node) => JSON.stringify([node.title, descriptionOf(node)]));
  return `- ${[...new Set(contents)].join(' / ')}`;
}

function silent(trials: readonly Trial[]): Trial[] {
  return trials.filter(({ verdict }) => verdict === 'silent');
}

function sum(trials: readonly Trial[], worth: (trial: Trial) => number): number {
  return trials.reduce((total, each) => total + worth(each), 0);
}
