import type { ExplainedRow, PlatformFacts } from '../../model/drift.ts';
import { isSameJson } from '../../model/json.ts';
import { dialectTable } from '../../remote/dialects/open-dialect.ts';
import { forAuthors, questions } from './experiments.ts';

/** Why a row of the dialect table is not tried, if no experiment is about it. */
export function whyNotTried(row: string): string {
  if (row.startsWith('event.')) return 'a probe sends no events: `rehearse` does';
  if (row.startsWith('standard.'))
    return 'a probe asks for no standards: `check --standards-env` does';
  if (row.endsWith('.standards')) return 'that a key is kept does not say that it is read';
  if (row === 'componentResource.inUnit') return 'what students see, no request tells';
  if (row === 'componentResource.title')
    return 'what an app takes for the name of a lesson, no request tells';
  if (row === 'id.most') return 'ids are permanent: `--ids` creates long ones';
  return 'no experiment tells';
}

/** All rows: those of the dialect table, then the further questions, each with the assumed value. */
export function explain({
  platform,
  rows,
}: Pick<PlatformFacts, 'platform' | 'rows'>): readonly ExplainedRow[] {
  const table = dialectTable(platform.dialect === 'oneroster' ? 'oneroster' : 'partner');
  return rows.map((row): ExplainedRow => {
    const fact = Object.hasOwn(table, row.row) ? table[row.row] : undefined;
    if (fact) {
      const isOpen = fact.value === 'unknown' && row.value === 'whole';
      const differs =
        row.state === 'measured' && !isOpen && !isSameJson(row.value ?? null, fact.value);
      return { ...row, asks: fact.note, assumed: fact.value, differs, handled: 'config' };
    }
    const asks = questions[row.row] ?? row.row;
    const { state, value } = row;
    const authors = state === 'measured' ? forAuthors[row.row]?.[String(value)] : undefined;
    const said = authors === undefined ? {} : { authors };
    return { ...row, asks, differs: false, handled: 'alike', ...said };
  });
}
