import { resolve } from 'node:path';
import { type Checked, checked, type Problem, problem } from '../model/problem.ts';
import { gitPlace, isSame, notARepository } from './git-place.ts';
import { gitFailed, runGit } from './git-run.ts';

/** The hash that names objects in a repository. */
export type ObjectFormat = 'sha1' | 'sha256';

/** The repository that a folder belongs to. */
export interface Repository {
  /** The folder that it was opened for, absolute. */
  readonly folder: string;
  /** The way from the top of the work tree to the folder, with slashes; `''` is the top itself. */
  readonly prefix: string;
  /** Absolute path of the top of the work tree. */
  readonly top: string;
  readonly objectFormat: ObjectFormat;
}

const questions = ['--is-inside-work-tree', '--show-object-format', '--show-cdup', '--show-prefix'];

/** Finds the repository around a folder; a linked work tree is as good as the first one. */
export function openRepository(folder: string): Checked<Repository> {
  const place = gitPlace(folder);
  if (!place.ok) return place;
  const run = runGit(['rev-parse', ...questions], { folder });
  if (!run.ok) return run;
  const { status, stdout, stderr } = run.value;
  const [isInside, objectFormat, up = '', ...prefix] = stdout.toString().split('\n');
  if (isInside === 'false' || stderr.includes('not a git repository')) {
    return { ok: false, problems: [notARepository(folder)] };
  }
  if (status !== 0) return { ok: false, problems: [gitFailed(run.value)] };
  const { folder: real, top } = place.value;
  // What was found here is what git was led to.
  if (!isSame(resolve(real, up), top)) return { ok: false, problems: [elsewhere(top, up)] };
  const repository: Repository = {
    folder,
    // The prefix comes last because the name of a folder may hold a line break.
    prefix: prefix.join('\n').replace(/\/?\n$/, ''),
    top,
    objectFormat: objectFormat === 'sha256' ? 'sha256' : 'sha1',
  };
  return checked(repository, []);
}

function elsewhere(top: string, found: string): Problem {
  return problem('git/unsafe-repository', {
    detail: `The files are in ${top}, and git is led to another work tree, ${JSON.stringify(found)}.`,
    hint: 'Clone the repository again, and run the command in the clone.',
  });
}
