// A law over orders: however pushes, plans, runs of older commits, queues, reviews, dismissals, merges of each kind,
// jobs and their re-runs, reverts and deleted comments follow one another, no approval is used twice, nothing is
// published that was not planned or not approved since, nothing older over what is newer; and what is in order gets
// through.
import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { performIn } from '../support/action-step.ts';
import { serveGitHub } from '../support/github-server.ts';
import { fc, runs } from '../support/laws.ts';
import { edited, id, manifest, reading } from '../support/reading-catalog.ts';
import { emptyFolder, hasGit } from '../support/repository.ts';
import {
  branchOf,
  type Job,
  mergeOf,
  newBranch,
  type Opened,
  openJob,
  pushTo,
} from '../support/workflow.ts';

/** The titles of two lessons, which are all that ever changes. */
interface Titles {
  readonly finding: string;
  readonly supporting: string;
}
const first: Titles = { finding: 'Finding the main idea', supporting: 'Supporting details' };

const textWith = ({ finding, supporting }: Titles) =>
  edited(
    reading,
    ['title: Finding the main idea', `title: ${finding}`],
    ["title: 'Supporting   details'", `title: ${supporting}`],
  );

/** One pull request, and what is known of it by counting along. */
interface Pull {
  readonly opened: Opened;
  readonly edit: Partial<Titles>;
  /** What its branch says. */
  readonly titles: Titles;
  head: string;
  /** Runs of each commit that the branch had. */
  readonly runs: Opened[];
  /** What reviewers said last, and when; by counting along. */
  readonly reviews: { readonly id: number; readonly at: number; isDismissed: boolean }[];
  /** When each change stood in the comment first, and since when all of them do. */
  readonly first: Map<string, number>;
  shown: { readonly changes: string; readonly since: number };
  /** The last plan before the merge: of which commit, and what it said would change. */
  plan?: { readonly head: string; readonly changes: string };
  merged?: {
    readonly sha: string;
    readonly place: number;
    readonly titles: Titles;
    readonly at: number;
  };
  isUsed: boolean;
  isPublished: boolean;
  /** Its comment was deleted after the merge, and with it what became of it. */
  isForgotten: boolean;
}

type Name = 'a' | 'b' | 'back';
const acts = [
  'open',
  'push',
  'plan',
  /** The run of a commit that the branch had before is started again. */
  'older',
  /** The pull request enters the merge queue. */
  'queue',
  'review',
  'dismiss',
  /** Somebody deletes the comment. */
  'forget',
  'merge',
  'apply',
] as const;
type Order = `${(typeof acts)[number]} ${Name}` | 'undo';
const names: readonly Name[] = ['a', 'b', 'back'];

/** One repository, GitHub and platform for all cases: each begins with its own pull requests. */
async function openWorld() {
  const job = await openJob(await serveGitHub());
  job.github.permissions.set('ada', 'write');
  const files = emptyFolder();
  mkdirSync(files, { recursive: true });
  await branchOf(job, { [manifest]: textWith(first) }, 1);
  job.repository.git('checkout', '-q', 'main');
  const start = job.repository.commit({ [manifest]: textWith(first) });
  const seed = (titles: Titles) =>
    job.platform.emulator.seed(
      (['finding', 'supporting'] as const).map((name) => ({
        kind: 'lesson' as const,
        record: { ...recordOf(job, id[name]), title: titles[name] },
      })),
    );
  return { job, files, start, seed, jobs: { published: 0, refused: 0 } };
}

type Opening = Awaited<ReturnType<typeof openWorld>>;

function recordOf({ platform: { emulator } }: Job, sourcedId: string) {
  const record = emulator.records('lesson').find((one) => one['sourcedId'] === sourcedId);
  if (!record) throw new Error(`the platform has no ${sourcedId}`);
  return record;
}

const platformOf = (job: Job): Titles => ({
  finding: String(recordOf(job, id.finding)['title']),
  supporting: String(recordOf(job, id.supporting)['title']),
});

/** What publishing would change, by the model alone. */
function changesOf(now: Titles, wanted: Titles): string {
  return (['finding', 'supporting'] as const)
    .filter((name) => now[name] !== wanted[name])
    .map((name) => `${name}: ${now[name]} -> ${wanted[name]}`)
    .join('; ');
}

/** One step of a job, in this process: the exit code, and how much was sent. */
const stepIn = ({ job, files }: Opening, given: Parameters<typeof performIn>[2]) =>
  performIn(job, files, given);

/** Carries out orders, those that make no sense left out, and holds the law after each. */
async function carryOut(
  world: Opening,
  choose: (possible: readonly Order[], count: number) => Order | undefined,
  firstNumber: number,
) {
  const { job, start, seed } = world;
  const { git } = job.repository;
  git('checkout', '-q', 'main');
  git('reset', '-q', '--hard', start);
  seed(first);
  let main = first;
  let merges = 0;
  let clock = 0;
  const pulls = new Map<Name, Pull>();
  const told: string[] = [];

  const possible = (): Order[] => [
    ...names.flatMap((name): Order[] => {
      const pull = pulls.get(name);
      if (!pull) return name === 'back' && main.finding === first.finding ? [] : [`open ${name}`];
      const often: Order[] = pull.merged
        ? [`plan ${name}`, `apply ${name}`, `apply ${name}`]
        : [`push ${name}`, `plan ${name}`, `plan ${name}`, `merge ${name}`, `merge ${name}`];
      const isReviewed = pull.reviews.some(({ isDismissed }) => !isDismissed);
      return [
        ...often,
        `older ${name}`,
        ...(pull.merged ? [] : [`queue ${name}` as const]),
        ...(pull.isUsed || pull.isPublished ? [] : [`review ${name}` as const]),
        `forget ${name}`,
        ...(isReviewed ? [`dismiss ${name}` as const] : []),
      ];
    }),
    'undo',
  ];
  const edits: Readonly<Record<Name, Partial<Titles>>> = {
    a: { finding: 'The main idea' },
    b: { supporting: 'Details' },
    back: { finding: first.finding },
  };

  const open = (name: Name) => {
    const titles = { ...main, ...edits[name] };
    const number = firstNumber + names.indexOf(name);
    const opened = newBranch(job, { [manifest]: textWith(titles) }, number);
    pulls.set(name, {
      opened,
      edit: edits[name],
      titles,
      head: opened.head,
      runs: [opened],
      reviews: [],
      first: new Map(),
      shown: { changes: '', since: 0 },
      isUsed: false,
      isPublished: false,
      isForgotten: false,
    });
  };
  const planOf = async (pull: Pull) => {
    const { payload } = { ...pull.opened };
    const now = platformOf(job);
    await stepIn(world, { event: 'pull_request', command: 'plan', sha: pull.head, payload });
    // What a merge approved stays as it is. A first comment is written even then, and approves nothing.
    if (pull.merged && pull.plan) return;
    const changes = changesOf(now, pull.titles);
    pull.plan = { head: pull.head, changes };
    for (const change of changes.split('; ')) {
      if (!pull.first.has(change)) pull.first.set(change, clock);
    }
    if (pull.shown.changes !== changes) pull.shown = { changes, since: clock };
  };
  /** Changes nothing, whatever it says: another commit is proposed now. */
  const olderOf = async ({ runs, head }: Pull) => {
    const old = runs.findLast((one) => one.head !== head);
    if (!old) return;
    const { payload } = old;
    await stepIn(world, { event: 'pull_request', command: 'plan', sha: old.head, payload });
  };
  /** Main with the branch merged into it is checked, and nothing is sent. */
  const queueOf = async ({ opened: { branch } }: Pull) => {
    const base = git('rev-parse', 'main');
    git('checkout', '-q', '--detach', 'main');
    git('merge', '-q', '--no-ff', '-m', 'A group', branch);
    const sha = git('rev-parse', 'HEAD');
    const payload = { merge_group: { base_sha: base, head_sha: sha } };
    const { code, sent } = await stepIn(world, {
      event: 'merge_group',
      command: 'plan',
      sha,
      payload,
    });
    expect({ code, sent }, told.join(', ')).toEqual({ code: 0, sent: 0 });
  };
  const reviewOf = ({ opened: { number }, reviews }: Pull) => {
    reviews.push({ id: job.github.review(number, 'ada'), at: clock, isDismissed: false });
  };
  const dismissalOf = ({ reviews }: Pull) => {
    const last = reviews.findLast(({ isDismissed }) => !isDismissed);
    if (!last) return;
    last.isDismissed = true;
    job.github.dismiss(last.id);
  };
  const forgetting = (pull: Pull) => {
    const { number } = pull.opened;
    pull.isForgotten ||= pull.merged !== undefined && job.github.comments(number).length > 0;
    job.github.forget(number);
    pull.first.clear();
    pull.shown = { changes: '', since: 0 };
    delete pull.plan;
  };
  /** By reviews if there are any, else by the merge. */
  const isApprovedSince = ({ reviews, merged }: Pull, time: number) =>
    reviews.length === 0
      ? (merged?.at ?? 0) > time
      : reviews.at(-1)?.isDismissed === false &&
        reviews.some(({ at, isDismissed }) => !isDismissed && at > time);
  const merge = (pull: Pull) => {
    const { number, branch } = pull.opened;
    const how = (['merge', 'squash', 'rebase'] as const)[merges % 3] ?? 'merge';
    const { sha } = mergeOf(job, { number, branch, how });
    main = { ...main, ...pull.edit };
    merges += 1;
    pull.merged = { sha, place: merges, titles: main, at: clock };
  };
  const applyOf = async (pull: Pull, { sha, place, titles, at }: NonNullable<Pull['merged']>) => {
    const isLate = [...pulls.values()].some(
      ({ merged, isPublished }) => isPublished && merged && merged.place > place,
    );
    const isUntold = [...pulls.values()].some(
      ({ merged, isForgotten }) => isForgotten && merged && merged.place > place,
    );
    // No review makes up for a plan that is shown only after the merge.
    const isPlanned = pull.plan?.head === pull.head && pull.shown.since < at;
    const changes = changesOf(platformOf(job), titles);
    const isApproved = changes
      .split('; ')
      .every((change) => isApprovedSince(pull, pull.first.get(change) ?? Number.POSITIVE_INFINITY));
    const { code, codes, sent } = await stepIn(world, { event: 'push', command: 'apply', sha });
    const about = `${told.join(', ')}: exit ${code} ${codes}, ${sent} sent`;
    if (sent > 0) {
      expect({ isUsed: pull.isUsed, isPlanned, isLate, isApproved }, about).toEqual({
        isUsed: false,
        isPlanned: true,
        isLate: false,
        isApproved: true,
      });
      expect(platformOf(job), about).toEqual(titles);
    }
    expect(sent > 0 && code !== 0, about).toBe(false);
    if (sent > 0) world.jobs.published += 1;
    if (code !== 0) world.jobs.refused += 1;
    const isInOrder =
      isPlanned &&
      !pull.isUsed &&
      !pull.isPublished &&
      !isLate &&
      !isUntold &&
      isApprovedSince(pull, pull.shown.since);
    if (changes === '' || (isInOrder && pull.plan?.changes === changes)) {
      expect({ code, isSent: sent > 0 }, about).toEqual({ code: 0, isSent: changes !== '' });
    }
    pull.isUsed ||= sent > 0;
    pull.isPublished ||= code === 0;
  };

  for (let count = 0; ; count += 1) {
    const order = choose(possible(), count);
    if (order === undefined) return;
    told.push(order);
    clock += 1;
    const [what, name] = order.split(' ');
    const pull = pulls.get(names.find((one) => one === name) ?? 'a');
    if (order === 'undo') seed(first);
    else if (what === 'open') open(names.find((one) => one === name) ?? 'a');
    else if (pull && what === 'push') {
      const { head, payload } = pushTo(job, pull.opened, { [`${name}.md`]: `${count}\n` });
      Object.assign(pull, { head, opened: { ...pull.opened, head, payload } });
      pull.runs.push(pull.opened);
    } else if (pull && what === 'plan') await planOf(pull);
    else if (pull && what === 'older') await olderOf(pull);
    else if (pull && what === 'queue') await queueOf(pull);
    else if (pull && what === 'review') reviewOf(pull);
    else if (pull && what === 'dismiss') dismissalOf(pull);
    else if (pull && what === 'forget') forgetting(pull);
    else if (pull && what === 'merge') merge(pull);
    else if (pull?.merged) await applyOf(pull, pull.merged);
  }
}

describe.skipIf(!hasGit)('orders', () => {
  const told: readonly (readonly Order[])[] = [
    [
      'open a',
      'plan a',
      'merge a',
      'apply a',
      'open back',
      'plan back',
      'merge back',
      'apply back',
      'apply a',
    ],
    ['open a', 'plan a', 'merge a', 'apply a', 'undo', 'plan a', 'apply a'],
    ['open a', 'plan a', 'push a', 'merge a', 'plan a', 'apply a'],
    [
      'open a',
      'plan a',
      'open b',
      'plan b',
      'merge a',
      'merge b',
      'apply b',
      'apply a',
      'apply b',
      'apply a',
    ],
    [
      'open a',
      'plan a',
      'merge a',
      'open back',
      'plan back',
      'merge back',
      'apply back',
      'apply a',
    ],
    // A review of one plan is none of another; a dismissed one is none at all.
    ['open a', 'plan a', 'review a', 'merge a', 'apply a', 'apply a'],
    ['open a', 'review a', 'plan a', 'merge a', 'apply a', 'review a', 'apply a'],
    ['open a', 'plan a', 'review a', 'dismiss a', 'merge a', 'apply a'],
    // The run of an older commit does not put its plan back.
    ['open a', 'plan a', 'push a', 'plan a', 'older a', 'merge a', 'apply a'],
    ['open a', 'plan a', 'forget a', 'plan a', 'queue a', 'merge a', 'apply a'],
    ['open a', 'plan a', 'merge a', 'forget a', 'plan a', 'apply a'],
    ['open a', 'merge a', 'plan a', 'review a', 'apply a'],
    // What was refused because it was shown too late is not approved by having been refused.
    ['open a', 'merge a', 'plan a', 'apply a', 'apply a'],
    // A comment that is deleted after an apply takes the memory of it along.
    ['open a', 'plan a', 'merge a', 'apply a', 'undo', 'forget a', 'plan a', 'apply a', 'apply a'],
    ['open a', 'plan a', 'review a', 'merge a', 'apply a', 'undo', 'forget a', 'apply a'],
    [
      'open a',
      'plan a',
      'merge a',
      'open back',
      'plan back',
      'merge back',
      'apply back',
      'forget back',
      'apply a',
    ],
    [
      'open a',
      'plan a',
      'open b',
      'plan b',
      'merge a',
      'merge b',
      'apply a',
      'undo',
      'apply b',
      'undo',
      'forget b',
      'plan b',
      'apply a',
      'apply b',
    ],
  ];

  test('those that went wrong once', { timeout: 300_000 }, async () => {
    const world = await openWorld();
    for (const [index, orders] of told.entries()) {
      await carryOut(world, (_, count) => orders[count], 10 * (index + 1));
    }
  });

  test('any others', { timeout: 600_000 }, async () => {
    const world = await openWorld();
    let number = 1000;
    // Undoing is rarer than all that moves a pull request on. Numbers near 0, which come first if nothing
    // else is said, would only push again and again.
    const picks = fc.noBias(
      fc.array(fc.integer({ min: 0, max: 969 }), { minLength: 12, maxLength: 16 }),
    );
    await fc.assert(
      fc.asyncProperty(picks, async (given) => {
        number += 10;
        const at = (possible: readonly Order[], count: number) => {
          const pick = given[count];
          return pick === undefined
            ? undefined
            : possible[Math.floor((pick / 1000) * possible.length)];
        };
        await carryOut(world, at, number);
      }),
      runs(20),
    );
    expect(world.jobs.published).toBeGreaterThan(0);
    expect(world.jobs.refused).toBeGreaterThan(0);
  });
});
