import type { OutlineImportResult } from '../commands/import-into.ts';
import type { ImportResult } from '../commands/import-write.ts';
import { quoted } from '../document/wording.ts';
import type { LeftOut } from '../import/imported.ts';
import type { NodeChange } from '../import/merge.ts';
import { type Column, targetText } from '../import/table/columns.ts';
import { kinds, plural } from '../model/kind.ts';
import { fileLines } from './written-files.ts';

/** So many of one sort are named; of the others the number is told. */
const named = 5;

/** What an import did, or would do, in lines. */
export function importReport(
  { written, changed, changes, retired, leftOut, nodes }: ImportResult,
  dryRun: boolean,
): string[] {
  const would = dryRun ? 'would write' : 'wrote';
  const change = dryRun ? 'would change' : 'changed';
  const count = (what: NodeChange['what']) => changes.filter((one) => one.what === what);
  return [
    ...fileLines(would, written),
    ...fileLines(change, changed),
    ...(count('added').length > 0 ? [`New: ${tally(count('added'))}.`] : []),
    ...listed('Edited', count('edited'), ({ fields }) => ` (${fields.join(', ')})`),
    ...listed('Moved', count('moved')),
    ...listed('In another place in the source, but a file of its own here', count('not-moved')),
    ...(retired > 0 ? [`Retired in the ledger: ${retired}.`] : []),
    ...leftOutLines(leftOut),
    ...(written.length + changed.length === 0 ? [nothing(nodes)] : []),
  ];
}

function nothing(nodes: number): string {
  return nodes === 0
    ? 'Nothing could be taken in.'
    : `Nothing to do: the manifests hold all ${nodes} nodes already.`;
}

function tally(changes: readonly NodeChange[]): string {
  const counts = kinds.flatMap((kind) => {
    const count = changes.filter((one) => one.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? kind : plural[kind]}`];
  });
  return counts.join(', ');
}

function listed(
  heading: string,
  changes: readonly NodeChange[],
  more: (change: NodeChange) => string = () => '',
): string[] {
  if (changes.length === 0) return [];
  const lines = changes
    .slice(0, named)
    .map((one) => `  ${one.kind} ${quoted(one.title)}${more(one)}  ${one.file}  ${one.sourcedId}`);
  return [`${heading}: ${tally(changes)}.`, ...lines, ...others(changes.length)];
}

/** Reasons first: what they hold for is often long. */
function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  const groups = Map.groupBy(leftOut, ({ why }) => why);
  const lines = [...groups].flatMap(([why, group]) => {
    const times = Map.groupBy(group, ({ what }) => what);
    const names = [...times].map(
      ([what, { length }]) => `    ${what}${length > 1 ? ` (${length})` : ''}`,
    );
    return [
      `  ${why}:`,
      ...names.slice(0, named),
      ...others(names.length).map((line) => `  ${line}`),
    ];
  });
  return ['Left out:', ...lines];
}

/** How the columns of a table were understood, so that a wrong guess is seen. */
export function columnLines(columns: readonly Column[]): string[] {
  return columns.map(({ name, target }) =>
    target
      ? `column ${quoted(name)} is ${targetText(target)}`
      : `column ${quoted(name)} is left out`,
  );
}

/** What stays although the source names it no more: an import never removes. */
export function goneLines(gone: OutlineImportResult['gone']): string[] {
  if (gone.length === 0) return [];
  return [
    'Not in the source any more, and left as they are (timeback-catalog retire ID takes one out):',
    ...gone
      .slice(0, named)
      .map(({ kind, title, sourcedId }) => `  ${kind} ${quoted(title)}  ${sourcedId}`),
    ...others(gone.length),
  ];
}

function others(count: number): string[] {
  return count > named ? [`  and ${count - named} more`] : [];
}
