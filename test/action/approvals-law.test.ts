// A law over all orders of push, re-run, edit on the platform, review, dismissal and merge up to length 6:
// nothing is applied that lacks an approval younger than its first showing, and no approval is lost while
// the digest stays. GitHub is a record here that can be copied, so that every order goes on from what its
// beginning left; the Action's own steps write the comment, read the reviews and take the approval.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digestToApply } from '../../src/action/apply.ts';
import { findApproved } from '../../src/action/approval/approvals.ts';
import { takeApproval } from '../../src/action/approval/take-approval.ts';
import type { GitHub } from '../../src/action/github.ts';
import { postPlan } from '../../src/action/plan-post.ts';
import { type JobStep, pageLook } from '../../src/action/step.ts';
import type { Json } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { nodeWorld } from '../../src/run/node-world.ts';
import { isThorough } from '../support/laws.ts';

const orders = ['push', 're-run', 'edit', 'review', 'dismiss', 'merge'] as const;
type Order = (typeof orders)[number];
const longest = 6;

const bot = 'github-actions[bot]';
const branch = 'main';
const merge = 'f'.repeat(40);

/** Everything that GitHub, the branch and the platform know. Plain data: an order goes on with a copy. */
interface State {
  time: number;
  pushes: number;
  /** Whether somebody changed the platform; another edit takes it back. */
  isEdited: boolean;
  comment?: { body: string; updated_at: string; edited: string };
  reviews: { id: number; login: string; state: string; submitted_at: string; time: number }[];
  mergedAt?: number;
  /** By counting along: when each change stood in the comment first, and since when this digest does. */
  first: Record<string, number>;
  shown: { digest: string; since: number };
  /** Digests that a review or the merge saw, in the order of time. */
  told: Order[];
}

const iso = (time: number) => new Date(Date.UTC(2026, 0, 1) + time * 1000).toISOString();
const headOf = ({ pushes }: State) => String(pushes).padStart(40, '0');
const tick = (state: State) => {
  state.time += 1;
  return state.time;
};

const cwd = mkdtempSync(join(tmpdir(), 'timeback-catalog-law-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const world = nodeWorld({ cwd, env: { GITHUB_ACTOR: 'ada' } });
writeFileSync(join(world.cwd, 'timeback-catalog.yaml'), 'org: partner-sandbox\n');

/** What publishing would change. Every second push leaves the manifests as they are. */
function changesIn({ pushes, isEdited }: State): readonly string[] {
  return [`title ${Math.floor(pushes / 2)}`, ...(isEdited ? ['description'] : [])];
}

const plans = new Map<string, Plan>();

function planOf(state: State): Plan {
  const changes = changesIn(state);
  const known = plans.get(changes.join());
  if (known) return known;
  const platform = { name: 'test', url: 'http://127.0.0.1:1', dialect: 'partner' };
  const plan = {
    platform,
    changes: changes.map((what, at) => ({
      address: `lesson/${at}` as const,
      action: 'update' as const,
      title: what,
      source: { file: 'catalog/a.yaml', start: { line: 1, column: 1 } },
      fields: [{ path: [what] as const, kind: 'added' as const, after: what }] as const,
    })),
    context: [],
    unchanged: 0,
    unmanaged: [],
    held: [],
    restored: [],
    guards: [],
    warnings: [],
  };
  const made = { ...plan, digest: digestOf(plan, world.sha256) };
  plans.set(changes.join(), made);
  return made;
}

/** The requests that the Action makes, answered from the record. */
function gitHubOf(state: State): GitHub {
  const answers: Readonly<Record<string, () => Json>> = {
    '/repos/o/r/pulls/7': () => ({
      number: 7,
      state: state.mergedAt === undefined ? 'open' : 'closed',
      merged_at: state.mergedAt === undefined ? null : iso(state.mergedAt),
      merged_by: { login: 'merger' },
      user: { login: 'author' },
      head: { sha: headOf(state) },
    }),
    '/repos/o/r/git/ref/heads/main': () => ({ object: { sha: merge } }),
    '/repos/o/r/collaborators/ada/permission': () => ({ permission: 'write' }),
    '/repos/o/r/collaborators/stranger/permission': () => ({ permission: 'read' }),
  };
  const lists: Readonly<Record<string, () => readonly Json[]>> = {
    '/repos/o/r/issues/7/comments': () =>
      state.comment ? [{ id: 1, node_id: 'IC_1', user: { login: bot }, ...state.comment }] : [],
    '/repos/o/r/pulls/7/reviews': () =>
      state.reviews.map(({ login, time: _, ...one }) => ({ ...one, user: { login } })),
    [`/repos/o/r/commits/${merge}/pulls`]: () =>
      state.mergedAt === undefined
        ? []
        : [
            {
              number: 7,
              merged_at: iso(state.mergedAt),
              merge_commit_sha: merge,
              base: { ref: branch },
              head: { sha: headOf(state) },
              user: { login: 'author' },
            },
          ],
  };
  const missing = (what: string) => ({ ok: false, fault: { type: 'not-found', what } }) as const;
  const bare = (path: string) => path.replace(/\?.*/, '');
  return {
    get: async (path) => {
      const answer = answers[bare(path)];
      return answer ? { ok: true, value: answer() } : missing(path);
    },
    list: async (path) => {
      const answer = lists[bare(path)];
      return answer ? { ok: true, value: answer() } : missing(path);
    },
    send: async (_method, _path, body) => {
      const text = typeof body === 'object' && body !== null && 'body' in body ? body['body'] : '';
      const edited = iso(tick(state));
      state.comment = { body: String(text), updated_at: edited, edited };
      return { ok: true, value: { id: 1 } };
    },
    query: async (query) => ({
      ok: true,
      value: query.includes('viewer')
        ? { viewer: { login: bot } }
        : {
            node: {
              author: { login: bot },
              editor: { login: bot },
              lastEditedAt: state.comment?.edited ?? null,
            },
          },
    }),
  };
}

function stepOf(state: State, event: 'pull_request' | 'push'): JobStep {
  const head = headOf(state);
  const isPull = event === 'pull_request';
  return {
    inputs: {
      command: isPull ? 'plan' : 'apply',
      folder: '.',
      env: 'test',
      target: [],
      comment: 'true',
      guardApprovals: [],
      failOnDrift: false,
      labels: false,
    },
    run: {
      event,
      repository: 'o/r',
      sha: isPull ? head : merge,
      commits: [],
      attempt: 1,
      ...(!isPull && { branch }),
      workspace: world.cwd,
      apiUrl: '',
      graphqlUrl: '',
      id: '1',
      page: '',
      name: '',
      temp: world.cwd,
      ...(isPull && {
        pull: { number: 7, base: '0'.repeat(40), baseBranch: branch, head, isForeign: false },
      }),
    },
    world,
    look: pageLook,
    redact: (text) => text,
    prefix: '',
    commit: isPull ? head : merge,
    parents: [],
    github: gitHubOf(state),
  };
}

/** The plan job of the pull request. */
async function planJob(state: State): Promise<void> {
  const plan = planOf(state);
  const before = state.comment?.body;
  const problems = await postPlan(stepOf(state, 'pull_request'), { plan, read: world.now() });
  const isWritten = state.comment?.body !== before;
  expect(problems.map(({ code }) => code)).toEqual(
    state.mergedAt === undefined ? [] : ['action/merged'],
  );
  if (!isWritten || state.mergedAt !== undefined) return;
  for (const change of changesIn(state)) state.first[change] ??= state.time;
  if (state.shown.digest !== plan.digest) {
    state.shown = { digest: plan.digest, since: state.time };
  }
}

const possible: Readonly<Record<Order, (state: State) => boolean>> = {
  push: ({ mergedAt }) => mergedAt === undefined,
  're-run': () => true,
  edit: () => true,
  review: () => true,
  dismiss: ({ reviews }) => reviews.some(({ state }) => state === 'APPROVED'),
  merge: ({ mergedAt }) => mergedAt === undefined,
};

async function carryOut(order: Order, state: State): Promise<void> {
  state.told.push(order);
  switch (order) {
    case 'push':
      state.pushes += 1;
      return planJob(state);
    case 're-run':
      return planJob(state);
    case 'edit':
      state.isEdited = !state.isEdited;
      return;
    case 'review': {
      const time = tick(state);
      const one = { id: time, state: 'APPROVED', submitted_at: iso(time), time };
      state.reviews.push({ ...one, login: 'ada' }, { ...one, login: 'stranger' });
      return hide(state);
    }
    case 'dismiss': {
      // Whoever dismisses, dismisses what counts last.
      const last = state.reviews.findLast((one) => one.login === 'ada' && one.state === 'APPROVED');
      if (last) last.state = 'DISMISSED';
      return;
    }
    case 'merge':
      state.mergedAt = tick(state);
      hide(state);
  }
}

/** Somebody hides the comment or shows it again, which is an update for REST. */
function hide(state: State): void {
  if (state.comment) state.comment.updated_at = iso(tick(state));
}

/** The job of the merge: whether it would publish what publishing would change now. */
async function applyJob(state: State): Promise<boolean> {
  const step = stepOf(state, 'push');
  const approved = await findApproved(step);
  const digest = await digestToApply(step, approved);
  const plan = planOf(state);
  if (!approved.ok || !digest.ok || digest.value !== plan.digest) return false;
  const taken = await takeApproval(step, approved.value, plan);
  return taken.ok;
}

/** Whether somebody's last word is an approval that was given at a time after another. */
function isReviewedSince({ reviews }: State, time: number): boolean {
  const said = reviews.filter(({ login }) => login === 'ada');
  const last = said.at(-1);
  return (
    last?.state === 'APPROVED' && said.some((one) => one.state === 'APPROVED' && one.time > time)
  );
}

const counted = { orders: 0, applied: 0, kept: 0, refused: 0 };

async function holdLaw(state: State): Promise<void> {
  const { mergedAt = 0 } = state;
  const wasReviewed = state.reviews.some(({ login }) => login === 'ada');
  const isApprovedSince = (time: number) =>
    wasReviewed ? isReviewedSince(state, time) : mergedAt > time;
  const plan = planOf(state);
  const isShown = state.shown.digest === plan.digest;
  const mustBe = isShown && isApprovedSince(state.shown.since);
  const isApplied = await applyJob(state);
  const about = state.told.join(', ');
  if (isApplied) {
    for (const change of changesIn(state)) {
      const first = state.first[change];
      expect(first !== undefined && isApprovedSince(first), `${about}: ${change}`).toBe(true);
    }
    expect(await applyJob(state), `${about}: a second time`).toBe(false);
  }
  if (mustBe) expect(isApplied, `${about}: approved since the digest was shown`).toBe(true);
  counted.orders += 1;
  counted.applied += isApplied ? 1 : 0;
  counted.kept += mustBe ? 1 : 0;
  counted.refused += isApplied ? 0 : 1;
}

async function goOn(state: State): Promise<void> {
  if (state.mergedAt !== undefined) await holdLaw(structuredClone(state));
  if (state.told.length === longest) return;
  for (const order of orders) {
    // Twice in a row only a push does more than once; `npm run laws` tries the others as well.
    if (order === state.told.at(-1) && order !== 'push' && !isThorough) continue;
    if (!possible[order](state)) continue;
    const next = structuredClone(state);
    await carryOut(order, next);
    await goOn(next);
  }
}

test('every order up to length 6', { timeout: 600_000 }, async () => {
  const state: State = {
    time: 0,
    pushes: 0,
    isEdited: false,
    reviews: [],
    first: {},
    shown: { digest: '', since: 0 },
    told: [],
  };
  await planJob(state);
  await goOn(state);
  expect(counted.orders).toBeGreaterThan(1000);
  for (const number of [counted.applied, counted.kept, counted.refused]) {
    expect(number).toBeGreaterThan(100);
  }
});
