import { textUnder, valueUnder } from '../model/json-values.ts';
import type { Action, Plan } from '../model/plan.ts';
import type { Problem } from '../model/problem.ts';
import type { Sha256 } from '../plan/digest.ts';
import { commentsOf, whoAmI } from './comments.ts';
import { type GitHub, githubWarning } from './github.ts';
import { type Marker, readMarker } from './marker.ts';

/** The Action's own labels, and the actions of a plan that each stands for. */
const actionsOf: ReadonlyMap<string, readonly Action[]> = new Map([
  ['catalog: adds', ['create']],
  ['catalog: changes', ['update']],
  ['catalog: moves', ['move', 'reorder']],
  ['catalog: retires', ['retire']],
]);

/** The labels that say what publishing a plan would do. */
export function labelsOf({ changes }: Pick<Plan, 'changes'>): readonly string[] {
  return [...actionsOf].flatMap(([label, actions]) =>
    changes.some(({ action }) => actions.includes(action)) ? [label] : [],
  );
}

/**
 * Labels a pull request with what a job found, and with what the comments of other catalogs and environments
 * show. The Action's own labels that no longer hold are removed; other labels are left alone. Returns warnings.
 */
export async function setLabels(
  github: GitHub,
  { repository, pull }: { readonly repository: string; readonly pull: number },
  { key, labels: own }: Pick<Marker, 'key' | 'labels'>,
  sha256: Sha256,
): Promise<readonly Problem[]> {
  const here = `/repos/${repository}/issues/${pull}/labels`;
  // `pull-requests: write` is enough only for labels that the repository has.
  const place = { what: `the labels of pull request ${pull}`, permission: 'issues: write' };
  const listed = await github.list(`${here}?per_page=100`);
  if (!listed.ok) return [githubWarning(place, listed.fault)];
  const posts = await github.list(commentsOf(repository, pull).list);
  if (!posts.ok) return [githubWarning(place, posts.fault)];
  const { login: me, fault } = await whoAmI(github);
  // The labels of other comments are not known then.
  if (fault) return [githubWarning(place, fault)];
  const others = posts.value.flatMap((post) => {
    const marked =
      valueUnder(post, 'user', 'login') === me
        ? readMarker(textUnder(post, 'body') ?? '', sha256)
        : undefined;
    return marked && marked.key !== key ? (marked.labels ?? []) : [];
  });
  const right = [...(own ?? []), ...others];
  const there = listed.value.map((one) => textUnder(one, 'name'));
  const wrong = [...actionsOf.keys()].filter((one) => there.includes(one) !== right.includes(one));
  const missing = wrong.filter((one) => right.includes(one));
  const answers = missing.length > 0 ? [await github.send('POST', here, { labels: missing })] : [];
  for (const label of wrong) {
    if (missing.includes(label)) continue;
    answers.push(await github.send('DELETE', `${here}/${encodeURIComponent(label)}`, null));
  }
  // A label that somebody else removed meanwhile gives 404.
  const failed = answers.find((answer) => !answer.ok && answer.fault.type !== 'not-found');
  return failed && !failed.ok ? [githubWarning(place, failed.fault)] : [];
}
