import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readGroundTruth } from '../../scripts/replay/ground-truth.ts';
import {
  type Course,
  type Lesson,
  type Revision,
  readHistory as read,
  type Unit,
} from '../../scripts/replay/history.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';
import { course, lesson, type Outline, snapshot, unit } from './node.ts';

const folder = join(import.meta.dirname, '../../../shared/corpora');
const historyFile = join(folder, 'odin-project-history.jsonl.gz');
const eventsFile = join(folder, 'odin-project-history.events.json');

export const hasHistory = existsSync(historyFile) && existsSync(eventsFile);

export const readHistory = () => read(historyFile);

export const readEvents = () => readGroundTruth(historyFile)?.events ?? [];

/**
 * A revision as a snapshot. What stands in several places gets one id per placement: the first keeps
 * its uuid, the others are `uuid@2`, `uuid@3` … in the authors' order, so that a lesson that goes to
 * another course is moved. A placeholder is no id: such nodes are left out with all that is in
 * them, as `check` refuses them before identity is looked at.
 */
export function snapshotOf(
  { courses }: Omit<Revision, 'date' | 'message_subject'>,
  options: { readonly withKeys: boolean },
): Snapshot {
  const placements = new Map<string, number>();
  const claim = (uuid: string): string => {
    const count = (placements.get(uuid) ?? 0) + 1;
    placements.set(uuid, count);
    return count === 1 ? uuid : `${uuid}@${count}`;
  };
  const keyed = (key: string) => (options.withKeys ? { metadata: { key } } : {});
  const lessonOf = ({ uuid, key, title, description }: Lesson): Outline[] => {
    const text = description ? { description } : {};
    return isUsable(uuid) ? [lesson(claim(uuid), title, { ...text, ...keyed(key) })] : [];
  };
  const unitOf = ({ uuid, key, title, lessons }: Unit): Outline[] =>
    isUsable(uuid) ? [unit(claim(uuid), title, keyed(key), lessons.flatMap(lessonOf))] : [];
  const courseOf = ({ uuid, key, title, units }: Course): Outline[] =>
    isUsable(uuid) ? [course(claim(uuid), title, keyed(key), units.flatMap(unitOf))] : [];
  return snapshot(courses.flatMap(courseOf));
}

/** The uuid of a placement. */
export function uuidOf(id: string): string {
  return id.replace(/@\d+$/, '');
}

function isUsable(uuid: string | undefined): uuid is string {
  return uuid !== undefined && sourcedIdFault(uuid) === undefined;
}
