import { quoted } from '../document/wording.ts';
import { shellWord } from '../model/shell-word.ts';
import type { SnapshotNode } from '../model/snapshot.ts';
import type { Span } from '../model/span.ts';

/** A node as the subject of a sentence: `lesson "Fractions"`. */
export function named({ kind, title }: SnapshotNode): string {
  return `${kind} ${quoted(title)}`;
}

/** `catalog/a.yaml:12` */
export function placeOf({ file, start }: Span): string {
  return `${file}:${start.line}`;
}

/** The command that gives back what is certain. */
export function fix({ baseName = 'REF' }: { readonly baseName?: string }): string {
  return `\`timeback-catalog check --base ${shellWord(baseName)} --fix\``;
}

/** The command that says that a change of ids was meant. */
export function confirmation(sourcedId: string, replaced: string): string {
  return `\`timeback-catalog confirm ${shellWord(sourcedId)} --replaces ${shellWord(replaced)} --reason "…"\``;
}

/** So many places are named in one message; the rest is counted. */
const most = 3;

/** The first few nodes with their ids and places: `les-1 (catalog/a.yaml:3), les-2 (…) and 7 more`. */
export function listed(nodes: readonly SnapshotNode[]): string {
  const first = nodes.slice(0, most).map(({ sourcedId, span }) =>
    // What goes by another name for now has no id to be shown.
    sourcedId.includes(' ') ? placeOf(span) : `${sourcedId} (${placeOf(span)})`,
  );
  const rest = nodes.length - first.length;
  return rest > 0 ? `${first.join(', ')} and ${rest} more` : first.join(', ');
}

/** So many ids stand in one command. What is left is named by the next check. */
const mostInCommand = 20;

/** The command that retires ids, to be read in a sentence. */
export function retiring(ids: readonly string[]): string {
  return `\`timeback-catalog retire ${idsInCommand(ids)} --reason "…"\``;
}

/** The command that takes ids out of the ledger. `witness`: who has to say that it may be. */
export function forgetting(ids: readonly string[], witness: string): string {
  return `\`timeback-catalog retire ${idsInCommand(ids)} --never-published ${witness}\``;
}

function idsInCommand(ids: readonly string[]): string {
  return ids.slice(0, mostInCommand).join(' ');
}
