import { programFor } from '../files/find-program.ts';
import { gitPlace } from '../files/git-place.ts';
import { runOnTerminal } from '../files/git-run.ts';
import { isSwitchedOn } from '../run/world.ts';
import type { Terminal } from './terminal.ts';

/** Ends by itself if the text fits, leaves the text on the screen and shows colours. */
const flagsOfLess = 'FRX';

/** Fewer lines than this are no screen to turn pages on. */
const leastRows = 5;

/** What a pager needs of the environment. Credentials are no business of it. */
const passedOn = ['HOME', 'TERM', 'LANG', 'LC_ALL', 'LC_CTYPE', 'LINES', 'COLUMNS'];

/**
 * The words that start the pager for a text: those of `PAGER`, or `less`. Undefined if none is wanted,
 * if nobody is at a terminal to turn pages, and if the text fits on the screen.
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
 * Shows a text in a pager until it is closed; false if there is no such program in a trusted folder.
 * No shell reads the words.
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
    // Nothing is started from within it.
    LESSSECURE: '1',
  });
}
