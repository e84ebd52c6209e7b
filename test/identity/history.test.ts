// Replays a real edit history: shared/corpora/README.md says where it comes from.
import { describe, expect, test } from 'vitest';
import type { Classified } from '../../src/identity/classified.ts';
import { classify } from '../../src/identity/classify.ts';
import { hasHistory, readEvents, readHistory, snapshotOf, uuidOf } from './history.ts';

interface Step {
  readonly rev: string;
  readonly classified: readonly Classified[];
}

function replay(withKeys: boolean): readonly Step[] {
  const states = readHistory().map((revision) => ({
    rev: revision.rev,
    nodes: snapshotOf(revision, { withKeys }),
  }));
  return states.slice(1).map(({ rev, nodes }, index) => ({
    rev,
    classified: classify(states[index]?.nodes ?? new Map(), nodes),
  }));
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

/** The one revision whose base has one id on two lessons by accident; it could not be published. */
const afterCopiedIds = '8287a58ea30cfd1d5c3de70648eb24cb4e5aacbb';

describe.skipIf(!hasHistory)('150 real revisions (skipped without ../shared)', () => {
  describe.each([
    { name: 'lessons with their path in another repository', withKeys: true },
    { name: 'titles and descriptions only', withKeys: false },
  ])('$name', ({ withKeys }) => {
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
      const refused = steps
        .filter(({ rev }) => rev !== afterCopiedIds)
        .flatMap(({ classified }) => classified)
        .filter(({ refused }) => refused !== undefined)
        .map(({ refused }) => refused);
      expect(new Set(refused)).toEqual(new Set(['re-minted', 'vanished']));
    });

    test('the table', () => {
      const counts = tally(steps);
      expect(counts).toMatchObject({
        'lesson renamed': 111,
        'lesson moved': 142,
        'lesson added': 227,
        'lesson vanished': 122,
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
