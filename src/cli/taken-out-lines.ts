import type { TakenOut } from '../features/retire/retire.ts';

/** What a command did with nodes: a line a file and a line a node, and how many there were. */
export function takenOutLines({ chosen, changed, deleted }: TakenOut, done: string): string[] {
  return [
    ...changed.map((file) => `changed ${file}`),
    ...deleted.map((file) => `deleted ${file}`),
    ...chosen.map(({ kind, sourcedId }) => `  ${kind}/${sourcedId}`),
    `${chosen.length} id${chosen.length === 1 ? '' : 's'} ${done}.`,
  ];
}
