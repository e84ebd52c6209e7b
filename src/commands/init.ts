import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configNames } from '../files/config-file.ts';
import { writeWhole } from '../files/write.ts';
import { addToLedger } from '../identity/ledger-edit.ts';
import { idsOf } from '../manifest/ids.ts';
import { type Checked, checked, problem } from '../model/problem.ts';
import { courseManifest, newConfig } from './scaffold.ts';
import type { World } from './world.ts';

export interface InitOptions {
  /** Title of the first course. */
  readonly title: string;
  readonly courseCode?: string;
  /** The org of every course that names none. */
  readonly org: string;
}

export interface InitResult {
  /** Written files, relative to the folder. */
  readonly written: readonly string[];
  /** Files that were there already and stayed as they were. */
  readonly kept: readonly string[];
}

/**
 * Starts a catalog in a folder: a config, a first course, its ids in the ledger, and the schemas
 * that editors complete from. Never overwrites a file.
 */
export function init(
  options: InitOptions,
  { cwd, uuid, packageFolder }: Pick<World, 'cwd' | 'uuid' | 'packageFolder'>,
): Checked<InitResult> {
  const there = configNames.find((name) => existsSync(join(cwd, name)));
  if (there) {
    const already = problem('usage/wrong', {
      detail: `${cwd} already holds a catalog (${there}).`,
      hint: 'Edit its manifests, or start another catalog in another folder.',
    });
    return { ok: false, problems: [already] };
  }
  const file = `catalog/${fileName(options.title)}.yaml`;
  const course = courseManifest(options, uuid);
  const ids = idsOf([{ file, bytes: new TextEncoder().encode(course) }]);
  const wanted = new Map<string, string>([
    [configNames[0], newConfig(options.org)],
    [file, course],
    ['catalog.ids', addToLedger(undefined, ids)],
    // Two branches that add ids at one place would otherwise conflict.
    ['.gitattributes', 'catalog.ids merge=union\n'],
    ...schemas(packageFolder),
  ]);
  const kept = [...wanted.keys()].filter((file) => existsSync(join(cwd, file)));
  const missing = [...wanted].filter(([file]) => !kept.includes(file));
  for (const [file, text] of missing) writeWhole(join(cwd, file), text);
  return checked({ written: missing.map(([file]) => file), kept }, []);
}

/** A copy in the catalog works for every author, with or without this tool installed. */
function schemas(packageFolder: string): (readonly [string, string])[] {
  const folder = join(packageFolder, 'schemas');
  return readdirSync(folder)
    .filter((name) => !/^(plan|plans|drift)\./.test(name))
    .map((name) => [`schemas/${name}`, readFileSync(join(folder, name), 'utf8')]);
}

/** A file name from a title: Latin letters and digits, or `course` where there are none. */
function fileName(title: string): string {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
    .slice(0, 60);
  return plain || 'course';
}
