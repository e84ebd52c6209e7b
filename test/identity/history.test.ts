// Replays the edits of a history: one made up by a seed, and a real one if it lies beside the project.
import { describe, expect, test } from 'vitest';
import type { Classified } from '../../src/identity/classified.ts';
import { classify } from '../../src/identity/classify.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import { type History, ownHistory, realHistory, snapshotOf, uuidOf } from './history.ts';

interface Step {
  readonly rev: string;
  /** The uuids that stand in several places in this revision or in the one before, and courses of such. */
  readonly severalPlaces: ReadonlySet<string>;
  readonly classified: readonly Classified[];
}

function replay({ revisions }: History, withKeys: boolean): readonly Step[] {
  const states = revisions.map((revision) => ({
    rev: revision.rev,
    nodes: snapshotOf(revision, { withKeys }),
  }));
  return states.slice(1).map(({ rev, nodes }, index) => {
    const before: Snapshot = states[index]?.nodes ?? new Map();
    const all = [...before.values(), ...nodes.values()];
    const severalPlaces = new Set(
      all
        .map(({ sourcedId }) => sourcedId)
        .filter((id) => id !== uuidOf(id))
        .map(uuidOf),
    );
    // A course is known by its units.
    for (const { kind, sourcedId, parent } of all) {
      if (kind === 'unit' && parent && severalPlaces.has(uuidOf(sourcedId)))
        severalPlaces.add(parent);
    }
    return { rev, severalPlaces, classified: classify(before, nodes) };
  });
}

/** How often each thing was found, such as `lesson renamed` and `unit re-minted, certain`. */
function tally(steps: readonly Step[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind, allowed: fine, refused, pairing } of steps.flatMap(
    ({ classified }) => classified,
  )) {
    const certain = refused === 're-minted' && pairing?.certain ? ', certain' : '';
    for (const what of refused ? [`${refused}${certain}`] : fine) {
      counts[`${kind} ${what}`] = (counts[`${kind} ${what}`] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * Of a uuid in several places the first one has it here, and the next one has `uuid@2`. If a further
 * place comes or goes, such an id is at another node by that, and is told to be: the replay, which
 * follows each place, has no such case.
 */
function standsOnce(step: Step, id: string | undefined): boolean {
  return id === undefined || !step.severalPlaces.has(uuidOf(id));
}

/** How many lessons lost their ids, and how often each thing is found, with keys of lessons and without. */
const histories = [
  {
    history: ownHistory,
    lost: 20,
    withKeys: own(),
    without: own(),
  },
  {
    history: realHistory,
    lost: 13,
    // With paths four copies of an id, and four that went again, are told to be handed on.
    withKeys: { 'lesson added': 223, 'lesson vanished': 119, ...real() },
    without: { 'lesson added': 226, 'lesson vanished': 122, ...real() },
  },
].flatMap(({ history, ...expected }) => (history ? [{ ...expected, history, ...history }] : []));

function own() {
  return {
    'lesson added': 11,
    'lesson moved': 9,
    'lesson vanished': 9,
    // One was removed in the revision that added another of its kind: that is asked, and not certain.
    'lesson re-minted': 1,
    'lesson re-minted, certain': 20,
  };
}

function real() {
  return {
    'lesson renamed': 111,
    'lesson moved': 142,
    'lesson re-minted': 3,
    'lesson re-minted, certain': 18,
  };
}

describe.each(histories)('$name', ({ history, lost: count, withKeys, without }) => {
  describe.each([
    { how: 'lessons with their path in another repository', keys: true, found: withKeys },
    { how: 'titles and descriptions only', keys: false, found: without },
  ])('$how', ({ keys, found }) => {
    const steps = replay(history, keys);
    const lost = lostIn(history);

    test('every id that a lesson lost is reported, with the id it has now', () => {
      const missed = lost.filter(
        ({ rev, old_uuid, new_uuid }) =>
          !steps
            .filter((step) => step.rev === rev)
            .flatMap(({ classified }) => classified)
            .some(
              ({ refused, was, now }) =>
                refused === 're-minted' &&
                uuidOf(was?.sourcedId ?? '') === old_uuid &&
                uuidOf(now?.sourcedId ?? '') === new_uuid,
            ),
      );
      expect(lost).toHaveLength(count);
      expect(missed).toEqual([]);
    });

    test('no id that stayed is refused: renames, moves, orders and edits are fine', () => {
      const refused = steps.flatMap((step) =>
        step.classified
          .filter(
            ({ sourcedId, now }) => standsOnce(step, sourcedId) && standsOnce(step, now?.sourcedId),
          )
          .flatMap(({ refused }) => refused ?? []),
      );
      expect(new Set(refused)).toEqual(new Set(['re-minted', 'vanished']));
    });

    test('nothing else is warned of', () => {
      const doubts = steps.flatMap((step) =>
        step.classified.filter(
          ({ possibleMove: doubt, sourcedId }) => doubt && standsOnce(step, sourcedId),
        ),
      );
      expect(doubts).toEqual([]);
    });

    test('the table', () => {
      const counts = tally(steps);
      expect(counts).toMatchObject(found);
    });
  });
});

function lostIn({ events }: History) {
  const kinds = ['uuid_changes.fresh', 'rename_lost_uuid'];
  return events.filter(({ kind }) => kinds.includes(kind));
}
