import { table } from '../bench/report.ts';
import type { Step } from './replay.ts';
import type { Remark, Row } from './row.ts';

/** The table of classes, with a line for each that needs one. */
export function scoreTable(rows: readonly Row[]): string {
  return table(
    ['what happened', 'ground truth', 'truth', 'reported', 'missed', 'false', 'further'],
    rows.map(({ name, measure, truth, reported, missed, untrue, further }) => [
      name,
      measure ? `\`${measure}\`` : '',
      truth === undefined ? '' : String(truth),
      ...[reported, missed.length, untrue.length, further.length].map(String),
    ]),
  );
}

/** The remarks of one column, a line each. */
export function remarkLines(
  rows: readonly Row[],
  column: 'missed' | 'untrue' | 'further',
  notes: Readonly<Record<string, string>> = {},
): readonly string[] {
  return rows.flatMap((row) => row[column].map((remark) => remarkLine(remark, notes)));
}

function remarkLine({ rev, text }: Remark, notes: Readonly<Record<string, string>>): string {
  const short = rev.slice(0, 10);
  const note = notes[short];
  return `- \`${short}\` ${text}${note ? `: ${note}` : ''}`;
}

/** How often `check` reported each code, and what it counted if it refused nothing. */
export function saidTable(steps: readonly Step[]): string {
  const said = steps.flatMap(({ findings }) => findings.map(({ problem }) => problem.code));
  const allowed = steps.flatMap(({ since }) =>
    Object.entries(since).flatMap(([what, count]) => Array<string>(count).fill(what)),
  );
  const rows = [...counted(said), ...counted(allowed)];
  return table(
    ['`check --base HEAD~1`', 'times'],
    rows.map(([what, count]) => [what, String(count)]),
  );
}

function counted(words: readonly string[]): (readonly [string, number])[] {
  return [...Map.groupBy(words, (word) => word)]
    .map(([word, all]) => [word, all.length] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Revisions that could not be published, or after which a plan was not empty. */
export function faultLines(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ revision: { rev }, publication }) =>
    publication.faults.map((text) => remarkLine({ rev, text }, {})),
  );
}

export function publishedLine(steps: readonly Step[]): string {
  const written = steps.reduce((sum, { publication }) => sum + publication.written, 0);
  const faulty = steps.filter(({ publication }) => publication.faults.length > 0).length;
  const clean = steps.length - faulty;
  return `${steps.length} revisions published with ${written} changes; after ${clean} of them a second plan was empty.`;
}
