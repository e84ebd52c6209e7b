import type { Change } from '../model/plan.ts';
import { problem } from '../model/problem.ts';
import type { Platform } from '../model/remote.ts';
import type { Invisible } from '../model/report.ts';
import { nameOf } from '../text/words/names.ts';
import { count } from '../text/words/wording.ts';

/** More than this are only counted. */
const mostNamed = 5;

/** The names of some nodes: `lesson "A", unit "B" and 3 more`. */
export function someNames(nodes: readonly Pick<Change, 'address' | 'title'>[]): string {
  const named = nodes.slice(0, mostNamed).map(({ address, title }) => nameOf(address, title));
  const more = nodes.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `12 s`, `3 min`: how long something took or is ago, in milliseconds. */
export function timeText(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Says of changes that the platform took them and shows what it held before. */
export function notVisible(
  changes: readonly Change[],
  of: { readonly written: number; readonly waited: number; readonly platform: Platform },
): Invisible {
  const { written, waited, platform } = of;
  const after = waited > 0 ? `, ${timeText(waited)} later,` : '';
  const told = problem('apply/not-visible', {
    detail: `The platform took ${count(written, 'change')} and still shows${after} what it held before of ${changes.length}: ${someNames(changes)}.`,
    hint: `Wait a minute, then run \`timeback-catalog plan --env ${platform.name}\`: without changes, all is published. What it shows even then the platform did not keep: \`timeback-catalog doctor --explain-drift --env ${platform.name}\`. Where reads are later as a rule, \`settle: SECONDS\` in the config waits longer.`,
  });
  const nodes = changes.map(({ address, title, action }) => ({ address, title, action }));
  return { nodes, waited, problem: told };
}
