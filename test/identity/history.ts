import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type IdentityEvent, readGroundTruth } from '../../scripts/replay/ground-truth.ts';
import {
  type Course,
  type Lesson,
  type Revision,
  readHistory,
  type Unit,
} from '../../scripts/replay/history.ts';
import { truthOf } from '../../scripts/replay/truth-of.ts';
import type { Snapshot } from '../../src/model/catalog.ts';
import { sourcedIdFault } from '../../src/model/sourced-id.ts';
import { type HistoryAccident, historyOf } from '../replay/random-history.ts';
import { course, lesson, type Outline, snapshot, unit } from './node.ts';

const folder = join(import.meta.dirname, '../../../shared/corpora');
const historyFile = join(folder, 'odin-project-history.jsonl.gz');
const isHere = existsSync(historyFile);

/** What happened to a catalog from revision to revision, and what a reader of it knows of lost ids. */
export interface History {
  readonly name: string;
  readonly revisions: readonly Revision[];
  readonly events: readonly IdentityEvent[];
}

const made: readonly HistoryAccident[] = ['fresh', 'renamed with a fresh one', 'removed'];

/** A history that every clone has: thirty revisions made up by a seed, in which each third id is lost. */
const ownRevisions = historyOf(Array.from({ length: 10 }, () => made).flat(), 20);
export const ownHistory: History = {
  name: 'made up by a seed',
  revisions: ownRevisions,
  events: truthOf(ownRevisions).events,
};

/** A real one, read if it lies beside the project; absent elsewhere. */
export const realHistory: History | undefined = isHere
  ? {
      name: '150 real revisions',
      revisions: readHistory(historyFile),
      events: readGroundTruth(historyFile)?.events ?? [],
    }
  : undefined;

if (!isHere)
  console.warn(`${historyFile} is not here: the history made up by a seed stands alone.`);

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
