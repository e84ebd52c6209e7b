import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerPlace } from '../config/ledger-place.ts';
import { configNames } from '../files/config-file.ts';
import { writeBelow } from '../files/write.ts';
import { addFacts } from '../identity/ledger-edit.ts';
import { liveFact } from '../identity/ledger-line.ts';
import { fileNameOf } from '../manifest/file-name.ts';
import { idsOf } from '../manifest/ids.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { courseManifest, type NewCourse, newConfig } from './scaffold.ts';
import { surroundings } from './surroundings.ts';
import type { World } from './world.ts';

export interface InitOptions {
  /** The first course; absent: none, and a catalog that is there gets what it lacks around it. */
  readonly course?: NewCourse;
  /** The org of every course that names none. */
  readonly org: string;
  /** Whether to write the workflows for GitHub. */
  readonly workflows: boolean;
}

export interface InitResult {
  /** Written files, relative to the folder. */
  readonly written: readonly string[];
  /** Files that were there and got lines more. */
  readonly extended: readonly string[];
  /** Files that were there already and stayed as they were. */
  readonly kept: readonly string[];
  /** Workflows were asked for where GitHub does not look for them, and not written. */
  readonly isBelowTop: boolean;
}

/**
 * Starts a catalog in a folder: a config, a first course, its ids in the ledger, and what stands
 * around them for editors, git and GitHub. Never overwrites a file.
 */
export function init(
  { course, org, workflows }: InitOptions,
  { cwd, uuid, packageFolder }: Pick<World, 'cwd' | 'uuid' | 'packageFolder'>,
): Checked<InitResult> {
  const isThere = (file: string) =>
    lstatSync(join(cwd, file), { throwIfNoEntry: false }) !== undefined;
  const there = configNames.find(isThere);
  if (there && course) {
    const already = problem('usage/wrong', {
      detail: `${cwd} already holds a catalog (${there}).`,
      hint: 'Add a course with `timeback-catalog new course`, or what is missing around the catalog with `init --no-course`.',
    });
    return { ok: false, problems: [already] };
  }
  const own = new Map([
    ...(there ? [] : [[configNames[0], newConfig(org)] as const]),
    ...(course ? firstCourse(course, uuid) : []),
  ]);
  const around = surroundings({ cwd, packageFolder, workflows });
  const kept = [...(there ? [there] : []), ...[...own.keys()].filter(isThere), ...around.kept];
  const files = [...[...own].filter(([file]) => !isThere(file)), ...around.files];
  for (const [file, text] of files) writeBelow(cwd, file, text);
  const { extended, isBelowTop } = around;
  const written = files.map(([file]) => file).filter((file) => !extended.includes(file));
  return checked({ written, extended, kept, isBelowTop }, []);
}

function firstCourse(course: NewCourse, uuid: () => string): (readonly [string, string])[] {
  const file = `catalog/${fileNameOf(course.title, 'course')}.yaml`;
  const text = courseManifest(course, uuid);
  const ids = idsOf([{ file, bytes: new TextEncoder().encode(text) }]);
  const facts = ids.map(liveFact);
  return [
    [file, text],
    ...addFacts(new Map(), facts, { form: 'file', file: ledgerPlace(undefined).file }),
  ];
}
