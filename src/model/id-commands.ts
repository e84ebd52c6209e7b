import { shellWord } from './shell-word.ts';

// Commands about ids, to be read in a sentence and copied into a shell. An id is a text from outside: it
// may hold `;` or `$(`, so each is one word.

/** So many ids stand in one command. What is left is named by the next check. */
const mostInCommand = 20;

function command(name: string, ids: readonly string[], options: string): string {
  const words = ids.slice(0, mostInCommand).map(shellWord).join(' ');
  return `\`timeback-catalog ${name} ${words} ${options}\``;
}

/** Retires ids. */
export function retiring(ids: readonly string[]): string {
  return command('retire', ids, '--reason "…"');
}

/** Takes ids out of the ledger. `witness`: the option that names who has to say that it may be. */
export function forgetting(ids: readonly string[], witness: string): string {
  return command('retire', ids, `--never-published ${witness}`);
}

/** Makes a retired id live again. `witness` as for `forgetting`. */
export function reviving(sourcedId: string, witness: string): string {
  return command('retire --undo', [sourcedId], witness);
}

/** Hands ids over to another catalog. */
export function releasing(ids: readonly string[], to = 'NAME'): string {
  return command('release', ids, `--to ${shellWord(to)}`);
}

/** Takes ids over from another catalog. */
export function taking(ids: readonly string[], from = 'NAME'): string {
  return command('take', ids, `--from ${shellWord(from)}`);
}

/** Says that a change of ids was meant. */
export function confirmation(sourcedId: string, replaced: string): string {
  return command('confirm', [sourcedId], `--replaces ${shellWord(replaced)} --reason "…"`);
}
