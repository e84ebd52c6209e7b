// Commands about ids, for sentences and shells. An id comes from outside. It may hold `;` or `$(`, so each
// is quoted as one word; and it may begin with a dash, so it is never among the options.

import { addressOf, type Entity, type IdKey, nodeKey, nodeKeysOf } from './node.ts';

/** Some nodes by their keys, as in manifests or a ledger. */
interface Keys {
  readonly has: (key: IdKey) => boolean;
}

/**
 * The word for a node in a command: its id, or its address if the id alone does not mean one node of
 * `known`, because two kinds share it or because nothing there has it.
 */
export function nodeWord(
  node: Pick<Entity, 'kind' | 'sourcedId'>,
  ...known: readonly (Keys | undefined)[]
): string {
  const { kind, sourcedId } = node;
  const [first, ...others] = nodeKeysOf(sourcedId).filter((key) =>
    known.some((one) => one?.has(key)),
  );
  const isOne = first === nodeKey(node) && others.length === 0;
  return isOne ? sourcedId : addressOf(kind, sourcedId);
}

/** The most ids in one command of a sentence. The next check names the others. */
export const mostInSentence = 20;

function command(name: string, ids: readonly string[], options: string): string {
  const words = ids.map(shellWord).join(' ');
  const isLikeOption = ids.some((id) => id.startsWith('-'));
  const given = isLikeOption ? `${options} -- ${words}` : `${words} ${options}`;
  return `timeback-catalog ${name} ${given}`;
}

function inSentence(name: string, ids: readonly string[], options: string): string {
  return `\`${command(name, ids.slice(0, mostInSentence), options)}\``;
}

/** The command that retires ids, for a sentence; with all that is below them if `children` says so. */
export function retiring(ids: readonly string[], children = false): string {
  return inSentence('retire', ids, `${withChildren(children)}--reason "…"`);
}

function withChildren(children: boolean): string {
  return children ? '--children ' : '';
}

/**
 * The command that takes ids out of the ledger, for a sentence. `witness`: the option that names who
 * confirms it.
 */
export function forgetting(ids: readonly string[], witness: string): string {
  return inSentence('retire', ids, `--never-published ${witness}`);
}

/** The command that makes a retired id live again, for a sentence. `witness` as for `forgetting`. */
export function reviving(sourcedId: string, witness: string): string {
  return inSentence('retire --undo', [sourcedId], witness);
}

/** The command that releases ids to another catalog, for a sentence. */
export function releasing(ids: readonly string[], to = 'NAME', children = false): string {
  return inSentence('release', ids, `${withChildren(children)}${toCatalog(to)}`);
}

/** The command that releases all of the ids, as a line of its own. */
export function releaseCommand(ids: readonly string[], to: string): string {
  return command('release', ids, toCatalog(to));
}

function toCatalog(to: string): string {
  return `--to ${shellWord(to)}`;
}

/** The command that takes ids over from another catalog, for a sentence. */
export function taking(ids: readonly string[], from = 'NAME'): string {
  return inSentence('take', ids, `--from ${shellWord(from)}`);
}

/** The command that confirms an intended change of ids, for a sentence. */
export function confirmation(sourcedId: string, replaced: string): string {
  return inSentence('confirm', [sourcedId], `--replaces ${shellWord(replaced)} --reason "…"`);
}

/** Quotes a text as one word of a shell command that people copy. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The sentence about the nodes below a copied one, which have the ids of others too, without a full stop. */
export function copiesBelow(count: number): string {
  return count === 1 ? 'So has the node below it' : `So have the ${count} nodes below it`;
}

/** The cure that gives new ids to a copy. A dash stands before each first key of a list, which is often the id. */
export function mintIn(where: string): string {
  return `remove each sourcedId in ${where}, but no dash before it, and run \`timeback-catalog fmt\``;
}

/** The cure of a copied branch, if nothing tells which of the two is the copy. */
export const copyCure = `If one is a copy of the other, delete the copy. To publish both, ${mintIn('the copy')}.`;
