import { programFor } from '../files/find-program.ts';
import { gitPlace } from '../files/git-place.ts';
import { runOnTerminal } from '../files/git-run.ts';
import { isSwitchedOn } from '../run/world.ts';
import type { Terminal } from './terminal.ts';

/** Options of less: end if the text fits, leave it on the screen, show colours. */
const flagsOfLess = 'FRX';

/** The fewest lines of a screen on which paging makes sense. */
const leastRows = 5;

/** The environment variables that the pager gets. Variables with credentials are not passed on. */
const passedOn = ['HOME', 'TERM', 'LANG', 'LC_ALL', 'LC_CTYPE', 'LINES', 'COLUMNS'];

/**
 * The command line of the pager for a text: the words of `PAGER`, or `less`. Undefined if none is wanted, if
 * nobody is at a terminal, or if the text fits on the screen.
 */
export function pagerFor(
  { stdin, stdout, env, platform }: Terminal,
  text: string,
): readonly string[] | undefined {
  const rows = 'rows' in stdout && typeof stdout.rows === 'number' ? stdout.rows : 0;
  if (!stdout.isTTY || !stdin.isTTY || rows < leastRows) return undefined;
  if (env['TERM'] === 'dumb' || isSwitchedOn(env['CI'])) return undefined;
  const words = (env['PAGER'] ?? (platform === 'win32' ? '' : 'less')).split(/\s+/).filter(Boolean);
  if (words.length === 0 || words[0] === 'cat') return undefined;
  return text.split('\n').length > rows ? words : undefined;
}

/**
 * Shows a text in a pager until it is closed; false if no trusted folder has the program. The words are not
 * passed through a shell.
 */
export function showInPager(
  [name = '', ...args]: readonly string[],
  text: string,
  { cwd, env }: { readonly cwd: string; readonly env: Terminal['env'] },
): boolean {
  const place = gitPlace(cwd);
  const path = programFor(name, place.ok ? place.value.top : cwd);
  if (path === undefined) return false;
  const given = passedOn.flatMap((one) => (env[one] === undefined ? [] : [[one, env[one]]]));
  return runOnTerminal([path, ...args], text, {
    ...Object.fromEntries(given),
    LESS: env['LESS'] ?? flagsOfLess,
    LESSCHARSET: env['LESSCHARSET'] ?? 'utf-8',
    // The user cannot start other programs from less.
    LESSSECURE: '1',
  });
}
