import { shellWord } from './shell-word.ts';

// Commands about ids, to be copied into a shell. An id is a text from outside: it may hold `;` or `$(`, so
// each is one word; and it may begin with a dash, so it never stands where the program reads an option.

/** So many ids stand in one command of a sentence. What is left is named by the next check. */
const mostInSentence = 20;

function command(name: string, ids: readonly string[], options: string): string {
  const words = ids.map(shellWord).join(' ');
  const isLikeOption = ids.some((id) => id.startsWith('-'));
  const given = isLikeOption ? `${options} -- ${words}` : `${words} ${options}`;
  return `timeback-catalog ${name} ${given}`;
}

function inSentence(name: string, ids: readonly string[], options: string): string {
  return `\`${command(name, ids.slice(0, mostInSentence), options)}\``;
}

/** Retires ids. */
export function retiring(ids: readonly string[]): string {
  return inSentence('retire', ids, '--reason "…"');
}

/** Takes ids out of the ledger. `witness`: the option that names who has to say that it may be. */
export function forgetting(ids: readonly string[], witness: string): string {
  return inSentence('retire', ids, `--never-published ${witness}`);
}

/** Makes a retired id live again. `witness` as for `forgetting`. */
export function reviving(sourcedId: string, witness: string): string {
  return inSentence('retire --undo', [sourcedId], witness);
}

/** Hands ids over to another catalog. */
export function releasing(ids: readonly string[], to = 'NAME'): string {
  return inSentence('release', ids, toCatalog(to));
}

/** The same for all of the ids, as a line of its own. */
export function releaseCommand(ids: readonly string[], to: string): string {
  return command('release', ids, toCatalog(to));
}

function toCatalog(to: string): string {
  return `--to ${shellWord(to)}`;
}

/** Takes ids over from another catalog. */
export function taking(ids: readonly string[], from = 'NAME'): string {
  return inSentence('take', ids, `--from ${shellWord(from)}`);
}

/** Says that a change of ids was meant. */
export function confirmation(sourcedId: string, replaced: string): string {
  return inSentence('confirm', [sourcedId], `--replaces ${shellWord(replaced)} --reason "…"`);
}
