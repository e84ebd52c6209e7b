import { type Entry, entriesOf } from './entry.ts';
import type { DuplicateSpan, GroundTruth, IdentityEvent } from './ground-truth.ts';
import type { Revision } from './history.ts';
import { isUuid, valueType } from './value.ts';

/**
 * What happened to the identities of lessons, found in the texts of a history that nobody else counted. A
 * lesson is recognised by its key within its course, and by nothing that the tool under test would say.
 */
export function truthOf(revisions: readonly Revision[]): GroundTruth {
  const events: IdentityEvent[] = [];
  const spans: DuplicateSpan[] = [];
  const seen = new Set<string>();
  let before = outlineOf(undefined);
  for (const revision of revisions) {
    const now = outlineOf(revision);
    const { rev } = revision;
    const isProper = properIn(now);
    const known = { before, now, seen, isProper };
    events.push(...changes(known).map((event) => ({ ...event, rev })));
    events.push(...firstUses(known).map((event) => ({ ...event, rev })));
    spans.push(...newDuplicates(before, now).map((span) => ({ ...span, from_rev: rev })));
    for (const uuid of now.byUuid.keys()) seen.add(uuid);
    before = now;
  }
  return { events, dup_uuid_spans: spans };
}

/** The lessons of a revision that have a value in the place of their identity. */
interface Outline {
  readonly lessons: readonly Lesson[];
  readonly byUuid: ReadonlyMap<string, readonly Lesson[]>;
  readonly byPlace: ReadonlyMap<string, readonly Lesson[]>;
}

interface Lesson {
  readonly course: string;
  readonly key: string;
  readonly title: string;
  readonly uuid: string;
}

type Change = Omit<IdentityEvent, 'rev'>;

interface Known {
  readonly before: Outline;
  readonly now: Outline;
  readonly seen: ReadonlySet<string>;
  readonly isProper: (uuid: string) => boolean;
}

function outlineOf(revision: Revision | undefined): Outline {
  const entries = revision ? entriesOf(revision) : [];
  const lessons = entries.flatMap(lessonOf);
  return {
    lessons,
    byUuid: Map.groupBy(lessons, ({ uuid }) => uuid),
    byPlace: Map.groupBy(lessons, placeOf),
  };
}

function lessonOf({ kind, written, course }: Entry): Lesson[] {
  const { uuid, key, title } = written;
  if (kind !== 'lesson' || uuid === undefined || !course) return [];
  return [{ course: course.written.uuid ?? course.written.key, key, title, uuid }];
}

const placeOf = ({ course, key }: Lesson) => JSON.stringify([course, key]);

/**
 * Which values are proper identities. If most authors write UUIDs, everything else is a slip; otherwise only
 * values that can be no identity are.
 */
function properIn({ byUuid }: Outline): (uuid: string) => boolean {
  const values = [...byUuid.keys()];
  const mostly = values.filter(isUuid).length * 2 > values.length;
  return mostly ? isUuid : (uuid) => valueType(uuid) !== 'placeholder';
}

/** Lessons with another value under their former key, or under their title if the key is gone. */
function changes(known: Known): Change[] {
  const { before, now } = known;
  const replaced = [...now.byPlace].flatMap(([place, here]) => {
    const olds = others(before.byPlace.get(place) ?? [], here);
    const news = others(here, before.byPlace.get(place) ?? []);
    return news.flatMap((lesson, index): Change[] => {
      const old = olds[index];
      const kind = old && kindOf(old.uuid, lesson.uuid, known);
      return old && kind ? [changed(kind, old, lesson)] : [];
    });
  });
  return [...once(replaced), ...renamed(known), ...resurrected(known)];
}

function others(lessons: readonly Lesson[], known: readonly Lesson[]): readonly Lesson[] {
  const uuids = new Set(known.map(({ uuid }) => uuid));
  return lessons.filter(({ uuid }) => !uuids.has(uuid));
}

function changed(kind: string, old: Lesson, { course, key, uuid }: Lesson): Change {
  return { kind, course, key, old_uuid: old.uuid, new_uuid: uuid };
}

/** The changes with a lesson in several courses counted once. */
function once(all: readonly Change[]): Change[] {
  const name = ({ kind, key, old_uuid, new_uuid, course }: Change) =>
    JSON.stringify([kind, key, old_uuid, new_uuid, old_uuid === undefined ? course : '']);
  return [...new Map(all.map((each) => [name(each), each])).values()];
}

function kindOf(old: string, next: string, known: Known): string | undefined {
  const { before, now, seen, isProper } = known;
  if (!isProper(next)) return 'uuid_changes.to_malformed';
  if (!isProper(old)) return 'uuid_changes.from_malformed';
  const wasAt = before.byUuid.get(next);
  if (wasAt) {
    // If the value is still at its own lesson too, it is a copy, which the spans of duplicates cover.
    if (wasAt.some((each) => has(now, each))) return undefined;
    const isBack = wasAt.some((each) =>
      now.byPlace.get(placeOf(each))?.some(({ uuid }) => uuid === old),
    );
    return isBack ? 'uuid_changes.swapped' : 'uuid_changes.handed_on';
  }
  if (seen.has(next)) return 'uuid_changes.restored';
  if (!now.byUuid.has(old)) return 'uuid_changes.fresh';
  const wasTwice = new Set(before.byUuid.get(old)?.map(({ key }) => key)).size > 1;
  return wasTwice ? 'uuid_changes.from_duplicate' : 'uuid_changes.handed_on';
}

function has({ byUuid }: Outline, lesson: Lesson): boolean {
  return (byUuid.get(lesson.uuid) ?? []).some((each) => placeOf(each) === placeOf(lesson));
}

/** Lessons with a new key, the same title in one course, and a value never seen before. */
function renamed({ before, now, seen, isProper }: Known): Change[] {
  const isNew = (lesson: Lesson, outline: Outline) => !outline.byPlace.has(placeOf(lesson));
  const gone = before.lessons.filter((each) => isNew(each, now) && !now.byUuid.has(each.uuid));
  const fresh = now.lessons.filter((each) => isNew(each, before) && !seen.has(each.uuid));
  return once(
    fresh.flatMap((lesson): Change[] => {
      const isSame = ({ course, title }: Lesson) =>
        course === lesson.course && title === lesson.title;
      const [old, ...rivals] = gone.filter(isSame);
      if (!old || rivals.length > 0 || fresh.filter(isSame).length > 1) return [];
      if (valueType(old.uuid) === 'placeholder' || !isProper(lesson.uuid)) return [];
      return [changed('rename_lost_uuid', old, lesson)];
    }),
  );
}

/** Values that had disappeared and are at a new lesson now. */
function resurrected({ before, now, seen, isProper }: Known): Change[] {
  return [...now.byUuid].flatMap(([uuid, [lesson]]): Change[] => {
    const isBack = seen.has(uuid) && !before.byUuid.has(uuid) && isProper(uuid);
    if (!lesson || !isBack || before.byPlace.has(placeOf(lesson))) return [];
    const { course, key } = lesson;
    return [{ kind: 'resurrected', course, key, new_uuid: uuid }];
  });
}

function firstUses({ now, seen, isProper }: Known): Change[] {
  return [...now.byUuid].flatMap(([uuid, [lesson]]): Change[] =>
    lesson && !seen.has(uuid) && !isProper(uuid)
      ? [{ kind: 'odd_uuid', uuid, key: lesson.key }]
      : [],
  );
}

/** Values that have two keys or more now and did not before. */
function newDuplicates(before: Outline, now: Outline): Omit<DuplicateSpan, 'from_rev'>[] {
  return [...now.byUuid].flatMap(([uuid, lessons]) => {
    const keys = keysOf(lessons);
    const wasOne = keysOf(before.byUuid.get(uuid) ?? []).length < 2;
    return keys.length > 1 && wasOne ? [{ uuid, keys }] : [];
  });
}

function keysOf(lessons: readonly Lesson[]): readonly string[] {
  return [...new Set(lessons.map(({ key }) => key))];
}
