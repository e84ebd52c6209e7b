import type { Address } from '../../model/address.ts';
import type { Tied } from '../../model/impact.ts';
import type { Plan } from '../../model/plan.ts';
import type { Look } from '../look.ts';
import { count } from './wording.ts';

/** `⚠ 412 results, 2 open classes with 31 enrollments`; what hangs on a node of a plan, if it was asked. */
export function tiedText({ impact }: Pick<Plan, 'impact'>, address: Address, look: Look) {
  const tied = impact?.nodes.find((node) => node.address === address);
  return tied && textOf(tied, look, address.startsWith('lesson/'));
}

/** What hangs on all that a plan retires or moves, as a line; none where it was not asked. */
export function impactLines({ impact }: Pick<Plan, 'impact'>, look: Look): string[] {
  if (!impact) return [];
  const hasLesson = impact.nodes.some(({ address }) => address.startsWith('lesson/'));
  return [`On what retires or moves hang: ${textOf(impact, look, hasLesson)}.`];
}

function textOf({ results, classes, enrollments }: Tied, look: Look, hasResults: boolean): string {
  const isNothing = (!hasResults || results === 0) && classes === 0;
  const parts = [
    ...(hasResults ? [numberOf(results, 'result')] : []),
    classesText(classes, enrollments),
  ];
  const mark = isNothing ? '' : look.unicode ? '⚠ ' : '! ';
  return `${mark}${parts.join(', ')}`;
}

function numberOf(number: number | undefined, noun: string): string {
  if (number === undefined) return `${noun}s unknown`;
  return number === 0 ? `no ${noun}s` : count(number, noun);
}

function classesText(classes: number | undefined, enrollments: number | undefined): string {
  if (classes === undefined) return 'classes unknown';
  if (classes === 0) return 'no open classes';
  const open = `${classes} open class${classes === 1 ? '' : 'es'}`;
  if (enrollments === undefined) return open;
  return enrollments === 0
    ? `${open} without enrollments`
    : `${open} with ${count(enrollments, 'enrollment')}`;
}
