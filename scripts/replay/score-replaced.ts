import { hasUsableUuid } from './entry.ts';
import type { IdentityEvent } from './ground-truth.ts';
import { isAsAccepted, isRefused, placesOf } from './places.ts';
import { identities, type Reminted, remintedIn } from './reminted.ts';
import type { Step } from './replay.ts';
import { inWords, type Remark, type Row, type Scoring } from './row.ts';

/** The classes of replaced identities, by what stayed. */
const classes = [
  {
    name: 'another uuid under the same key',
    measure: 'uuid_changes.fresh',
    isMine: ({ lost, entry }: Reminted) =>
      hasUsableUuid(lost) && lost.written.key === entry.written.key,
  },
  {
    name: 'another key and another uuid, same title',
    measure: 'rename_lost_uuid',
    isMine: ({ lost, entry }: Reminted) =>
      hasUsableUuid(lost) && lost.written.key !== entry.written.key,
  },
  {
    name: 'the id given for a placeholder replaced',
    measure: 'uuid_changes.from_malformed',
    isMine: ({ lost }: Reminted) => !hasUsableUuid(lost),
  },
] as const;

/** Scores ids that were replaced by others while the node stayed. */
export const scoreReplaced: Scoring = (steps, truth) => {
  const pairs = steps.flatMap(remintedIn);
  const isKnown = (pair: Reminted) => truth.events.some((event) => isEvent(pair, event));
  return classes.map(({ name, measure, isMine }): Row => {
    const events = truth.events.filter(({ kind }) => kind === measure);
    const unknown = pairs.filter((pair) => isMine(pair) && !isKnown(pair));
    const missed = events.filter((event) => !isReported(event, pairs, steps));
    return {
      name,
      measure,
      truth: events.length,
      reported: events.length - missed.length,
      missed: missed.map(missedRemark),
      untrue: unknown.filter(isUnlikely).map(remark),
      further: unknown.filter((pair) => !isUnlikely(pair)).map(remark),
    };
  });
};

/**
 * Whether an event was reported. A value that another lesson had, or this one long ago, is refused under
 * another name.
 */
function isReported(
  event: IdentityEvent,
  pairs: readonly Reminted[],
  steps: readonly Step[],
): boolean {
  if (pairs.some((pair) => isEvent(pair, event))) return true;
  const places = placesOf(event, steps);
  return places.some(isAsAccepted) || (wasSeen(event, steps) && places.some(isRefused));
}

function wasSeen({ rev, new_uuid }: IdentityEvent, steps: readonly Step[]): boolean {
  const index = steps.findIndex(({ revision }) => revision.rev === rev);
  return steps
    .slice(0, index)
    .some(({ entries }) => entries.some(({ written }) => written.uuid === new_uuid));
}

function isEvent(pair: Reminted, { rev, old_uuid, new_uuid }: IdentityEvent): boolean {
  const [was, now] = identities(pair);
  const isLesson = pair.entry.kind === 'lesson';
  return isLesson && pair.rev === rev && was === old_uuid && now === new_uuid;
}

/**
 * Whether a lesson has another key and another title, so that the ground truth takes it for another lesson.
 */
function isUnlikely({ lost, entry }: Reminted): boolean {
  const isSame =
    lost.written.key === entry.written.key || lost.written.title === entry.written.title;
  return entry.kind === 'lesson' && !isSame;
}

function remark(pair: Reminted): Remark {
  const { rev, lost, entry } = pair;
  const was = lost.written.title === entry.written.title ? '' : ` was "${lost.written.title}" and`;
  const ids = identities(pair).map((uuid) => uuid ?? 'nothing');
  return { rev, text: `${inWords(entry)}${was} had ${ids.join(', has ')}` };
}

/** What a ground truth says about a lesson that nobody reported. */
export function missedRemark({ rev, key = '', old_uuid, new_uuid = '' }: IdentityEvent): Remark {
  const had = old_uuid === undefined ? '' : ` had ${old_uuid},`;
  return { rev, text: `lesson ${key}${had} has ${new_uuid}` };
}
