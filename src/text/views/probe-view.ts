import type { ExplainedRow, ProbeReport, RowState } from '../../model/drift.ts';
import {
  type Block,
  code,
  type Document,
  list,
  type Medium,
  paragraph,
  problems,
  type Row,
  type Style,
  section,
  styled,
} from '../document.ts';
import type { Look } from '../look.ts';
import { countStates, rowValue, sendableLines } from '../words/probe-words.ts';
import { count, platformText } from '../words/wording.ts';

/** The document of a probe: rows that differ from the assumptions, what authors must know, and every row. */
export function probeDocument(report: ProbeReport, look: Look, medium: Medium): Document {
  const { platform, rows, problems: found, records } = report;
  if (rows.length === 0) return cleanedDocument(report, medium);
  const differing = rows.filter(({ differs }) => differs);
  const known = rows.flatMap(({ row, authors }) =>
    authors === undefined ? [] : [{ row, authors }],
  );
  const isSummary = look.detail === 'summary';
  const isBad = found.length > 0 || records.some(({ state }) => state === 'left');
  return {
    title: `What ${platform.name} does`,
    headline: `What ${platform.name} (${platform.url}) does, dialect ${platform.dialect}`,
    sections: [
      ...(known.length > 0
        ? [
            section(
              'caveat',
              paragraph('What authors need to know:'),
              list(
                known.map(({ row, authors }) => ({
                  text: `${authors} (${row})`,
                  prose: 'hanging',
                })),
              ),
            ),
          ]
        : []),
      section('body', ...(differing.length > 0 ? differences(differing) : [])),
      ...(isSummary ? [] : [section('body', rowTable(rows, medium))]),
      section(medium === 'terminal' ? 'body' : 'detail', problems(found)),
      ...(medium === 'terminal' ? [] : [section('detail', toSend(report))]),
      section('note', list(notes(report).map((text) => ({ text, prose: 'plain' })))),
      section('tally', { block: 'tally', text: tally(report), isBad }),
    ],
  };
}

/** The document of removing the records that a killed probe left. */
function cleanedDocument(
  { platform, records, problems: found, receipt }: ProbeReport,
  medium: Medium,
): Document {
  const left = records.filter(({ state }) => state === 'left').length;
  const end =
    left === 0 ? 'No record of the probe is live.' : `${left} of ${records.length} are left.`;
  return {
    title: `Probe of ${platform.name}, cleaned up`,
    headline: `Records of a probe of ${platformText(platform)}`,
    sections: [
      section(
        'body',
        list(records.map(({ called, sourcedId, state }) => `${called} ${sourcedId}: ${state}`)),
      ),
      section(medium === 'terminal' ? 'body' : 'detail', problems(found)),
      section('note', list(receipt === undefined ? [] : [`Receipt: ${receipt}`])),
      section('tally', { block: 'tally', text: end, isBad: left > 0 }),
    ],
  };
}

function differences(rows: readonly ExplainedRow[]): readonly Block[] {
  return [
    paragraph('Different from the assumption; the file corrects it:'),
    list(
      rows.map(({ row, value, assumed }) => [
        code(row),
        `: ${rowValue(value)}, and not ${rowValue(assumed)}`,
      ]),
    ),
  ];
}

const colours: Readonly<Record<RowState, Style>> = {
  measured: 'green',
  contradicted: 'red',
  refused: 'yellow',
  'not tried': 'dim',
};

function rowTable(rows: readonly ExplainedRow[], medium: Medium): Block {
  const cells = (row: ExplainedRow): Row => ({
    cells: [
      medium === 'terminal' ? row.row : [code(row.row)],
      styled(colours[row.state], row.state),
      rowValue(row.value),
      row.how,
    ],
  });
  return {
    block: 'table',
    columns: [
      { head: 'row' },
      { head: 'state' },
      { head: 'value' },
      { head: 'how', mayBeCut: true },
    ],
    rows: rows.map(cells),
  };
}

function toSend(report: ProbeReport): Block {
  const lines = { block: 'code', language: 'text', lines: sendableLines(report) } as const;
  const summary =
    'You can send this to the project or to the support of the platform. It has nothing confidential in it';
  return { block: 'folded', summary, blocks: [lines] };
}

function notes({ receipt, file, facts, records }: ProbeReport): readonly string[] {
  const retired = records.filter(({ state }) => state === 'retired').length;
  return [
    ...(facts.readOnly
      ? ['Nothing was written to the platform. Many rows need a write to test.']
      : []),
    ...(records.length > 0 ? [`Created and retired again: ${count(retired, 'record')}.`] : []),
    ...(receipt === undefined ? [] : [`Receipt: ${receipt}`]),
    ...(file === undefined
      ? []
      : [
          `Facts: ${file}. To let plan and apply use it, add to the environment: \`measured: ${file}\`.`,
        ]),
    '`--out report.md` and `--format json` include a report that you can send to others. It has nothing confidential in it.',
  ];
}

/** The last line: `61 rows measured, 1 refused, 12 not tried; 118 requests, 35 of them writes.` */
function tally({ rows, requests, writes }: ProbeReport): string {
  const { measured, contradicted, refused, not_tried: untried } = countStates(rows);
  const parts = [
    `${count(measured, 'row')} measured`,
    ...(contradicted > 0 ? [`${contradicted} contradicted`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    `${untried} not tried`,
  ];
  return `${parts.join(', ')}; ${count(requests, 'request')}, ${writes} of them writes.`;
}
