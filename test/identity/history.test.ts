// Replays a real edit history: shared/corpora/README.md says where it comes from.
import { describe, expect, test } from 'vitest';
import type { Classified } from '../../src/identity/classified.ts';
import { classify } from '../../src/identity/classify.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { hasHistory, readEvents, readHistory, snapshotOf, uuidOf } from './history.ts';

interface Step {
  readonly rev: string;
  /** The uuids that stand in several places in this revision or in the one before, and courses of such. */
  readonly severalPlaces: ReadonlySet<string>;
  readonly classified: readonly Classified[];
}

function replay(withKeys: boolean): readonly Step[] {
  const states = readHistory().map((revision) => ({
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
  for (const { kind, fine, refused, pairing } of steps.flatMap(({ classified }) => classified)) {
    const certain = refused === 're-minted' && pairing?.certain ? ', certain' : '';
    for (const what of refused ? [`${refused}${certain}`] : fine) {
      counts[`${kind} ${what}`] = (counts[`${kind} ${what}`] ?? 0) + 1;
    }
  }
  return counts;
}

/**
 * Of a uuid in several places the first one has it here, and the next one has `uuid@2`. Where a further
 * place comes or goes, such an id is at another node by that, and is told to be: the replay, which
 * follows each place, has no such case.
 */
function standsOnce(step: Step, id: string | undefined): boolean {
  return id === undefined || !step.severalPlaces.has(uuidOf(id));
}

describe.skipIf(!hasHistory)('150 real revisions (skipped without ../shared)', () => {
  describe.each([
    // With paths four copies of an id, and four that went again, are told to be handed on.
    {
      name: 'lessons with their path in another repository',
      withKeys: true,
      added: 223,
      vanished: 119,
    },
    { name: 'titles and descriptions only', withKeys: false, added: 226, vanished: 122 },
  ])('$name', ({ withKeys, added, vanished }) => {
    const steps = hasHistory ? replay(withKeys) : [];
    const lost = readLost();

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
      expect(lost).toHaveLength(13);
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
        step.classified.filter(({ doubt, sourcedId }) => doubt && standsOnce(step, sourcedId)),
      );
      expect(doubts).toEqual([]);
    });

    test('the table', () => {
      const counts = tally(steps);
      expect(counts).toMatchObject({
        'lesson renamed': 111,
        'lesson moved': 142,
        'lesson added': added,
        'lesson vanished': vanished,
        'lesson re-minted': 3,
        'lesson re-minted, certain': 18,
      });
    });
  });
});

function readLost() {
  const kinds = ['uuid_changes.fresh', 'rename_lost_uuid'];
  return hasHistory ? readEvents().filter(({ kind }) => kinds.includes(kind)) : [];
}
