import { plural } from '../../model/kind.ts';
import type { Plan } from '../../model/plan.ts';
import type { PerEnvironment } from '../../model/several.ts';
import type { Look } from '../look.ts';
import { ellipsis } from '../signs.ts';
import { countedKinds, type FoldRow } from './table-rows.ts';
import { count } from './wording.ts';

/** Nothing is to be done there. */
export function noCell({ unicode }: Look): string {
  return unicode ? '·' : '.';
}

/** What is to be done there could not be found out. */
export const unknownCell = '?';

/** `… and 12 units, 90 lessons` */
export function moreRowsText(row: FoldRow, look: Look): string {
  const counts = countedKinds(row).map(
    (kind) => `${row.below[kind]} more ${row.below[kind] === 1 ? kind : plural[kind]}`,
  );
  return `${ellipsis(look)} and ${counts.join(', ')}`;
}

/** `staging, eu and production` */
export function environmentsText(several: readonly Pick<PerEnvironment<unknown>, 'environment'>[]) {
  const names = several.map(({ environment }) => environment);
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}

/** Why an environment has no result, in a few words; its problems say the rest. */
export function failureText({ result }: PerEnvironment<unknown>): string {
  const [first] = result.ok ? [] : result.problems;
  return first ? `${first.summary} [${first.code}]` : 'no result';
}

/** How many environments have changes, none, or no plan. */
export function numbersOf(several: readonly PerEnvironment<Plan>[]) {
  const plans = several.flatMap(({ result }) => (result.ok ? [result.value] : []));
  const changed = plans.filter(({ changes }) => changes.length > 0).length;
  return { changed, unchanged: plans.length - changed, failed: several.length - plans.length };
}

/** `3 environments: 1 with changes, 1 without changes, 1 failed.` */
export function severalLine(numbers: {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}): string {
  const { changed, unchanged, failed } = numbers;
  const parts = [
    ...(changed > 0 ? [`${changed} with changes`] : []),
    ...(unchanged > 0 ? [`${unchanged} without changes`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${count(changed + unchanged + failed, 'environment')}: ${parts.join(', ')}.`;
}
