import { fileLines } from '../../cli/output.ts';
import { quoteShort } from '../../document/place.ts';
import type { JsonObject } from '../../model/json.ts';
import { firstFew } from '../../model/text.ts';
import { count, kindCounts } from '../../text/words/wording.ts';
import type { Account } from './account.ts';
import type { HiddenNode } from './hidden.ts';
import type { LeftOut } from './imported.ts';
import type { OutlineImportResult } from './into.ts';
import type { NodeChange } from './merge.ts';
import type { ImportSdkConfigResult } from './sdk-config.ts';
import type { ImportOutlineResult } from './sources.ts';
import { targetText } from './tables/columns.ts';
import type { ImportResult } from './write-files.ts';

/** The most nodes of one sort that are named; the others are counted. */
const named = 5;

/** What an import did, or would do, in lines. */
export function importReport(
  { written, changed, changes, retired, leftOut, nodes, account, hidden = [] }: ImportResult,
  dryRun: boolean,
): string[] {
  const would = dryRun ? 'would write' : 'wrote';
  const change = dryRun ? 'would change' : 'changed';
  const added = changes.filter(({ what }) => what === 'added');
  return [
    ...fileLines(would, written),
    ...fileLines(change, changed),
    ...(added.length > 0 ? [`New: ${tally(added)}.`] : []),
    ...headings.flatMap(([what, heading]) =>
      listed(
        heading,
        changes.filter((one) => one.what === what),
      ),
    ),
    ...(retired > 0 ? [`Retired in the ledger: ${retired}.`] : []),
    ...hiddenLines(hidden),
    ...(account ? accountLines(account) : []),
    ...leftOutLines('Skipped:', leftOut),
    ...(written.length + changed.length === 0 ? [nothing(nodes)] : []),
  ];
}

const headings: readonly (readonly [NodeChange['what'], string])[] = [
  ['edited', 'Edited'],
  ['cleared', 'Cleared'],
  ['not-cleared', 'Empty in the source, and kept here (--clear removes it)'],
  ['moved', 'Moved'],
  ['not-moved', 'In another place in the source, but a file of its own here'],
];

function nothing(nodes: number): string {
  return nodes === 0
    ? 'Nothing could be imported.'
    : `Nothing to do: the manifests already have all ${nodes} nodes.`;
}

function tally(changes: readonly NodeChange[]): string {
  return kindCounts(changes.map(({ kind }) => kind)).join(', ');
}

function listed(heading: string, changes: readonly NodeChange[]): string[] {
  if (changes.length === 0) return [];
  const lines = changes.slice(0, named).map(({ kind, title, fields, file, sourcedId }) => {
    const those = fields.length > 0 ? ` (${fields.join(', ')})` : '';
    return `  ${kind} ${quoteShort(title)}${those}  ${file}  ${sourcedId}`;
  });
  return [`${heading}: ${tally(changes)}.`, ...lines, ...others(changes.length)];
}

/** The omitted parts by reason. The reason comes first, since the list is often long. */
export function leftOutLines(heading: string, leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  const lines = byReason(leftOut, (group) =>
    [...Map.groupBy(group, ({ what }) => what)].map(
      ([what, { length }]) => `${what}${length > 1 ? ` (${length})` : ''}`,
    ),
  );
  return [heading, ...lines];
}

function byReason<T extends { readonly why: string }>(
  all: readonly T[],
  namesOf: (group: readonly T[]) => readonly string[],
): string[] {
  return [...Map.groupBy(all, ({ why }) => why)].flatMap(([why, group]) => {
    const names = namesOf(group);
    const lines = [...names.slice(0, named).map((name) => `  ${name}`), ...others(names.length)];
    return [`  ${why}:`, ...lines.map((line) => `  ${line}`)];
  });
}

/** Nodes that are hidden in the source and visible after the import. */
function hiddenLines(hidden: readonly HiddenNode[]): string[] {
  if (hidden.length === 0) return [];
  const lines = byReason(hidden, (nodes) =>
    nodes.map(({ what, below }) => `${what}${below > 0 ? `, with ${below} below` : ''}`),
  );
  return ['Hidden in the source, but imported (`--hidden leave-out` skips them):', ...lines];
}

/** The sums of the account, and which items were merged. */
function accountLines({ sums, merged }: Account): string[] {
  // Titles that repeat in every row are not worth a line.
  const rows = merged.filter(({ sort }) => sort !== 'cells');
  const into = [...Map.groupBy(rows, (item) => item.into)].map(([name, items]) => {
    const all = items.map(({ what, at }) => `${what} at ${at}`);
    return `  into ${name}: ${firstFew(all, named)}`;
  });
  return [
    ...sums.map(
      (sum) =>
        `Of ${sum.total} ${sum.total === 1 ? sum.sort.replace(/s$/, '') : sum.sort}: ${sum.placed} imported, ${sum.merged} merged, ${sum.leftOut} skipped.`,
    ),
    ...(into.length > 0 ? ['Merged:', ...into.slice(0, named), ...others(into.length)] : []),
  ];
}

/** How the columns of a table were understood, so that wrong guesses are noticed. */
export function columnLines({
  columns = [],
  headAt,
}: Pick<ImportOutlineResult, 'columns' | 'headAt'>): string[] {
  const head = headAt === undefined ? [] : [`the column names are in ${headAt}`];
  // A column of an exported table has the name of its field, so it needs no line.
  const lines = columns
    .filter(({ name, target, numbers }) => numbers || !target || targetText(target) !== name)
    .map(({ name, target, numbers }) => {
      const field = target ? targetText(target) : 'skipped';
      return `column ${quoteShort(name)} is ${field}${numbers ? ', with decimal commas: 1,5 is 1.5' : ''}`;
    });
  return [...head, ...lines];
}

/** What an import kept because the catalog changed it since the export. */
export function keptLines({ kept }: Pick<ImportOutlineResult, 'kept'>): string[] {
  if (!kept) return [];
  const nouns = { cells: 'cell', moved: 'moved node', orders: 'order' } as const;
  const said = (['cells', 'moved', 'orders'] as const).flatMap((of) =>
    kept[of] > 0 ? [count(kept[of], nouns[of])] : [],
  );
  return [`Kept, because the catalog changed them since the export: ${said.join(', ')}.`];
}

export function environmentIdLines({
  environmentIds,
}: Pick<ImportSdkConfigResult, 'environmentIds'>): string[] {
  return environmentIds.map(
    ({ environment, address, sourcedId }) => `In ${environment}: ${address} is ${sourcedId} there.`,
  );
}

/** Nodes that stay although the source no longer names them: an import never removes nodes. */
export function goneLines(gone: OutlineImportResult['gone']): string[] {
  if (gone.length === 0) return [];
  return [
    'No longer in the source, and left unchanged (use timeback-catalog retire ID to remove one):',
    ...gone
      .slice(0, named)
      .map(({ kind, title, sourcedId }) => `  ${kind} ${quoteShort(title)}  ${sourcedId}`),
    ...others(gone.length),
  ];
}

function others(all: number): string[] {
  return all > named ? [`  and ${all - named} more`] : [];
}

/** The result of an import in its public form, described by schemas/import.schema.json. */
export function importToJson(
  result: ImportResult & Partial<ImportOutlineResult & ImportSdkConfigResult>,
  dryRun: boolean,
): JsonObject {
  const { account, columns, environmentIds, gone, hidden, kept } = result;
  return {
    dry_run: dryRun,
    ...(result.source !== undefined && { source: result.source }),
    written: result.written,
    changed: result.changed,
    nodes: result.nodes,
    retired: result.retired,
    changes: result.changes.map(({ what, kind, sourcedId, title, file, fields }) => ({
      ...{ what, type: kind, sourced_id: sourcedId, title, file, fields },
    })),
    ...(columns && {
      columns: columns.map(({ name, target, numbers }) => ({
        name,
        field: target ? targetText(target) : null,
        ...(numbers && { numbers }),
      })),
    }),
    ...(account && {
      account: account.sums.map(({ leftOut, ...sum }) => ({ ...sum, left_out: leftOut })),
      merged: account.merged.map(({ sort, what, at, into }) => ({ sort, what, at, into })),
    }),
    ...(kept && { kept_cells: kept.cells, kept_moves: kept.moved, kept_orders: kept.orders }),
    ...(hidden && { hidden: hidden.map(({ what, at, why, below }) => ({ what, at, why, below })) }),
    ...(environmentIds && {
      environment_ids: environmentIds.map(({ environment, address, sourcedId }) => ({
        ...{ environment, address, sourced_id: sourcedId },
      })),
    }),
    left_out: result.leftOut.map(({ what, why }) => ({ what, why })),
    ...(gone && {
      gone: gone.map(({ kind, sourcedId, title }) => ({
        ...{ type: kind, sourced_id: sourcedId, title },
      })),
    }),
  };
}
