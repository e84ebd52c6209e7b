import { expect, test } from 'vitest';
import { replay, type Step } from '../../scripts/replay/replay.ts';
import type { Row } from '../../scripts/replay/row.ts';
import { score } from '../../scripts/replay/score.ts';
import { ownHistory, realHistory } from '../identity/history.ts';
import { hasGit } from '../support/repository.ts';
import { exchangedHistory, smallHistory, smallTruth } from './small-history.ts';

const codes = (steps: readonly Step[]) =>
  steps.map(({ findings }) => findings.map(({ problem }) => problem.code).sort());

const faults = (steps: readonly Step[]) => steps.flatMap(({ publication }) => publication.faults);

function counts(rows: readonly Row[]) {
  return Object.fromEntries(
    rows.map(({ name, truth, reported, missed, untrue, further }) => [
      name,
      [truth, reported, missed.length, untrue.length, further.length],
    ]),
  );
}

test.skipIf(!hasGit)('each accident is reported in its revision, and nothing else', async () => {
  const steps = await replay(smallHistory);
  expect(codes(steps)).toEqual([
    [],
    [],
    ['id/placeholder', 'identity/confirmed', 'identity/re-minted'],
    ['id/duplicate', 'identity/confirmed', 'identity/re-minted'],
    ['identity/vanished', 'identity/vanished'],
  ]);
  expect(steps[1]?.since).toEqual({ renamed: 1, edited: 1, moved: 2 });
  expect(faults(steps)).toEqual([]);
  expect(counts(score(steps, smallTruth))).toEqual({
    'another uuid under the same key': [1, 1, 0, 0, 0],
    'another key and another uuid, same title': [0, 0, 0, 0, 0],
    'the id given for a placeholder replaced': [1, 1, 0, 0, 0],
    'two uuids exchanged': [0, 0, 0, 0, 0],
    'a uuid handed on to another lesson': [0, 0, 0, 0, 0],
    'a copy that got a uuid of its own': [0, 0, 0, 0, 0],
    'an old uuid restored': [0, 0, 0, 0, 0],
    'a uuid that became none': [0, 0, 0, 0, 0],
    'a uuid that was gone, at a new lesson': [0, 0, 0, 0, 0],
    'a placeholder, when it was committed': [1, 1, 0, 0, 0],
    'a value that is no uuid, at first use': [1, 1, 0, 0, 0],
    'one uuid on several keys': [1, 1, 0, 0, 0],
    'no uuid at all': [0, 0, 0, 0, 0],
    'a uuid gone, removed or replaced': [3, 3, 0, 0, 0],
    'renamed, edited, moved or re-ordered only, and refused': [undefined, 0, 0, 0, 0],
  });
});

test.skipIf(!hasGit)('uuids that were exchanged go back to their lessons', async () => {
  const steps = await replay(exchangedHistory);
  expect(codes(steps)).toEqual([[], ['identity/swapped', 'identity/swapped'], []]);
  const titles = steps.map(({ ids }) =>
    [...ids].map(([{ written }, id]) => `${written.title} ${id}`).sort(),
  );
  expect(titles[1]).toEqual(titles[0]);
  expect(titles[2]).toEqual(titles[0]);
  expect(faults(steps)).toEqual([]);
});

test.skipIf(!hasGit)('what was removed and comes back gets a new id', async () => {
  const [, full] = smallHistory;
  const less = smallHistory.at(-1);
  if (!full || !less) throw new Error('the history is too short');
  const steps = await replay([full, less, { ...full, rev: 'back-6' }]);
  expect(codes(steps)[2]).toContain('identity/resurrected');
  expect(faults(steps)).toEqual([]);
  const stayed = score(steps, smallTruth).at(-1);
  expect(stayed).toMatchObject({ untrue: [], further: [{ rev: 'back-6' }] });
});

test.skipIf(!hasGit)('an event that nobody reported is missed', async () => {
  const [event] = smallTruth.events;
  const truth = { events: event ? [{ ...event, rev: 'fine-2' }] : [], dup_uuid_spans: [] };
  const [row] = score(await replay(smallHistory.slice(0, 2)), truth);
  expect(row).toMatchObject({ truth: 1, reported: 0, missed: [{ rev: 'fine-2' }] });
});

// The real ones: a copied course, a rename that lost its uuid, a lesson without one, a placeholder twice,
// and a unit that was written anew.
const stretches = [
  { history: ownHistory, from: 0, to: 12 },
  { history: realHistory, from: 100, to: 126 },
].flatMap(({ history, ...range }) => (history ? [{ ...range, ...history }] : []));

test.skipIf(!hasGit).each(stretches)(
  'revisions $from to $to, $name: none missed, all published',
  { timeout: 600_000 },
  async ({ revisions, events, from, to }) => {
    const steps = await replay(revisions.slice(from, to));
    const revs = new Set(steps.slice(1).map(({ revision }) => revision.rev));
    const rows = score(steps, { events, dup_uuid_spans: [] });
    expect(rows.flatMap(({ missed, untrue }) => [...missed, ...untrue])).toEqual([]);
    const fresh = events.filter(({ kind, rev }) => kind === 'uuid_changes.fresh' && revs.has(rev));
    expect(rows[0]?.truth).toBe(fresh.length);
    expect(fresh.length).toBeGreaterThan(0);
    expect(faults(steps)).toEqual([]);
  },
);
