import { type Checked, checked } from '../model/problem.ts';
import { gitOutput } from './git-run.ts';

/** A commit of a history. */
export interface LoggedCommit {
  readonly id: string;
  /** The commits before it that touched the same files. */
  readonly parents: readonly string[];
  readonly author: string;
  /** ISO 8601. */
  readonly date: string;
  readonly subject: string;
}

/** The content of commits as it is: no program of an attribute turns it into other text. */
const log = ['log', '--no-textconv', '--no-ext-diff', '--no-mailmap', '--no-show-signature'];

/** The files below a folder, but for some, that at any time of the history held a text. From the top. */
export function filesThatHeld(
  folder: string,
  text: string,
  except: readonly string[],
): Checked<readonly string[]> {
  const but = except.map((path) => `:(exclude)${path}`);
  const args = [...log, `-S${text}`, '--no-renames', '--format=', '--name-only', '-z'];
  const found = gitOutput([...args, '--', '.', ...but], { folder });
  if (!found.ok) return found;
  const names = found.value
    .toString()
    .split('\0')
    .map((name) => name.trim());
  return checked([...new Set(names)].filter(Boolean), []);
}

/** The commits up to HEAD that touched files, newest first; at most so many. */
export function commitsOf(
  folder: string,
  files: readonly string[],
  most: number,
): Checked<readonly LoggedCommit[]> {
  if (files.length === 0) return checked([], []);
  const format = '--format=%H%x00%P%x00%an%x00%aI%x00%s';
  const paths = files.map((file) => `:(top,literal)${file}`);
  const args = [...log, '--parents', `--max-count=${most}`, '-z', format, '--', ...paths];
  const found = gitOutput(args, { folder });
  if (!found.ok) return found;
  const fields = found.value.toString().split('\0');
  const commits: LoggedCommit[] = [];
  for (let at = 0; at + 4 < fields.length; at += 5) {
    const [id = '', parents = '', author = '', date = '', subject = ''] = fields.slice(at, at + 5);
    commits.push({ id, parents: parents.split(' ').filter(Boolean), author, date, subject });
  }
  return checked(commits, []);
}
