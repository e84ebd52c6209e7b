// Each request of a plan and of an apply to GitHub is answered wrongly, until the step is over. What is sent to the
// platform is sent once, what cannot be told fails no plan, and a run that follows gets to the end.
import { describe, expect, test } from 'vitest';
import { performIn } from '../support/action-step.ts';
import { type Refusal, serveGitHub } from '../support/github-server.ts';
import { edited, id, manifest, reading } from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import { virtualTime, withoutPauses } from '../support/virtual-time.ts';
import { branchOf, mergeOf, newBranch, openJob } from '../support/workflow.ts';

const renamed = edited(reading, ['Finding the', 'The']);
type Fault = Omit<Refusal, 'matches' | 'times'>;

/** One repository, GitHub and platform for all cases of a test: each has its own pull request. */
async function openFaulty() {
  const job = await openJob(await serveGitHub());
  job.github.permissions.set('carla', 'write');
  await branchOf(job, { [manifest]: renamed }, 1);
  const { git } = job.repository;
  const { emulator } = job.platform;
  const start = git('rev-parse', 'main');
  const lesson = emulator.records('lesson').find((one) => one['sourcedId'] === id.finding);
  if (!lesson) throw new Error('the lesson is not published');
  let number = 1;
  const next = () => {
    number += 1;
    git('checkout', '-q', '--force', 'main');
    git('reset', '-q', '--hard', start);
    emulator.seed([{ kind: 'lesson', record: lesson }]);
    return newBranch(job, { [manifest]: renamed }, number);
  };
  return { job, next };
}

type Faulty = Awaited<ReturnType<typeof openFaulty>>;
type What = 'plan' | 'plan again' | 'apply';

/** One step whose so many-th request has a fault, whenever it is sent again; and the same step once more. */
async function faultAt(
  { job, next }: Faulty,
  what: What,
  given: { readonly place?: number; readonly fault?: Fault; readonly url?: RegExp },
) {
  const { github } = job;
  const opened = next();
  const { number, event, payload, head } = opened;
  const files = emptyFolder();
  const world = { wait: virtualTime().wait };
  const planning = { event, payload, command: 'plan', sha: head, world };
  if (what !== 'plan') await performIn(job, files, planning);
  github.review(number, 'carla');
  const step =
    what === 'apply'
      ? { event: 'push', command: 'apply', sha: mergeOf(job, opened).sha, world }
      : planning;
  const before = github.requests.length;
  let faulty: string | undefined;
  let isOver = false;
  const { place, fault, url } = given;
  if (fault) {
    github.refuse({
      ...fault,
      matches: url ?? /./,
      times: Number.POSITIVE_INFINITY,
      isFor: (count, asked) => {
        if (isOver) return false;
        if (count === before + (place ?? 0) + 1) faulty = asked;
        return place === undefined || asked === faulty;
      },
    });
  }
  const ended = await withoutPauses(() => performIn(job, files, step));
  isOver = true;
  const asked = github.requests.slice(before);
  const mine = () => github.comments(number).map(({ body }) => /"state":"(\w+)"/.exec(body)?.[1]);
  const states = mine();
  const rerun = { ...step, env: { GITHUB_RUN_ATTEMPT: '2' } };
  const again = await withoutPauses(() => performIn(job, files, rerun));
  return { ended, asked, states, again, after: mine(), body: github.comments(number)[0]?.body };
}

const outage: Fault = { status: 502, text: '<html>Bad Gateway</html>' };
/** As a proxy answers that has nothing to say. */
const nothing: Fault = { status: 200, text: '{}' };
/** The request is carried out, and the answer is lost. */
const lost: Fault = { status: 502, isDone: true };

describe.skipIf(!hasGit)('a fault of GitHub', () => {
  test.each<[What, Fault]>([
    ['plan', outage],
    ['plan', nothing],
    ['plan again', outage],
    ['plan again', lost],
  ])('%s: none fails it, and none leaves a second comment', async (what, fault) => {
    const faulty = await openFaulty();
    const { asked } = await faultAt(faulty, what, {});
    for (const place of asked.keys()) {
      const { ended, states, again, after } = await faultAt(faulty, what, { place, fault });
      expect(ended.code, asked[place]).toBe(0);
      expect(states.length, asked[place]).toBeLessThan(2);
      expect([again.code, again.lost, after], asked[place]).toEqual([0, [], ['planned']]);
    }
  });

  test.each<[string, Fault]>([
    ['502', outage],
    ['an empty object', nothing],
  ])('apply, %s: the plan is sent once, by this run or the next', async (_, fault) => {
    const faulty = await openFaulty();
    const { asked } = await faultAt(faulty, 'apply', {});
    for (const place of asked.keys()) {
      const { ended, again, after } = await faultAt(faulty, 'apply', { place, fault });
      const where = `${asked[place]}: ${ended.codes}`;
      expect(ended.sent + again.sent, where).toBe(1);
      expect(ended.code === 0, where).toBe(ended.sent === 1);
      expect(
        ended.hints.every((hint) => /^(?:Run the job again)\b/.test(hint)),
        where,
      ).toBe(true);
      expect([again.code, after], where).toEqual([0, ['applied']]);
    }
  });

  test('reviews that GitHub does not tell are not said to be none', async () => {
    const { body } = await faultAt(await openFaulty(), 'plan again', {
      fault: outage,
      url: /reviews$/,
    });
    expect(body).toContain('one approving review');
    expect(body).not.toContain('nobody reviewed');
  });
});
