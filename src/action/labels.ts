import { isObject } from '../model/json.ts';
import { type Plan, tallyOf } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { type GitHub, githubWarning } from './github.ts';

/**
 * Labels a pull request with what publishing it would do. The Action's own labels that no longer hold are
 * removed; other labels are left alone. Returns warnings.
 */
export async function setLabels(
  github: GitHub,
  { repository, pull }: { readonly repository: string; readonly pull: number },
  plan: Pick<Plan, 'changes'> | undefined,
): Promise<readonly Problem[]> {
  const { create, update, move, reorder, retire } = tallyOf(plan?.changes ?? []);
  const labels = new Map([
    ['catalog: adds', create],
    ['catalog: changes', update],
    ['catalog: moves', move + reorder],
    ['catalog: retires', retire],
  ]);
  const here = `/repos/${repository}/issues/${pull}/labels`;
  // `pull-requests: write` is enough only for labels that the repository has.
  const place = { what: `the labels of pull request ${pull}`, permission: 'issues: write' };
  const listed = await github.list(`${here}?per_page=100`);
  if (!listed.ok) return [githubWarning(place, listed.fault)];
  const there = listed.value.flatMap((one) => (isObject(one) ? [String(one['name'])] : []));
  const wrong = [...labels].filter(([label, count]) => there.includes(label) !== count > 0);
  const missing = wrong.flatMap(([label, count]) => (count > 0 ? [label] : []));
  const answers = missing.length > 0 ? [await github.send('POST', here, { labels: missing })] : [];
  for (const [label, count] of wrong) {
    if (count > 0) continue;
    answers.push(await github.send('DELETE', `${here}/${encodeURIComponent(label)}`, null));
  }
  // A label that somebody else removed meanwhile gives 404.
  const failed = answers.find((answer) => !answer.ok && answer.fault.type !== 'not-found');
  return failed && !failed.ok ? [githubWarning(place, failed.fault)] : [];
}
