import { isObject } from '../model/json.ts';
import { type Plan, tallyOf } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import { type GitHub, githubWarning } from './github.ts';

const labels = {
  add: 'catalog: adds',
  change: 'catalog: changes',
  move: 'catalog: moves',
  retire: 'catalog: retires',
} as const;

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
  const does = { add: create, change: update, move: move + reorder, retire };
  const wanted = Object.entries(labels).flatMap(([what, label]) =>
    does[what as keyof typeof does] > 0 ? [label] : [],
  );
  const here = `/repos/${repository}/issues/${pull}/labels`;
  const place = { what: `the labels of pull request ${pull}`, permission: 'pull-requests: write' };
  const listed = await github.list(`${here}?per_page=100`);
  if (!listed.ok) return [githubWarning(place, listed.fault)];
  const there = listed.value.flatMap((one) => (isObject(one) ? [String(one['name'])] : []));
  const missing = wanted.filter((label) => !there.includes(label));
  const past = Object.values(labels).filter(
    (label) => there.includes(label) && !wanted.some((one) => one === label),
  );
  const answers = [
    ...(missing.length > 0 ? [await github.send('POST', here, { labels: missing })] : []),
  ];
  for (const label of past) {
    answers.push(await github.send('DELETE', `${here}/${encodeURIComponent(label)}`, null));
  }
  // A label that somebody else removed meanwhile gives 404.
  const failed = answers.find((answer) => !answer.ok && answer.fault.type !== 'not-found');
  return failed && !failed.ok ? [githubWarning(place, failed.fault)] : [];
}
