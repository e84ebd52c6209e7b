import type { ExplainedRow, ProbeReport, RowState } from '../../model/drift.ts';
import type { Json } from '../../model/json.ts';

/** The number of rows in each state, under names for programs. */
export function countStates(rows: readonly ExplainedRow[]) {
  const of = (state: RowState) => rows.filter((row) => row.state === state).length;
  return {
    measured: of('measured'),
    contradicted: of('contradicted'),
    refused: of('refused'),
    not_tried: of('not tried'),
  };
}

/** A value on one line; `''` for undefined. */
export function rowValue(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/**
 * The findings in a form that can be sent to the maintainers or the platform's operator: without addresses,
 * orgs, ids and words of answers, which could quote something.
 */
export function sendableLines({ facts, rows }: ProbeReport): readonly string[] {
  const lines = rows.flatMap(({ row, state, value, differs, assumed }) => {
    if (state === 'not tried') return [];
    const also = differs ? ` (assumed: ${rowValue(assumed)})` : '';
    const said = state === 'measured' ? rowValue(value) : state;
    return [`${row}: ${said}${also}`];
  });
  const untried = rows.filter(({ state }) => state === 'not tried').length;
  return [
    `timeback-catalog ${facts.build}, dialect ${facts.platform.dialect}, ${facts.measured.slice(0, 10)}`,
    ...lines.filter((line) => !/^[\w.]+\.path:/.test(line)),
    `not tried: ${untried}`,
  ];
}
