import { shellWord } from './shell-word.ts';

// Commands about ids for sentences and shells. An id comes from outside and may hold `;` or `$(`,
// so each is quoted as one word.

/** Most ids in one command. The next check names the rest. */
const mostInCommand = 20;

function command(name: string, ids: readonly string[], options: string): string {
  const words = ids.slice(0, mostInCommand).map(shellWord).join(' ');
  return `\`timeback-catalog ${name} ${words} ${options}\``;
}

/** The command that retires ids. */
export function retiring(ids: readonly string[]): string {
  return command('retire', ids, '--reason "…"');
}

/**
 * The command that takes ids out of the ledger. `witness`: the option that names who confirms it.
 */
export function forgetting(ids: readonly string[], witness: string): string {
  return command('retire', ids, `--never-published ${witness}`);
}

/** The command that makes a retired id live again. `witness` as for `forgetting`. */
export function reviving(sourcedId: string, witness: string): string {
  return command('retire --undo', [sourcedId], witness);
}

/** The command that hands ids over to another catalog. */
export function releasing(ids: readonly string[], to = 'NAME'): string {
  return command('release', ids, `--to ${shellWord(to)}`);
}

/** The command that takes ids over from another catalog. */
export function taking(ids: readonly string[], from = 'NAME'): string {
  return command('take', ids, `--from ${shellWord(from)}`);
}

/** The command that confirms an intended change of ids. */
export function confirmation(sourcedId: string, replaced: string): string {
  return command('confirm', [sourcedId], `--replaces ${shellWord(replaced)} --reason "…"`);
}
